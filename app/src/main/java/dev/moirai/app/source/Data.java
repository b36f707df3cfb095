package dev.moirai.app.source;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A free value from a file: what {@code meta}, {@code input} and {@code registry.entry} hold.
 *
 * <p>Immutable, compared by content, without positions. Numbers follow the YAML 1.2 core schema; a whole number beyond 64
 * bits becomes a {@link Real}. Bounded in size by the parser, so walking one is always cheap.
 */
public sealed interface Data {
    /** {@code null}, {@code ~} or nothing at all. */
    record Null() implements Data {}

    /** {@code true} or {@code false}. */
    record Bool(boolean value) implements Data {}

    /** A whole number of 64 bits. */
    record Whole(long value) implements Data {}

    /** A number with a fraction, an exponent, or too large for 64 bits. */
    record Real(double value) implements Data {}

    /** Text. */
    record Text(String value) implements Data {}

    /** A list. */
    record Items(List<Data> values) implements Data {
        public Items {
            values = List.copyOf(values);
        }
    }

    /** Names and values in the order they were written. */
    record Fields(Map<String, Data> values) implements Data {
        /** No fields. */
        public static final Fields NONE = new Fields(Map.of());

        public Fields {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        /** These fields with those of {@code over} added or put in their place. */
        public Fields with(Fields over) {
            var merged = new LinkedHashMap<>(values);
            merged.putAll(over.values());
            return new Fields(merged);
        }
    }
}
