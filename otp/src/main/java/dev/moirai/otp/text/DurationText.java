package dev.moirai.otp.text;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations as people write them, and as entry files take them: {@code 1m30s}, {@code 100ms}, {@code 0s}. */
public final class DurationText {
    private static final long MICROSECOND = 1_000;
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private DurationText() {}

    /** The shortest text: hours, minutes and seconds that are not zero, or one smaller unit for what is below a second. */
    public static String of(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.isNegative()) {
            return "-" + of(duration.negated());
        }
        int nanos = duration.toNanosPart();
        if (duration.toSeconds() == 0) {
            return nanos < MICROSECOND
                    ? nanos + "ns"
                    : nanos < MILLISECOND ? decimal(nanos, MICROSECOND) + "us" : decimal(nanos, MILLISECOND) + "ms";
        }
        var text = new StringBuilder();
        append(text, duration.toHours(), "h");
        append(text, duration.toMinutesPart(), "m");
        long rest = duration.toSecondsPart() * SECOND + nanos;
        if (rest != 0) {
            text.append(decimal(rest, SECOND)).append('s');
        }
        return text.toString();
    }

    private static void append(StringBuilder text, long count, String unit) {
        if (count != 0) {
            text.append(count).append(unit);
        }
    }

    private static String decimal(long nanos, long unit) {
        return BigDecimal.valueOf(nanos)
                .divide(BigDecimal.valueOf(unit))
                .stripTrailingZeros()
                .toPlainString();
    }
}
