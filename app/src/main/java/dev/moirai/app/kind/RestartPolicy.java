package dev.moirai.app.kind;

import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import java.time.Duration;
import java.util.List;

/**
 * How a failed service is started again: after pauses that grow from {@code initialDelay} by {@code backoffFactor} up to
 * {@code maxDelay}, each varied at random by up to {@code jitter} of itself.
 *
 * @param initialDelay the pause before the first restart
 * @param maxDelay the longest pause
 * @param backoffFactor how much longer each pause is than the one before
 * @param jitter the part of a pause by which it varies, from 0 to 1
 * @param maxAttempts how often it is started in a row, the first time included; 0 is without limit
 */
public record RestartPolicy(
        Duration initialDelay, Duration maxDelay, double backoffFactor, double jitter, int maxAttempts) {
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Field<Duration> INITIAL_DELAY = Field.withDefault(
            "initial_delay",
            Type.Time.atLeast(Duration.ZERO),
            Duration.ofSeconds(1),
            "1s",
            "The pause before the first restart.");
    private static final Field<Duration> MAX_DELAY = Field.withDefault(
            "max_delay", Type.Time.atLeast(Duration.ZERO), Duration.ofSeconds(90), "90s", "The longest pause.");
    private static final Field<Double> BACKOFF_FACTOR = Field.withDefault(
            "backoff_factor", new Type.Real(1, 1000), 2.0, "2.0", "How much longer each pause is than the one before.");
    private static final Field<Double> JITTER = Field.withDefault(
            "jitter",
            new Type.Real(0, 1),
            0.1,
            "0.1",
            "The part of a pause by which it varies at random, so that services that failed together do not return"
                    + " together.");
    private static final Field<Integer> MAX_ATTEMPTS = Field.withDefault(
            "max_attempts",
            new Type.Whole(0, Integer.MAX_VALUE),
            0,
            "0, without limit",
            "How often it is started in a row, the first time included: 5 is the first run and 4 restarts.");

    static final Struct<RestartPolicy> STRUCT = Struct.of(
                    List.of(INITIAL_DELAY, MAX_DELAY, BACKOFF_FACTOR, JITTER, MAX_ATTEMPTS),
                    values -> new RestartPolicy(
                            values.get(INITIAL_DELAY),
                            values.get(MAX_DELAY),
                            values.get(BACKOFF_FACTOR),
                            values.get(JITTER),
                            values.get(MAX_ATTEMPTS)))
            .rule(
                    "'initial_delay' is longer than 'max_delay'",
                    INITIAL_DELAY,
                    values -> values.get(INITIAL_DELAY).compareTo(values.get(MAX_DELAY)) <= 0)
            .rule(
                    "'max_delay' is longer than a year",
                    MAX_DELAY,
                    values -> values.get(MAX_DELAY).compareTo(LONGEST) <= 0);

    /** What is done when nothing is written. */
    public static final RestartPolicy DEFAULT =
            new RestartPolicy(Duration.ofSeconds(1), Duration.ofSeconds(90), 2.0, 0.1, 0);
}
