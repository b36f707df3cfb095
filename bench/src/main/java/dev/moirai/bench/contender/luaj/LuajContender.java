package dev.moirai.bench.contender.luaj;

import dev.moirai.bench.contender.LuaPrograms;
import dev.moirai.bench.contender.Shell;
import java.io.IOException;
import org.luaj.vm2.Globals;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.jse.JsePlatform;

/** The contender {@code luaj}. */
public final class LuajContender {

    private LuajContender() {}

    public static void main(String[] arguments) throws IOException {
        Shell.serve(Lua._VERSION + ", JDK " + Runtime.version(), new LuaPrograms(LuajContender::load));
    }

    private static LuaPrograms.Program load(String name, String text) {
        Globals globals = JsePlatform.standardGlobals();
        LuaValue program = globals.load(text, name).call();
        return size -> program.call(LuaValue.valueOf(size)).tojstring();
    }
}
