package dev.moirai.app.schema;

import dev.moirai.otp.text.DurationText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Go writes them: {@code 1h30m}, {@code 100ms}, {@code 1.5s}, {@code -2us}.
 *
 * <p>Units are {@code ns}, {@code us} (or {@code µs}), {@code ms}, {@code s}, {@code m}, {@code h}. As in Go a duration
 * is a count of nanoseconds in 64 bits, about 292 years.
 */
public final class GoDuration {
    private static final int LONGEST = 100;
    private static final Pattern PART = Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L, // the micro sign
            "μs", 1_000L, // the Greek letter mu
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private GoDuration() {}

    /** The duration that {@code text} writes, or empty if it writes none. */
    public static Optional<Duration> parse(String text) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        var parts = signed ? text.substring(1) : text;
        if (parts.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        if (parts.isEmpty() || parts.length() > LONGEST) {
            return Optional.empty();
        }
        var nanos = BigDecimal.ZERO;
        Matcher part = PART.matcher(parts);
        int end = 0;
        while (part.lookingAt()) {
            long unit = NANOS.getOrDefault(part.group(2), 0L);
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
            end = part.end();
            part.region(end, parts.length());
        }
        boolean whole = end == parts.length();
        if (!whole || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            return Optional.empty();
        }
        long count = nanos.longValue();
        return Optional.of(Duration.ofNanos(text.startsWith("-") ? -count : count));
    }

    /** The duration as Go's own {@code String} writes it, with each unit below the largest: {@code 1h0m0s}, {@code 5µs}. */
    public static String string(Duration duration) {
        if (duration.isNegative()) {
            return "-" + string(duration.negated());
        }
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return DurationText.of(duration).replace("us", "µs");
        }
        var text = new StringBuilder();
        if (duration.toHours() > 0) {
            text.append(duration.toHours()).append('h');
        }
        if (!text.isEmpty() || duration.toMinutesPart() > 0) {
            text.append(duration.toMinutesPart()).append('m');
        }
        var rest = Duration.ofSeconds(duration.toSecondsPart(), duration.toNanosPart());
        var seconds = BigDecimal.valueOf(rest.toNanos(), 9).stripTrailingZeros().toPlainString();
        return text.append(seconds).append('s').toString();
    }
}
