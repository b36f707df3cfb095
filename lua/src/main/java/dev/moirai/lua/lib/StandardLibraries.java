package dev.moirai.lua.lib;

import dev.moirai.lua.Libraries;

/** The libraries of Lua 5.4 without those that reach out of the sandbox: no {@code io}, {@code package} and files. */
public final class StandardLibraries {
    private static final Libraries ALL = Libraries.of(
            BaseLibrary.LIBRARY,
            CoroutineLibrary.LIBRARY,
            StringLibrary.LIBRARY,
            Utf8Library.LIBRARY,
            TableLibrary.LIBRARY,
            MathLibrary.LIBRARY,
            OsLibrary.LIBRARY,
            DebugLibrary.LIBRARY);

    private StandardLibraries() {}

    public static Libraries all() {
        return ALL;
    }
}
