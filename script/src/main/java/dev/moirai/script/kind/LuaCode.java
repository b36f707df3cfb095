package dev.moirai.script.kind;

import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Role;
import dev.moirai.app.schema.Type;
import dev.moirai.app.schema.Values;
import dev.moirai.app.source.SourceText;
import dev.moirai.script.module.Modules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The code of an entry, and what it may {@code require}.
 *
 * @param source the Lua text
 * @param modules the built-in modules it uses
 * @param imports other entries whose code it uses, by the names it uses for them
 */
public record LuaCode(SourceText source, List<String> modules, Map<String, EntryId> imports) {
    /** Its code can be imported. */
    public static final Role IMPORTABLE = new Role("a library or a function");

    private static final Field<SourceText> SOURCE =
            Field.required("source", new Type.Source("Lua code, or 'file://' and the name of a file"), "The code.");
    private static final Field<List<String>> MODULES = Field.withDefault(
            "modules",
            Type.ListOf.of(new Type.Choice<>(words())),
            List.of(),
            "none",
            "The built-in modules that the code may `require`. These need not be listed: "
                    + String.join(", ", Modules.ambientNames()) + ".");
    private static final Field<Map<String, EntryId>> IMPORTS = Field.withDefault(
            "imports",
            new Type.MapOf<>(Type.Ref.to(IMPORTABLE), "names"),
            Map.of(),
            "none",
            "Libraries and functions whose code this code may `require`, by the name on the left.");

    static final List<Field<?>> FIELDS = List.of(SOURCE, MODULES, IMPORTS);

    public LuaCode {
        modules = List.copyOf(modules);
        imports = Map.copyOf(imports);
    }

    static LuaCode read(Values values) {
        return new LuaCode(values.get(SOURCE), values.get(MODULES), values.get(IMPORTS));
    }

    private static Map<String, String> words() {
        return Modules.names().stream()
                .collect(Collectors.toMap(Function.identity(), Function.identity(), (a, _) -> a, LinkedHashMap::new));
    }
}
