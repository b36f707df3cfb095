package dev.moirai.kernel;

/** A process was not spawned; nothing of it exists. The message says which limit, name or state was in the way. */
public final class SpawnRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Cause {
        /** The host or node runs as many processes as it may. */
        LIMIT,
        /** The name asked for is held by another process. */
        NAME_TAKEN,
        /** The host or node is stopping or has stopped. */
        STOPPING
    }

    private final Cause why;

    SpawnRefused(Cause why, String message) {
        super(message, null, false, false);
        this.why = why;
    }

    public Cause why() {
        return why;
    }
}
