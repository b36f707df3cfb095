package dev.moirai.script.module;

import dev.moirai.lua.Libraries;
import dev.moirai.lua.Library;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.lib.StandardLibraries;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** All modules, and which of them a program has without declaring them. */
public final class Modules {
    /** Tables of the language itself: a program has them as globals of its own, and may also require them, declared or not. */
    private static final List<String> LANGUAGE = List.of("string", "table", "math", "utf8", "coroutine", "os");

    /** Present in every program. */
    private static final List<LuaModule> AMBIENT =
            List.of(ProcessModule.MODULE, ChannelModule.MODULE, ErrorsModule.MODULE, PayloadModule.MODULE);

    /** Present in programs that declare them. */
    private static final List<LuaModule> DECLARED = List.of(
            Base64Module.MODULE,
            CryptoModule.MODULE,
            CtxModule.MODULE,
            EnvModule.MODULE,
            EventsModule.MODULE,
            FuncsModule.MODULE,
            HashModule.MODULE,
            IoModule.MODULE,
            JsonModule.MODULE,
            LoggerModule.MODULE,
            PgModule.MODULE,
            RegistryModule.MODULE,
            SecurityModule.MODULE,
            StoreModule.MODULE,
            SupervisorModule.MODULE,
            SystemModule.MODULE,
            TextModule.MODULE,
            TimeModule.MODULE,
            UuidModule.MODULE,
            YamlModule.MODULE);

    /** Also a global, as in Lua 5.1, whose programs know no other. */
    private static final Object UNPACK =
            Objects.requireNonNull(StandardLibraries.all().value("table", "unpack"));

    private Modules() {}

    /** The names that may stand in {@code modules:}. */
    public static Set<String> names() {
        var names = new TreeSet<>(ambientNames());
        DECLARED.forEach(module -> names.add(module.name()));
        return names;
    }

    /** The names of the modules that every program has. */
    public static Set<String> ambientNames() {
        var names = new TreeSet<>(LANGUAGE);
        AMBIENT.forEach(module -> names.add(module.name()));
        return names;
    }

    /** What {@code require} gives a program that declares {@code declared}. */
    public static Map<LuaString, LuaTable> required(Collection<String> declared) {
        var tables = new LinkedHashMap<LuaString, LuaTable>();
        AMBIENT.forEach(module -> tables.put(LuaString.of(module.name()), module.table()));
        DECLARED.stream()
                .filter(module -> declared.contains(module.name()))
                .forEach(module -> tables.put(LuaString.of(module.name()), module.table()));
        return tables;
    }

    /** What a program begins with that requires {@code modules}: the language, and a global for each of them. */
    public static Libraries libraries(Map<LuaString, LuaTable> modules) {
        var globals = Library.globals()
                .function("require", GlobalFunctions::require)
                .function("subscribe", GlobalFunctions::subscribe)
                .function("unsubscribe", GlobalFunctions::unsubscribe)
                .function("integer", GlobalFunctions::integer)
                .function("number", GlobalFunctions::number)
                .function("boolean", GlobalFunctions::bool)
                .value("unpack", UNPACK);
        modules.forEach((name, table) -> globals.value(name.toString(), table));
        var coroutine = Library.named("coroutine")
                .function("spawn", GlobalFunctions::spawn)
                .build();
        var string = Library.named("string").metatable(GlobalFunctions.CALLABLE).build();
        var os = Library.named("os").value("platform", LuaString.of("moirai")).build();
        return StandardLibraries.all().with(globals.build(), coroutine, string, os);
    }
}
