package dev.moirai.app.kind;

import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Role;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An {@code env.variable}: a variable that programs can see. Others stay hidden from them.
 *
 * @param variable its name for programs; the entry's own id works too
 * @param storage where its value is
 * @param fallback its value when the storage has none
 * @param readOnly true if programs cannot change it
 */
public record EnvVariable(
        Optional<String> variable, Optional<EntryId> storage, Optional<String> fallback, boolean readOnly) {
    private static final Field<Optional<String>> VARIABLE = Field.optional(
            "variable", new Type.Text("the name of a variable such as DATABASE_URL"), "Its name for programs.");
    private static final Field<Optional<EntryId>> STORAGE = Field.optional(
            "storage",
            Type.Ref.to(Role.ENV_STORAGE),
            "Where its value is; if not written, the environment of the operating system.");
    private static final Field<Optional<String>> DEFAULT =
            Field.optional("default", new Type.Text("a value"), "Its value when the storage has none.");
    private static final Field<Boolean> READ_ONLY = Field.withDefault(
            "read_only", new Type.Flag(), false, "false", "Whether programs are kept from changing it.");

    /** The description of {@code env.variable}. */
    public static final Kind<EnvVariable> KIND = new Kind<>(
            "env.variable",
            "An environment variable that programs can see with the `env` module. Variables without an entry stay hidden.",
            """
            version: "1.0"
            namespace: app
            entries:
              - name: os_env
                kind: env.storage.os
              - name: port
                kind: env.variable
                variable: PORT
                storage: app:os_env
                default: "8080"
                read_only: true
            """,
            Set.of(),
            Struct.of(
                    List.of(VARIABLE, STORAGE, DEFAULT, READ_ONLY),
                    values -> new EnvVariable(
                            values.get(VARIABLE), values.get(STORAGE), values.get(DEFAULT), values.get(READ_ONLY))));
}
