package dev.moirai.cli;

import dev.moirai.lua.Host;
import dev.moirai.lua.LuaString;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Where plain Lua prints: each line whole, its bytes as they are. */
record StandardOutput(OutputStream out) implements Host {

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
