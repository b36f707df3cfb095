package dev.moirai.app.kind;

import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import dev.moirai.otp.supervisor.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When an entry starts, what must run before it, how long starting and stopping may take, and what happens when it fails.
 *
 * @param autoStart true if it starts at boot
 * @param startup what a failed start means for the application
 * @param startTimeout how long a start may take
 * @param stopTimeout how long it has to end after it was asked to; then it is ended
 * @param stableThreshold running this long makes earlier failures count no more
 * @param requires entries that must run first; they stop later
 * @param restart how often and after which pauses it is started again
 * @param identity who it is for security policies, if anyone
 */
public record Lifecycle(
        boolean autoStart,
        Startup startup,
        Duration startTimeout,
        Duration stopTimeout,
        Duration stableThreshold,
        List<EntryId> requires,
        RestartPolicy restart,
        Optional<Identity> identity) {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private static final Field<Boolean> AUTO_START = Field.withDefault(
            "auto_start", new Type.Flag(), false, "false", "Whether it starts when the application starts.");
    private static final Field<Startup> STARTUP = Field.withDefault(
            "startup",
            Type.Choice.of(Startup.values()),
            Startup.REQUIRED,
            "required",
            "`required`: if it cannot start, the application does not start. `optional`: it is tried again in the"
                    + " background.");
    private static final Field<Duration> START_TIMEOUT = time(
            "start_timeout",
            10,
            "How long a start may take. A process has started when its main function waits for the first time: what it"
                    + " does before that, such as taking a name, is done when those that require it begin.");
    private static final Field<Duration> STOP_TIMEOUT = time(
            "stop_timeout",
            10,
            "How long it has to end after CANCEL with reason `service stopping`; then it is killed.");
    private static final Field<Duration> STABLE_THRESHOLD =
            time("stable_threshold", 5, "After running this long its failed attempts are forgotten.");
    private static final Field<List<EntryId>> REQUIRES = Field.withDefault(
                    "requires",
                    Type.ListOf.of(Type.Ref.to()),
                    List.<EntryId>of(),
                    "none",
                    "Entries that must run first. They stop after it.")
            .alias("depends_on");
    private static final Field<RestartPolicy> RESTART = Field.withDefault(
            "restart",
            new Type.Nested<>(RestartPolicy.STRUCT),
            RestartPolicy.DEFAULT,
            "as below",
            "How it is started again when it ends abnormally.");
    private static final Field<Optional<Identity>> SECURITY = Field.optional(
            "security", new Type.Nested<>(Identity.STRUCT), "Who it is when security policies are asked.");

    static final Struct<Lifecycle> STRUCT = Struct.of(
            List.of(AUTO_START, STARTUP, START_TIMEOUT, STOP_TIMEOUT, STABLE_THRESHOLD, REQUIRES, RESTART, SECURITY),
            values -> new Lifecycle(
                    values.get(AUTO_START),
                    values.get(STARTUP),
                    values.get(START_TIMEOUT),
                    values.get(STOP_TIMEOUT),
                    values.get(STABLE_THRESHOLD),
                    values.get(REQUIRES),
                    values.get(RESTART),
                    values.get(SECURITY)));

    /** What an entry without a {@code lifecycle} block has: it is not started by itself. */
    public static final Lifecycle DEFAULT = new Lifecycle(
            false,
            Startup.REQUIRED,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            List.of(),
            RestartPolicy.DEFAULT,
            Optional.empty());

    /** The {@code lifecycle} field of a kind. */
    public static final Field<Lifecycle> FIELD = Field.withDefault(
            "lifecycle", new Type.Nested<>(STRUCT), DEFAULT, "not started at boot", "When it starts and stops.");

    public Lifecycle {
        requires = List.copyOf(requires);
    }

    /** What a failed start means for the application. */
    public enum Startup {
        /** The application does not start. */
        REQUIRED,
        /** The application starts, and the start is tried again. */
        OPTIONAL
    }

    /** The pauses before restarts. */
    public Backoff backoff() {
        return new Backoff(
                restart.initialDelay(), restart.backoffFactor(), restart.maxDelay(), restart.jitter(), stableThreshold);
    }

    private static Field<Duration> time(String name, int seconds, String says) {
        return Field.withDefault(name, Type.Time.atLeast(SHORTEST), Duration.ofSeconds(seconds), seconds + "s", says);
    }
}
