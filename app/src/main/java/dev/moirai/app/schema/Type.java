package dev.moirai.app.schema;

import dev.moirai.app.source.Data;
import dev.moirai.app.source.Nearest;
import dev.moirai.app.source.Node;
import dev.moirai.app.source.SourceText;
import dev.moirai.otp.text.DurationText;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What values a field takes, and how one is read. Sealed, because the reference page and the JSON Schema must say the same
 * of each.
 *
 * @param <T> what a value of this type is in Java
 */
public sealed interface Type<T> {
    /** The value that {@code node} writes, or empty when a mistake was reported. */
    Optional<T> read(Node node, Reading reading);

    /** What is expected, for messages: {@code a whole number from 1 to 1024}. */
    String expected();

    /** Text of at least one character, or the name of a file ({@code file://...}) whose content it is. */
    record Text(String expected) implements Type<String> {
        @Override
        public Optional<String> read(Node node, Reading reading) {
            return scalar(node, this, reading).flatMap(reading::text).map(SourceText::text);
        }
    }

    /** Text that keeps the place it came from, such as the code of a script, so that errors in it can be shown there. */
    record Source(String expected) implements Type<SourceText> {
        @Override
        public Optional<SourceText> read(Node node, Reading reading) {
            return scalar(node, this, reading).flatMap(reading::text);
        }
    }

    /** The path of a file below the folder of the project: relative, and without a way out of it. */
    record FilePath(String expected) implements Type<String> {
        @Override
        public Optional<String> read(Node node, Reading reading) {
            var written = scalar(node, this, reading).map(Node.Scalar::text);
            if (written.isPresent() && !isBelow(written.get())) {
                reading.wrong(node, expected(), "");
                return Optional.empty();
            }
            return written;
        }

        private static boolean isBelow(String text) {
            try {
                var path = Path.of(text);
                var normal = path.normalize();
                return !path.isAbsolute()
                        && !normal.startsWith("..")
                        && !normal.toString().isEmpty();
            } catch (InvalidPathException e) {
                return false;
            }
        }
    }

    /** True or false. */
    record Flag() implements Type<Boolean> {
        private static final Map<String, Boolean> OLD_WORDS =
                Map.of("yes", true, "on", true, "no", false, "off", false, "1", true, "0", false);

        @Override
        public Optional<Boolean> read(Node node, Reading reading) {
            if (node.data() instanceof Data.Bool(boolean value)) {
                return Optional.of(value);
            }
            var text = node instanceof Node.Scalar scalar ? scalar.text().toLowerCase(Locale.ROOT) : "";
            var meant = OLD_WORDS.containsKey(text)
                    ? "write " + OLD_WORDS.get(text)
                    : Nearest.suggestion(text, List.of("true", "false"));
            boolean quoted = text.equals("true") || text.equals("false");
            reading.wrong(node, expected(), quoted ? "remove the quotes" : meant);
            return Optional.empty();
        }

        @Override
        public String expected() {
            return "true or false";
        }
    }

    /** A whole number of a range. */
    record Whole(int least, int most) implements Type<Integer> {
        @Override
        public Optional<Integer> read(Node node, Reading reading) {
            if (node.data() instanceof Data.Whole(long value) && value >= least && value <= most) {
                return Optional.of((int) value);
            }
            boolean quoted = node instanceof Node.Scalar scalar
                    && !scalar.plain()
                    && new Node.Scalar(scalar.at(), scalar.text(), true, scalar.content()).value()
                            instanceof Data.Whole;
            reading.wrong(node, expected(), quoted ? "remove the quotes" : "");
            return Optional.empty();
        }

        @Override
        public String expected() {
            return most == Integer.MAX_VALUE
                    ? "a whole number of at least " + least
                    : "a whole number from " + least + " to " + most;
        }
    }

    /** A number of a range. */
    record Real(double least, double most) implements Type<Double> {
        @Override
        public Optional<Double> read(Node node, Reading reading) {
            double value = switch (node.data()) {
                case Data.Whole(long whole) -> whole;
                case Data.Real(double real) -> real;
                default -> Double.NaN;
            };
            if (value >= least && value <= most) {
                return Optional.of(value);
            }
            reading.wrong(node, expected(), "");
            return Optional.empty();
        }

        @Override
        public String expected() {
            return "a number from " + shown(least) + " to " + shown(most);
        }

        private static String shown(double bound) {
            return new BigDecimal(Double.toString(bound)).stripTrailingZeros().toPlainString();
        }
    }

    /** An amount of memory: a number of bytes, or with a unit such as {@code 64MiB}. */
    record Bytes(long least) implements Type<Long> {
        private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,15})\\s*(B|KB|KiB|MB|MiB|GB|GiB)?");
        private static final Map<String, Long> UNITS = Map.of(
                "B", 1L,
                "KB", 1_000L,
                "KiB", 1L << 10,
                "MB", 1_000_000L,
                "MiB", 1L << 20,
                "GB", 1_000_000_000L,
                "GiB", 1L << 30);

        @Override
        public Optional<Long> read(Node node, Reading reading) {
            var text = node instanceof Node.Scalar scalar ? scalar.text().strip() : "";
            Matcher amount = AMOUNT.matcher(text);
            if (amount.matches()) {
                long unit = amount.group(2) == null ? 1 : UNITS.getOrDefault(amount.group(2), 1L);
                long count = Long.parseLong(amount.group(1));
                if (count <= Long.MAX_VALUE / unit && count * unit >= least) {
                    return Optional.of(count * unit);
                }
            }
            reading.wrong(node, expected(), "");
            return Optional.empty();
        }

        @Override
        public String expected() {
            return "an amount of memory such as 64MiB" + (least > 1 ? ", at least " + shown(least) : "");
        }

        /** The amount with the largest unit that divides it. */
        static String shown(long bytes) {
            for (var unit : List.of("GiB", "MiB", "KiB")) {
                long size = UNITS.getOrDefault(unit, 1L);
                if (bytes >= size && bytes % size == 0) {
                    return bytes / size + unit;
                }
            }
            return bytes + " bytes";
        }
    }

    /**
     * A time span in Go's syntax, or a number of nanoseconds.
     *
     * @param least the shortest allowed
     * @param words other things that can be written, such as {@code infinity}, with the duration they stand for
     */
    record Time(Duration least, Map<String, Duration> words) implements Type<Duration> {
        /** A number of nanoseconds below a millisecond was rarely meant as nanoseconds. */
        private static final long SUSPICIOUS = 1_000_000;

        public Time {
            words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
        }

        /** A time span of at least {@code least}. */
        public static Time atLeast(Duration least) {
            return new Time(least, Map.of());
        }

        @Override
        public Optional<Duration> read(Node node, Reading reading) {
            var written = written(node);
            boolean allowed = written.isPresent() && written.get().compareTo(least) >= 0;
            if (node.data() instanceof Data.Whole(long nanos) && nanos > 0 && nanos < SUSPICIOUS) {
                var what = "'" + reading.field() + "' is " + nanos + " without a unit, which means nanoseconds";
                var fix = "did you mean '" + nanos + "s' or '" + nanos + "ms'?";
                if (allowed) {
                    reading.suspicion(node.at(), what, expected(), fix);
                } else {
                    reading.mistake(node.at(), what, expected(), fix);
                }
            } else if (!allowed) {
                reading.wrong(node, expected(), unitHint(node));
            }
            return allowed ? written : Optional.empty();
        }

        private Optional<Duration> written(Node node) {
            return switch (node.data()) {
                case Data.Whole(long nanos) -> Optional.of(Duration.ofNanos(nanos));
                case Data.Text(var text) -> {
                    var word = words.get(text);
                    yield word != null ? Optional.of(word) : GoDuration.parse(text);
                }
                case Data.Null _, Data.Bool _, Data.Real _, Data.Items _, Data.Fields _ -> Optional.empty();
            };
        }

        private String unitHint(Node node) {
            if (!(node instanceof Node.Scalar scalar)) {
                return "";
            }
            var text = scalar.text();
            var suggested = Nearest.suggestion(text, words.keySet());
            if (!suggested.isEmpty()) {
                return suggested;
            }
            if (node.data() instanceof Data.Real || text.matches("[0-9]{1,9}")) {
                return "did you mean '" + text + "s'?";
            }
            // "10 s", "10sec", "5 minutes", "1d": the number is right and the unit is not Go's.
            Matcher spelled =
                    Pattern.compile("([0-9.]{1,12})\\s*([a-zA-Z]+)\\.?").matcher(text.strip());
            if (!spelled.matches()) {
                return "";
            }
            var unit = switch (spelled.group(2).toLowerCase(Locale.ROOT)) {
                case "s", "sec", "secs", "second", "seconds" -> "s";
                case "m", "min", "mins", "minute", "minutes" -> "m";
                case "h", "hr", "hrs", "hour", "hours" -> "h";
                case "ms", "msec", "millis", "millisecond", "milliseconds" -> "ms";
                default -> "";
            };
            return unit.isEmpty()
                    ? "units are ns, us, ms, s, m and h"
                    : "did you mean '" + spelled.group(1) + unit + "'?";
        }

        @Override
        public String expected() {
            var bound = least.isZero() || least.isNegative() ? "" : " of at least " + DurationText.of(least);
            return "a duration" + bound + " such as 1h30m, 10s or 100ms"
                    + (words.isEmpty() ? "" : ", or " + String.join(" or ", words.keySet()));
        }
    }

    /** One of several words. */
    record Choice<T>(Map<String, T> words) implements Type<T> {
        public Choice {
            words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
        }

        /** The constants of an enum, written in lower case. */
        @SafeVarargs
        public static <E extends Enum<E>> Choice<E> of(E... constants) {
            var words = new LinkedHashMap<String, E>();
            for (var constant : constants) {
                words.put(constant.name().toLowerCase(Locale.ROOT), constant);
            }
            return new Choice<>(words);
        }

        /** Words that stand for themselves. */
        public static Choice<String> of(List<String> words) {
            var choices = new LinkedHashMap<String, String>();
            words.forEach(word -> choices.put(word, word));
            return new Choice<>(choices);
        }

        @Override
        public Optional<T> read(Node node, Reading reading) {
            var text = node instanceof Node.Scalar scalar ? scalar.text() : "";
            var chosen = words.get(text);
            if (chosen == null) {
                reading.wrong(node, expected(), Nearest.suggestion(text, words.keySet()));
            }
            return Optional.ofNullable(chosen);
        }

        @Override
        public String expected() {
            return words.size() > 12
                    ? "one of " + words.size() + " names, such as "
                            + words.keySet().stream().limit(3).collect(Collectors.joining(", "))
                    : String.join(" or ", words.keySet());
        }
    }

    /** The id of another entry that has one of {@code roles}; any entry if there are none. */
    record Ref(Set<Role> roles) implements Type<EntryId> {
        public Ref {
            roles = Set.copyOf(roles);
        }

        /** The id of an entry that has one of {@code roles}. */
        public static Ref to(Role... roles) {
            return new Ref(Set.of(roles));
        }

        @Override
        public Optional<EntryId> read(Node node, Reading reading) {
            var scalar = scalar(node, this, reading);
            if (scalar.isEmpty()) {
                return Optional.empty();
            }
            var id = EntryId.parse(scalar.get().text(), reading.namespace());
            if (id.isPresent()) {
                reading.found(id.get(), node.at(), roles);
            } else {
                reading.wrong(node, expected() + ", each part " + EntryId.RULE, "");
            }
            return id;
        }

        @Override
        public String expected() {
            return "the id of " + nouns() + ", 'namespace:name'";
        }

        /** The roles in words: {@code a process or a supervisor}. */
        String nouns() {
            return roles.isEmpty()
                    ? "an entry"
                    : roles.stream().map(Role::noun).sorted().collect(Collectors.joining(" or "));
        }
    }

    /**
     * A list whose items are all of one type.
     *
     * @param oneAllowed true if a single item may stand without being in a list
     */
    record ListOf<T>(Type<T> item, boolean oneAllowed) implements Type<List<T>> {
        /** A list of {@code item}. */
        public static <T> ListOf<T> of(Type<T> item) {
            return new ListOf<>(item, false);
        }

        /** A list of {@code item}, or just one. */
        public static <T> ListOf<T> orOne(Type<T> item) {
            return new ListOf<>(item, true);
        }

        @Override
        public Optional<List<T>> read(Node node, Reading reading) {
            if (oneAllowed && node instanceof Node.Scalar) {
                return item.read(node, reading).map(List::of);
            }
            if (!(node instanceof Node.Sequence(var _, var items))) {
                var fix = node instanceof Node.Scalar scalar && !scalar.isNull() ? "write [" + scalar.text() + "]" : "";
                reading.wrong(node, expected(), fix.length() > 80 ? "" : fix);
                return Optional.empty();
            }
            var values = new ArrayList<T>(items.size());
            for (int index = 0; index < items.size(); index++) {
                var each = items.get(index);
                reading.within("[" + index + "]", () -> item.read(each, reading))
                        .ifPresent(values::add);
            }
            return values.size() == items.size() ? Optional.of(List.copyOf(values)) : Optional.empty();
        }

        @Override
        public String expected() {
            return item instanceof Free ? "a list" : "a list, each item " + item.expected();
        }
    }

    /** Names that the author of the file chooses, each with a value of one type. */
    record MapOf<T>(Type<T> value, String keyNoun) implements Type<Map<String, T>> {
        @Override
        public Optional<Map<String, T>> read(Node node, Reading reading) {
            if (!(node instanceof Node.Mapping(var _, var pairs))) {
                reading.wrong(node, expected(), "");
                return Optional.empty();
            }
            var values = new LinkedHashMap<String, T>();
            pairs.forEach((key, pair) -> reading.within(key, () -> value.read(pair.value(), reading))
                    .ifPresent(read -> values.put(key, read)));
            return values.size() == pairs.size() ? Optional.of(Collections.unmodifiableMap(values)) : Optional.empty();
        }

        @Override
        public String expected() {
            return "a mapping of " + keyNoun + " to " + value.expected();
        }
    }

    /** Fields of a value that has a description of its own. */
    record Nested<T>(Struct<T> struct) implements Type<T> {
        @Override
        public Optional<T> read(Node node, Reading reading) {
            if (node instanceof Node.Mapping mapping) {
                return struct.read(mapping, reading);
            }
            boolean empty = node instanceof Node.Scalar scalar && scalar.isNull();
            reading.wrong(node, expected(), empty ? "indent its fields below it, or remove it" : "");
            return Optional.empty();
        }

        @Override
        public String expected() {
            return "fields such as "
                    + struct.fields().stream()
                            .limit(3)
                            .map(field -> "'" + field.name() + "'")
                            .collect(Collectors.joining(", "));
        }
    }

    /** Any value at all; references to files in it are replaced by their content. */
    record Free(String expected) implements Type<Data> {
        @Override
        public Optional<Data> read(Node node, Reading reading) {
            return Optional.of(reading.free(node));
        }
    }

    /** The text, number or truth value that {@code node} is; reports anything else and nothing at all. */
    private static Optional<Node.Scalar> scalar(Node node, Type<?> wanted, Reading reading) {
        if (node instanceof Node.Scalar scalar
                && !scalar.isNull()
                && !scalar.text().isBlank()) {
            return Optional.of(scalar);
        }
        var quotes = node instanceof Node.Mapping mapping && mapping.pairs().size() == 1
                ? "put the value in quotes if it is meant as text"
                : "";
        reading.wrong(node, wanted.expected(), quotes);
        return Optional.empty();
    }
}
