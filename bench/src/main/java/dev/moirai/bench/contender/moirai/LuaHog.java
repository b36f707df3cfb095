package dev.moirai.bench.contender.moirai;

import dev.moirai.bench.contender.lua.LuaContender;
import dev.moirai.kernel.Body;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Step;
import dev.moirai.lua.Chunk;
import dev.moirai.lua.Environment;
import dev.moirai.lua.Execution;
import dev.moirai.lua.Limits;
import dev.moirai.lua.Outcome;
import dev.moirai.lua.syntax.SyntaxException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A Lua program in an endless loop, as a process. */
final class LuaHog implements Body {

    private static final Chunk PROGRAM = compile(); // one for all, as of processes that run the same entry

    private final AtomicBoolean over;
    private final Execution execution;

    LuaHog(AtomicBoolean over) {
        this.over = over;
        Environment environment = new Environment(LuaContender.LIBRARIES, Limits.NONE, LuaContender.SILENT);
        execution = environment.start(environment.load(PROGRAM));
    }

    private static Chunk compile() {
        try {
            return Chunk.compile("=hog", "while true do end");
        } catch (SyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Step advance(Self self, int budget) {
        return over.get() || !(execution.resume(budget) instanceof Outcome.Preempted) ? Step.done() : Step.READY;
    }
}
