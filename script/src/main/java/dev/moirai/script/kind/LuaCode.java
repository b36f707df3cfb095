package dev.moirai.script.kind;

import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Role;
import dev.moirai.app.schema.Type;
import dev.moirai.app.schema.Values;
import dev.moirai.app.source.Position;
import dev.moirai.app.source.SourceText;
import dev.moirai.script.module.Modules;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** The code of {@code entry}, if its code is Lua. */
    public static Optional<LuaCode> of(Entry<?> entry) {
        return switch (entry.body()) {
            case ProcessLua process -> Optional.of(process.code());
            case FunctionLua function -> Optional.of(function.code());
            case LibraryLua library -> Optional.of(library.code());
            default -> Optional.empty();
        };
    }

    /** Where a place in the code is in its file: the code may begin anywhere in a YAML file, and be indented there. */
    public Position at(dev.moirai.lua.syntax.Position place) {
        Position begin = source.at();
        String line = source.text().lines().skip(place.line() - 1L).findFirst().orElse("");
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        int before = Math.min(place.column() - 1, bytes.length);
        int characters = (int) new String(bytes, 0, before, StandardCharsets.UTF_8)
                .codePoints()
                .count();
        return new Position(begin.path(), begin.line() + place.line() - 1, begin.column() + characters);
    }

    private static Map<String, String> words() {
        return Modules.names().stream()
                .collect(Collectors.toMap(Function.identity(), Function.identity(), (a, _) -> a, LinkedHashMap::new));
    }
}
