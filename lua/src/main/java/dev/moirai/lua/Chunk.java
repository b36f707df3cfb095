package dev.moirai.lua;

import dev.moirai.lua.bytecode.Layout;
import dev.moirai.lua.bytecode.Prototype;
import dev.moirai.lua.compile.Compiler;
import dev.moirai.lua.syntax.Parser;
import dev.moirai.lua.syntax.SyntaxException;
import dev.moirai.lua.types.TypeNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Compiled source text: immutable, and to be loaded into any number of environments. */
public final class Chunk {
    private final Prototype main;
    private final Map<LuaString, Userdata> types;

    private Chunk(Prototype main, Map<LuaString, Userdata> types) {
        this.main = main;
        this.types = Map.copyOf(types);
        Layout empty = new Layout();
        forEach(prototype -> prototype.emptyLayout(empty));
    }

    /**
     * Compiles Lua source.
     *
     * @param name how the chunk is called in messages: {@code @file} and {@code =name} are shown without the mark,
     *     anything else as the source text it is
     * @throws SyntaxException when the text is not Lua
     */
    public static Chunk compile(String name, byte[] source) throws SyntaxException {
        var parsed = Parser.parse(source, name);
        var names = new TypeNames();
        Prototype main = Compiler.compile(parsed, names);
        return new Chunk(main, names.valuesIn(parsed.main().block()));
    }

    /** Compiles Lua source given as text. */
    public static Chunk compile(String name, String source) throws SyntaxException {
        return compile(name, source.getBytes(StandardCharsets.UTF_8));
    }

    /** The types that the chunk declares outside of functions and blocks, by name: what it offers to those who import it. */
    public Map<LuaString, Userdata> types() {
        return types;
    }

    /** Sets how hot all functions of the chunk are: {@link Compilation#HOT} compiles them at once, a low number never. */
    void heat(int count) {
        forEach(prototype -> prototype.heat(count));
    }

    private void forEach(Consumer<Prototype> action) {
        Deque<Prototype> all = new ArrayDeque<>(List.of(main));
        while (!all.isEmpty()) {
            Prototype prototype = all.pop();
            action.accept(prototype);
            all.addAll(prototype.inner());
        }
    }

    Prototype main() {
        return main;
    }
}
