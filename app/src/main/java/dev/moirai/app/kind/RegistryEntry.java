package dev.moirai.app.kind;

import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Values;
import dev.moirai.app.source.Data;
import java.util.List;
import java.util.Set;

/**
 * A {@code registry.entry}: data that programs look up.
 *
 * @param data its fields
 */
public record RegistryEntry(Data.Fields data) {
    /** The description of {@code registry.entry}. */
    public static final Kind<RegistryEntry> KIND = new Kind<>(
            "registry.entry",
            "Data of your own, found with the `registry` module. Any field is allowed.",
            """
            version: "1.0"
            namespace: app
            entries:
              - name: limits
                kind: registry.entry
                meta:
                  type: settings
                data:
                  requests_per_minute: 60
            """,
            Set.of(),
            Struct.open(List.of(), (Values values) -> new RegistryEntry(values.rest())));
}
