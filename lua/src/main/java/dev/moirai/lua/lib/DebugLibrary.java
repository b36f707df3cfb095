package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.Coroutine;
import dev.moirai.lua.Library;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.Values;

/** {@code debug.traceback}, and nothing else of {@code debug}: the rest can break what programs rely on. */
final class DebugLibrary {
    static final Library LIBRARY = Library.named("debug")
            .function("traceback", DebugLibrary::traceback)
            .build();

    private DebugLibrary() {}

    private static void traceback(Call call) {
        boolean other = call.get(1) instanceof Coroutine;
        Coroutine coroutine = other ? call.checkCoroutine(1) : call.coroutine();
        int shift = other ? 1 : 0;
        Object message = call.get(1 + shift);
        if (message != null && Values.toLuaString(message) == null) {
            call.returns(message);
            return;
        }
        long level = call.optInteger(2 + shift, coroutine == call.coroutine() ? 1 : 0);
        String text = call.traceback(coroutine, Math.clamp(level, 0, Integer.MAX_VALUE));
        LuaString trace = call.string(text);
        call.returns(
                message == null
                        ? trace
                        : call.builder()
                                .append(call.checkString(1 + shift))
                                .append('\n')
                                .append(trace)
                                .toLuaString());
    }
}
