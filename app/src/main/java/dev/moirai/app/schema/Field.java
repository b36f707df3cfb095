package dev.moirai.app.schema;

import dev.moirai.app.source.Node;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A field of a {@link Struct}: its name, its type, and what it is when it is not written. Also the key under which its
 * value is found in {@link Values}, so that a name is spelt once and its Java type is known.
 *
 * @param <T> what the field's value is in Java
 */
public final class Field<T> {
    private final String name;
    private final List<String> aliases;
    private final Type<?> type;
    private final BiFunction<Node, Reading, Optional<T>> read;
    private final Optional<Supplier<T>> fallback;
    private final String fallbackShown;
    private final String says;
    private final boolean effective;

    private Field(
            String name,
            List<String> aliases,
            Type<?> type,
            BiFunction<Node, Reading, Optional<T>> read,
            Optional<Supplier<T>> fallback,
            String fallbackShown,
            String says,
            boolean effective) {
        this.name = name;
        this.aliases = aliases;
        this.type = type;
        this.read = read;
        this.fallback = fallback;
        this.fallbackShown = fallbackShown;
        this.says = says;
        this.effective = effective;
    }

    /** A field that must be written. {@code says} is its sentence in the reference. */
    public static <T> Field<T> required(String name, Type<T> type, String says) {
        return new Field<>(name, List.of(), type, type::read, Optional.empty(), "", says, true);
    }

    /** A field that is empty when it is not written. */
    public static <T> Field<Optional<T>> optional(String name, Type<T> type, String says) {
        return new Field<>(
                name,
                List.of(),
                type,
                (node, reading) -> type.read(node, reading).map(Optional::of),
                Optional.of(Optional::empty),
                "",
                says,
                true);
    }

    /** A field that is {@code fallback} when it is not written, shown in the reference as {@code fallbackShown}. */
    public static <T> Field<T> withDefault(String name, Type<T> type, T fallback, String fallbackShown, String says) {
        return withDefaultFrom(name, type, () -> fallback, fallbackShown, says);
    }

    /** A field whose default depends on where the project runs. */
    public static <T> Field<T> withDefaultFrom(
            String name, Type<T> type, Supplier<T> fallback, String fallbackShown, String says) {
        return new Field<>(name, List.of(), type, type::read, Optional.of(fallback), fallbackShown, says, true);
    }

    /**
     * A field that other runtimes have and this one has no use for. It is checked like any other, and whoever writes it is
     * told.
     */
    public static <T> Field<Optional<T>> withoutEffect(String name, Type<T> type, String says) {
        var field = optional(name, type, says);
        return new Field<>(name, List.of(), type, field.read, field.fallback, "", says, false);
    }

    /** This field with other names under which it is also known. */
    public Field<T> alias(String... others) {
        return new Field<>(name, List.of(others), type, read, fallback, fallbackShown, says, effective);
    }

    /** The name it has in a file. */
    public String name() {
        return name;
    }

    /** Other names that mean the same. */
    public List<String> aliases() {
        return aliases;
    }

    /** What values it takes. */
    public Type<?> type() {
        return type;
    }

    /** True if it must be written. */
    public boolean isRequired() {
        return fallback.isEmpty();
    }

    /** The default as the reference shows it, or empty. */
    public String fallbackShown() {
        return fallbackShown;
    }

    /** False if it is only accepted, and does nothing. */
    public boolean isEffective() {
        return effective;
    }

    /** What the field is for, in a sentence. */
    public String says() {
        return says;
    }

    Stream<String> names() {
        return Stream.concat(Stream.of(name), aliases.stream());
    }

    Optional<T> read(Node node, Reading reading) {
        return read.apply(node, reading);
    }

    Optional<T> fallback() {
        return fallback.map(Supplier::get);
    }

    @Override
    public String toString() {
        return name;
    }
}
