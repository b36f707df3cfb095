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
import java.util.Set;
import java.util.TreeSet;

/** All modules, and which of them a program has without declaring them. */
public final class Modules {
    /** Tables of the language itself: a program has them as globals of its own, and may also declare and require them. */
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
            RegistryModule.MODULE,
