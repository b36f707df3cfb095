package dev.moirai.bench.harness;

/**
 * One number read from a run.
 *
 * @param name {@link #RATE}, {@link #TIME}, or the name under which contenders report it, such as {@code p99}
 * @param unit as printed, such as {@code /s} or {@code ms}
 * @param better which direction is better
 * @param goal what ours has to reach
 */
public record Figure(String name, String unit, Better better, Goal goal) {

    /** Operations per second, from the operations and the time of the whole turn. */
    public static final String RATE = "rate";

    /** Milliseconds for the work once. */
    public static final String TIME = "time";

    /** Which direction is better. */
    public enum Better {
        HIGHER,
        LOWER
    }

    public static Figure rate(Goal goal) {
        return new Figure(RATE, "/s", Better.HIGHER, goal);
    }

    public static Figure time(Goal goal) {
        return new Figure(TIME, "ms", Better.LOWER, goal);
    }

    public static Figure lower(String name, String unit, Goal goal) {
        return new Figure(name, unit, Better.LOWER, goal);
    }

    public static Figure higher(String name, String unit, Goal goal) {
        return new Figure(name, unit, Better.HIGHER, goal);
    }
}
