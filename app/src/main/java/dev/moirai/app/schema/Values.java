package dev.moirai.app.schema;

import dev.moirai.app.source.Data;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/** The values of a {@link Struct}'s fields, complete and of the right types, each found by its {@link Field}. */
public final class Values {
    private final Map<Field<?>, Object> values = new IdentityHashMap<>();
    private final Data.Fields rest;

    Values(Data.Fields rest) {
        this.rest = rest;
    }

    <T> void put(Field<T> field, T value) {
        values.put(field, value);
    }

    /** The value of {@code field}, written or by default. */
    @SuppressWarnings("unchecked") // put() takes only a T for a Field<T>
    public <T> T get(Field<T> field) {
        return (T) Optional.ofNullable(values.get(field))
                .orElseThrow(() -> new IllegalArgumentException("not a field of this struct: " + field));
    }

    /** The fields without a description, of a struct that is open to them. */
    public Data.Fields rest() {
        return rest;
    }
}
