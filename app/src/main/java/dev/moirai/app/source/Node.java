package dev.moirai.app.source;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A value in a YAML file together with the place where it stands. Immutable; an aliased value may be shared. */
public sealed interface Node {
    /** Where the value begins. */
    Position at();

    /** Plain data as if it had been written at {@code at}. */
    static Node of(Data data, Position at) {
        return switch (data) {
            case Data.Null _ -> new Scalar(at, "", true, at);
            case Data.Bool(boolean value) -> new Scalar(at, String.valueOf(value), true, at);
            case Data.Whole(long value) -> new Scalar(at, String.valueOf(value), true, at);
            case Data.Real(double value) -> new Scalar(at, written(value), true, at);
            case Data.Text(var text) -> new Scalar(at, text, false, at);
            case Data.Items(var values) ->
                new Sequence(at, values.stream().map(value -> of(value, at)).toList());
            case Data.Fields(var values) -> {
                var pairs = new LinkedHashMap<String, Pair>();
                values.forEach((key, value) -> pairs.put(key, new Pair(new Scalar(at, key, false, at), of(value, at))));
                yield new Mapping(at, pairs);
            }
        };
    }

    private static String written(double value) {
        if (Double.isNaN(value)) {
            return ".nan";
        }
        return Double.isInfinite(value) ? (value > 0 ? ".inf" : "-.inf") : String.valueOf(value);
    }

    /** What was found, for messages: {@code a list}, {@code the number 5}, {@code the text 'x'}. */
    String described();

    /** The value without its positions. */
    default Data data() {
        return data(Scalar::value);
    }

    /** The value without its positions, each scalar in it turned into what {@code scalars} says. */
    Data data(Function<Scalar, Data> scalars);

    /**
     * Text, a number, true, false or nothing.
     *
     * @param text what was written, without quotes
     * @param plain true if written without quotes, so that {@code 5} is a number and {@code true} a truth value
     * @param content where the first character of the text stands: behind the quote, or on the line below a {@code |}
     */
    record Scalar(Position at, String text, boolean plain, Position content) implements Node {
        private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
        private static final Pattern REAL =
                Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)");

        /** True if nothing was written, or {@code null} or {@code ~}. */
        public boolean isNull() {
            return value() instanceof Data.Null;
        }

        @Override
        public Data data(Function<Scalar, Data> scalars) {
            return scalars.apply(this);
        }

        /** What the text means by the YAML 1.2 core schema. */
        public Data value() {
            if (!plain) {
                return new Data.Text(text);
            }
            return switch (text) {
                case "", "~", "null", "Null", "NULL" -> new Data.Null();
                case "true", "True", "TRUE" -> new Data.Bool(true);
                case "false", "False", "FALSE" -> new Data.Bool(false);
                case ".nan", ".NaN", ".NAN" -> new Data.Real(Double.NaN);
                default -> number();
            };
        }

        private Data number() {
            char first = text.charAt(0);
            boolean possible = first >= '0' && first <= '9' || first == '-' || first == '+' || first == '.';
            if (possible && WHOLE.matcher(text).matches()) {
                return whole();
            }
            if (possible && REAL.matcher(text).matches()) {
                return new Data.Real(
                        text.toLowerCase(Locale.ROOT).endsWith("inf")
                                ? (first == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY)
                                : Double.parseDouble(text));
            }
            return new Data.Text(text);
        }

        private Data whole() {
            int radix = text.startsWith("0x") ? 16 : text.startsWith("0o") ? 8 : 10;
            try {
                return new Data.Whole(Long.parseLong(radix == 10 ? text : text.substring(2), radix));
            } catch (NumberFormatException beyond64Bits) {
                return radix == 10 ? new Data.Real(Double.parseDouble(text)) : new Data.Text(text);
            }
        }

        @Override
        public String described() {
            return switch (value()) {
                case Data.Null _ -> "nothing";
                case Data.Bool(boolean value) -> String.valueOf(value);
                case Data.Whole _, Data.Real _ -> "the number " + text.substring(0, Math.min(40, text.length()));
                case Data.Text _, Data.Items _, Data.Fields _ -> "the text " + Diagnostic.quote(text);
            };
        }
    }

    /** A list. */
    record Sequence(Position at, List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String described() {
            return items.isEmpty() ? "an empty list" : "a list";
        }

        @Override
        public Data data(Function<Scalar, Data> scalars) {
            var values = new ArrayList<Data>(items.size());
            for (var item : items) {
                values.add(item.data(scalars));
            }
            return new Data.Items(values);
        }
    }

    /** Names and values, in the order written. */
    record Mapping(Position at, Map<String, Pair> pairs) implements Node {
        public Mapping {
            pairs = Collections.unmodifiableMap(new LinkedHashMap<>(pairs));
        }

        /** The value of {@code key}, or null if there is no such key. */
        public @Nullable Node get(String key) {
            var pair = pairs.get(key);
            return pair == null ? null : pair.value();
        }

        @Override
        public String described() {
            if (pairs.isEmpty()) {
                return "an empty mapping";
            }
            var first = pairs.keySet().iterator().next();
            return "fields (" + Diagnostic.quote(first) + (pairs.size() > 1 ? ", …)" : ")");
        }

        @Override
        public Data data(Function<Scalar, Data> scalars) {
            var values = new LinkedHashMap<String, Data>();
            pairs.forEach((key, pair) -> values.put(key, pair.value().data(scalars)));
            return new Data.Fields(values);
        }
    }

    /** One {@code key: value} of a mapping. */
    record Pair(Scalar key, Node value) {}
}
