package dev.moirai.script.kind;

import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Struct;
import java.util.Set;

/**
 * A {@code library.lua}: code that other entries import.
 *
 * @param code what it runs; what that returns is what {@code require} gives
 */
public record LibraryLua(LuaCode code) {
    /** The description of {@code library.lua}. */
    public static final Kind<LibraryLua> KIND = new Kind<>(
            "library.lua",
            "Code that other entries import: what it returns is what `require` gives them. It runs once in each process"
                    + " that imports it.",
            """
            version: "1.0"
            namespace: app
            entries:
              - name: greetings
                kind: library.lua
                source: |
                  return { hello = function(name) return "hello " .. name end }
              - name: greeter
                kind: process.lua
                source: file://greeter.lua
                imports:
                  greetings: app:greetings
            """,
            Set.of(LuaCode.IMPORTABLE),
            Struct.of(LuaCode.FIELDS, values -> new LibraryLua(LuaCode.read(values))));
}
