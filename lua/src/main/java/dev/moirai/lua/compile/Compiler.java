package dev.moirai.lua.compile;

import dev.moirai.lua.bytecode.Prototype;
import dev.moirai.lua.syntax.Chunk;
import dev.moirai.lua.syntax.SyntaxException;
import dev.moirai.lua.types.TypeNames;
import java.util.List;

/** Compiles a parsed chunk. */
public final class Compiler {
    private Compiler() {}

    /**
     * The main function of a chunk; its one upvalue is the chunk's environment.
     *
     * @param types is told the types that the chunk declares
     * @throws SyntaxException when a function is too large: it needs more registers than there are
     */
    public static Prototype compile(Chunk chunk, TypeNames types) throws SyntaxException {
        try {
            var environment = chunk.environment();
            var upvalue = new Prototype.Upvalue(
                    environment.name(), Prototype.Source.UPVALUE, 0, CodeBuilder.isCell(environment));
            return new StatementCompiler(chunk.name(), chunk.main(), List.of(environment), types)
                    .compile(new Prototype.Upvalue[] {upvalue});
        } catch (TooLarge e) {
            throw new SyntaxException(chunk.name(), e.position(), e.problem());
        }
    }
}
