package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One change on its way: stop some children, then start some, each step as soon as those before it are done.
 *
 * <pre>
 *   stopping ── all stopped ──► (between) ──► starting ── all started ──► over: succeeded
 *                                                │ one failed; those under way finish, no others begin
 *                                                └────────────────────────► over: failed
 * </pre>
 *
 * <p>It is told of what happens by {@link #stopped}, {@link #started} and {@link #failed}; it never waits.
 */
final class Operation {
    /** Carries out single steps, and is told the end. */
    interface Crew {
        /** Must lead to {@link #stopped}, at once or later. */
        void stop(Child child, Operation operation);

        /** Must lead to {@link #started} or {@link #failed}, at once or later. */
        void start(Child child, Operation operation);

        /** Has it {@linkplain #goOn go on} once what has arrived meanwhile is handled; false if it must go on at once. */
        boolean pause(Operation operation);

        /** The operation that pauses, if one does, is not to go on: another takes its place. */
        void supersede();
    }

    /** How an operation ended. */
    interface Ending {
        /** @param failed the first child whose start failed, or null */
        void over(@Nullable Child failed, @Nullable ExitReason reason);
    }

    /** So many children are stopped in a row: a turn that is long is taken for one that does not end. */
    static final int STOPS_IN_A_ROW = 128;

    private final Crew crew;
    private final Sequence<Child> stops;
    private final Sequence<Child> starts;
    private final Runnable between;
    private final Ending ending;
    private boolean starting;
    private boolean proceeding;
    private boolean paused;
    private boolean over;
    private int underWay;
    private @Nullable Child failed;
    private @Nullable ExitReason reason;

    Operation(Crew crew, Sequence<Child> stops, Runnable between, Sequence<Child> starts, Ending ending) {
        this.crew = crew;
        this.stops = stops;
        this.between = between;
        this.starts = starts;
        this.ending = ending;
    }

    /** Goes as far as possible now. A loop, not a recursion: steps may be done before they return. */
    void proceed() {
        if (proceeding || over) {
            return;
        }
        proceeding = true;
        try {
            Child child;
            for (int row = 1; !starting && !paused && (child = stops.next()) != null; row++) {
                crew.stop(child, this);
                paused = row % STOPS_IN_A_ROW == 0 && crew.pause(this);
            }
            if (!starting && stops.isFinished()) {
                starting = true;
                between.run();
            }
            while (starting && failed == null && (child = starts.next()) != null) {
                underWay++;
                crew.start(child, this);
            }
        } finally {
            proceeding = false;
        }
        if (starting && underWay == 0 && (failed != null || starts.isFinished())) {
            over = true;
            ending.over(failed, reason);
        }
    }

    /** After a pause. */
    void goOn() {
        paused = false;
        proceed();
    }

    void stopped(Child child) {
        stops.done(child);
        proceed();
    }

    void started(Child child) {
        underWay--;
        starts.done(child);
        proceed();
    }

    void failed(Child child, ExitReason why) {
        underWay--;
        if (failed == null) {
            failed = child;
            reason = Objects.requireNonNull(why);
        }
        proceed();
    }
}
