package dev.moirai.script.module;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.format.SignStyle;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalField;
import java.time.temporal.TemporalQueries;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Date formats as Go writes them: by how the reference time {@code Mon Jan 2 15:04:05 MST 2006} would look.
 *
 * <p>Source: the constants of Go's package {@code time}.
 */
final class GoLayout {
    private static final Map<Long, String> HALVES_LOWER = Map.of(0L, "am", 1L, "pm");
    private static final Map<Long, String> HALVES_UPPER = Map.of(0L, "AM", 1L, "PM");
    private static final int PIVOT_YEAR = 1969;
    /** What decides about the time that is read. As in Go the day of the week does not. */
    private static final Set<TemporalField> RESOLVED = Set.of(
            ChronoField.YEAR,
            ChronoField.MONTH_OF_YEAR,
            ChronoField.DAY_OF_MONTH,
            ChronoField.DAY_OF_YEAR,
            ChronoField.HOUR_OF_DAY,
            ChronoField.CLOCK_HOUR_OF_AMPM,
            ChronoField.HOUR_OF_AMPM,
            ChronoField.AMPM_OF_DAY,
            ChronoField.MINUTE_OF_HOUR,
            ChronoField.SECOND_OF_MINUTE,
            ChronoField.NANO_OF_SECOND,
            ChronoField.OFFSET_SECONDS);

    private static final int MOST_YEAR_DIGITS = 10;

    /** Longer ones first where one begins another. */
    private static final List<String> ELEMENTS = List.of(
            "January",
            "Jan",
            "Monday",
            "Mon",
            "MST",
            "2006",
            "__2",
            "_2",
            "002",
            "01",
            "02",
            "03",
            "04",
            "05",
            "06",
            "15",
            "PM",
            "pm",
            "-07:00:00",
            "-07:00",
            "-070000",
            "-0700",
            "-07",
            "Z07:00:00",
            "Z07:00",
            "Z070000",
            "Z0700",
            "Z07",
            "1",
            "2",
            "3",
            "4",
            "5");

    private GoLayout() {}

    static String format(String layout, Times.Value time) {
        return builder(layout, time).toFormatter(Locale.ENGLISH).format(time.at());
    }

    /**
     * Reads a time; what the layout does not mention is zero, as in Go.
     *
     * @throws DateTimeException if {@code text} is not written so
     */
    static Times.Value parse(String layout, String text, Times.Location zone) {
        DateTimeFormatter formatter = builder(layout, null)
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT)
                .withResolverFields(RESOLVED);
        TemporalAccessor parsed = formatter.parse(text);
        LocalDate date = parsed.query(TemporalQueries.localDate());
        if (date == null) {
            date = LocalDate.of(
                    field(parsed, ChronoField.YEAR, 0),
                    field(parsed, ChronoField.MONTH_OF_YEAR, 1),
                    field(parsed, ChronoField.DAY_OF_MONTH, 1));
        }
        LocalTime clock = parsed.query(TemporalQueries.localTime());
        if (clock == null) {
            clock = LocalTime.of(
                    hour(parsed),
                    field(parsed, ChronoField.MINUTE_OF_HOUR, 0),
                    field(parsed, ChronoField.SECOND_OF_MINUTE, 0),
                    field(parsed, ChronoField.NANO_OF_SECOND, 0));
        }
        ZoneId written = parsed.query(TemporalQueries.zone());
        return (written == null ? zone : location(written)).see(LocalDateTime.of(date, clock));
    }

    private static int field(TemporalAccessor parsed, ChronoField field, int otherwise) {
        return parsed.isSupported(field) ? parsed.get(field) : otherwise;
    }

    /** An hour of twelve of which nobody said whether it is before or after noon is what is written. */
    private static int hour(TemporalAccessor parsed) {
        int ofHalf = field(parsed, ChronoField.HOUR_OF_AMPM, -1);
        return ofHalf < 0 ? field(parsed, ChronoField.HOUR_OF_DAY, 0) : ofHalf == 0 ? 12 : ofHalf;
    }

    private static Times.Location location(ZoneId written) {
        return written.equals(ZoneOffset.UTC)
                ? Times.UTC
                : new Times.Location(written, written.getId().replace(":", ""));
    }

    /** The name of a time's zone as {@code MST} shows it. */
    static String abbreviation(ZonedDateTime time) {
        return DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH).format(time);
    }

    /** @param time what is to be formatted; null to parse */
    private static DateTimeFormatterBuilder builder(String layout, Times.@Nullable Value time) {
        var builder = new DateTimeFormatterBuilder().parseCaseInsensitive();
        int at = 0;
        while (at < layout.length()) {
            int fraction = fraction(layout, at);
            if (fraction > 0) {
                boolean fixed = layout.charAt(at + 1) == '0';
                builder.appendFraction(ChronoField.NANO_OF_SECOND, fixed ? fraction : 0, fraction, true);
                at += fraction + 1;
                continue;
            }
            String element = element(layout, at);
            if (element == null) {
                builder.appendLiteral(layout.charAt(at));
                at++;
                continue;
            }
            at += element.length();
            append(builder, element, time);
            boolean seconds = element.equals("05") || element.equals("5");
            if (time == null && seconds && fraction(layout, at) == 0) {
                // Go reads a fraction behind the seconds although the layout has none.
                builder.optionalStart()
                        .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                        .optionalEnd();
            }
        }
        return builder;
    }

    /** How many digits a fraction of a second has that begins here, with its point; 0 if none does. */
    private static int fraction(String layout, int at) {
        if (at + 1 >= layout.length() || (layout.charAt(at) != '.' && layout.charAt(at) != ',')) {
            return 0;
        }
        char digit = layout.charAt(at + 1);
        int end = at + 1;
        while (end < layout.length() && layout.charAt(end) == digit) {
            end++;
        }
        boolean number = end < layout.length() && Character.isDigit(layout.charAt(end));
        return (digit == '0' || digit == '9') && !number && end - at - 1 <= 9 ? end - at - 1 : 0;
    }

    private static @Nullable String element(String layout, int at) {
        for (String element : ELEMENTS) {
            if (layout.startsWith(element, at)) {
                return element;
            }
        }
        return null;
    }

    private static void append(DateTimeFormatterBuilder builder, String element, Times.@Nullable Value time) {
        switch (element) {
            case "2006" -> {
                if (time == null) {
                    builder.appendValue(ChronoField.YEAR, 4);
                } else {
                    builder.appendValue(ChronoField.YEAR, 4, MOST_YEAR_DIGITS, SignStyle.NORMAL);
                }
            }
            case "06" -> builder.appendValueReduced(ChronoField.YEAR, 2, 2, PIVOT_YEAR);
            case "January" -> builder.appendText(ChronoField.MONTH_OF_YEAR, TextStyle.FULL);
            case "Jan" -> builder.appendText(ChronoField.MONTH_OF_YEAR, TextStyle.SHORT);
            case "01" -> builder.appendValue(ChronoField.MONTH_OF_YEAR, 2);
            case "1" -> builder.appendValue(ChronoField.MONTH_OF_YEAR);
            case "Monday" -> builder.appendText(ChronoField.DAY_OF_WEEK, TextStyle.FULL);
            case "Mon" -> builder.appendText(ChronoField.DAY_OF_WEEK, TextStyle.SHORT);
            case "02" -> builder.appendValue(ChronoField.DAY_OF_MONTH, 2);
            case "_2" -> builder.padNext(2).appendValue(ChronoField.DAY_OF_MONTH);
            case "2" -> builder.appendValue(ChronoField.DAY_OF_MONTH);
            case "002" -> builder.appendValue(ChronoField.DAY_OF_YEAR, 3);
            case "__2" -> builder.padNext(3).appendValue(ChronoField.DAY_OF_YEAR);
            case "15" -> builder.appendValue(ChronoField.HOUR_OF_DAY, 2);
            case "03" -> builder.appendValue(ChronoField.CLOCK_HOUR_OF_AMPM, 2);
            case "3" -> builder.appendValue(ChronoField.CLOCK_HOUR_OF_AMPM);
            case "04" -> builder.appendValue(ChronoField.MINUTE_OF_HOUR, 2);
            case "4" -> builder.appendValue(ChronoField.MINUTE_OF_HOUR);
            case "05" -> builder.appendValue(ChronoField.SECOND_OF_MINUTE, 2);
            case "5" -> builder.appendValue(ChronoField.SECOND_OF_MINUTE);
            case "PM" -> builder.appendText(ChronoField.AMPM_OF_DAY, HALVES_UPPER);
            case "pm" -> builder.appendText(ChronoField.AMPM_OF_DAY, HALVES_LOWER);
            case "MST" -> {
                if (time == null) {
                    builder.appendZoneText(TextStyle.SHORT);
                } else {
                    builder.appendLiteral(time.location().abbreviation(time.at()));
                }
            }
            default -> {
                String pattern = element.substring(1)
                        .replaceFirst("07", "+HH")
                        .replaceFirst("00", "MM")
                        .replaceFirst("00", "SS");
                String zero = element.startsWith("Z")
                        ? "Z"
                        : pattern.replace("HH", "00").replace("MM", "00").replace("SS", "00");
                builder.appendOffset(pattern, zero);
            }
        }
    }
}
