package dev.moirai.script.kind;

import dev.moirai.app.kind.CoreKinds;
import dev.moirai.app.schema.Kinds;
import java.util.List;

/** The kinds of a Lua project: those of module {@code app}, and those whose code is Lua. */
public final class LuaKinds {
    /** All of them. */
    public static final Kinds ALL = CoreKinds.ALL.with(List.of(ProcessLua.KIND, FunctionLua.KIND, LibraryLua.KIND));

    private LuaKinds() {}
}
