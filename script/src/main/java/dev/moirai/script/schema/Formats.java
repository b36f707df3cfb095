package dev.moirai.script.schema;

import com.google.re2j.Pattern;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.Map;
import java.util.function.Predicate;

/** The values of {@code format} that are checked; others say nothing, as the standard has it. */
final class Formats {
    private static final int LONGEST_HOST = 253;

    private static final Map<String, Predicate<String>> ALL = Map.of(
            "email",
            matching("[^@\\s]{1,64}@[^@\\s.]+(\\.[^@\\s.]+)*"),
            "uuid",
            matching("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
            "ipv4",
            matching("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.|$)){4}").and(text -> !text.endsWith(".")),
            "ipv6",
            Formats::isAddress6,
            "hostname",
            matching("[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*")
                    .and(text -> text.length() <= LONGEST_HOST),
            "date",
            text -> parses(() -> LocalDate.parse(text)),
            "date-time",
            text -> parses(() -> OffsetDateTime.parse(text)),
            "time",
            text -> parses(() -> OffsetTime.parse(text)),
            "uri",
            text -> isUri(text, true),
            "uri-reference",
            text -> isUri(text, false));

    private Formats() {}

    static boolean matches(String format, String text) {
        Predicate<String> known = ALL.get(format);
        return known == null || known.test(text);
    }

    private static Predicate<String> matching(String pattern) {
        return Pattern.compile(pattern)::matches;
    }

    private static boolean parses(Runnable parse) {
        try {
            parse.run();
            return true;
        } catch (DateTimeException _) {
            return false;
        }
    }

    private static boolean isUri(String text, boolean absolute) {
        try {
            return new URI(text).isAbsolute() || !absolute;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static boolean isAddress6(String text) {
        String[] halves = text.split("::", -1);
        if (halves.length > 2) {
            return false;
        }
        int groups = 0;
        for (String half : halves) {
            for (String group : half.isEmpty() ? new String[0] : half.split(":", -1)) {
                if (!Pattern.matches("[0-9a-fA-F]{1,4}", group)) {
                    return false;
                }
                groups++;
            }
        }
        return halves.length == 2 ? groups < 8 : groups == 8;
    }
}
