package dev.moirai.kernel;

/**
 * What a process does: the seam between the kernel and everything that runs on it.
 *
 * <p>The host calls {@link #advance} from one thread at a time, never concurrently for the same body, with a happens-before
 * edge between calls; a body needs no synchronisation of its own state. It is called first when the process is born, then
 * whenever something arrived that it may {@linkplain Self#take take}, and as long as it returns {@link Step#READY}.
 *
 * <p>A turn must be short: a body that computes long should count its work against {@code budget} and return
 * {@link Step#READY}. One that never returns does not stop its host (others take over the other processes), but it cannot
 * be stopped by any JVM either: see {@link Zombie}.
 */
@FunctionalInterface
public interface Body {

    /** What handling one message costs of a turn's budget, where a body has no better measure. */
    int MESSAGE_COST = 20;

    /**
     * Runs until the body waits, has used up {@code budget}, or is done.
     *
     * @param self the process; valid inside this call only, on this thread only
     * @param budget how much work this turn may do, in reductions: about one Lua instruction each, {@link #MESSAGE_COST} per
     *     message
     * @throws Throwable anything: the process ends with {@link ExitReason.Crash}
     */
    Step advance(Self self, int budget) throws Throwable;

    /**
     * Runs once, last, when the process ends in any way but by force: after {@link Step.Done}, after an exception out of
     * {@link #advance}, after an {@linkplain ExitReason#isOrderly orderly} exit signal. Messages sent from now on are dead
     * letters; the names are still held, so that whoever takes them over finds everything cleaned up. Not run after kill,
     * an expired cancel, or the abnormal end of a linked process.
     */
    default void terminate(Self self, ExitReason reason) throws Throwable {}

    /** What the body waits for right now, in a few words, for {@link Node#dump}; must be quick and callable by any thread. */
    default String waitsFor() {
        return "messages";
    }

    /**
     * What the process is called in {@link Node#dump} and in reports if its spawn gave it no label; must be quick and callable
     * by any thread. Costs a process nothing, where a label takes some 100 bytes of each.
     */
    default String kind() {
        return Appearance.nameOf(getClass());
    }
}
