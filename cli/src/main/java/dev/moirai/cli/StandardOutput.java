package dev.moirai.cli;

import dev.moirai.lua.Host;
import dev.moirai.lua.LuaString;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Where plain Lua prints: each line whole, its bytes as they are. */
record StandardOutput(OutputStream out) implements Host {

    /** On the error output, as plain Lua does. */
    @Override
    public void warn(LuaString message) {
        System.err.println("Lua warning: " + message);
    }

    @Override
    public void print(LuaString line) {
        try {
            out.write(line.toByteArray());
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
