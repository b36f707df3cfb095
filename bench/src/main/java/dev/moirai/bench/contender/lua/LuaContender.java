package dev.moirai.bench.contender.lua;

import dev.moirai.bench.contender.LuaPrograms;
import dev.moirai.bench.contender.Shell;
import dev.moirai.bench.contender.Work;
import dev.moirai.lua.Chunk;
import dev.moirai.lua.Environment;
import dev.moirai.lua.Execution;
import dev.moirai.lua.Host;
import dev.moirai.lua.Libraries;
import dev.moirai.lua.Limits;
import dev.moirai.lua.LuaFunction;
import dev.moirai.lua.Outcome;
import dev.moirai.lua.lib.StandardLibraries;
import dev.moirai.lua.syntax.SyntaxException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The contender {@code moirai-lua}: programs run in turns, as they do in a process. */
public final class LuaContender {

    /** Instructions per turn: as many as a host's worker grants. */
    static final long TURN = 4_000;

    /** All standard libraries; what programs print is not wanted here. */
    public static final Libraries LIBRARIES = StandardLibraries.all();

    /** Prints nothing. */
    public static final Host SILENT = _ -> {};

    private LuaContender() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, Work> works = EngineWorks.works();
        var programs = new LuaPrograms(LuaContender::load);
        Shell.serve(TURN + " instructions a turn, JDK " + Runtime.version(), name -> {
            Work work = works.get(name);
            return work == null ? programs.find(name) : work;
        });
    }

    static Environment environment(Libraries libraries) {
        return new Environment(libraries, Limits.NONE, SILENT);
    }

    private static LuaPrograms.Program load(String name, String text) throws SyntaxException {
        Environment environment = environment(LIBRARIES);
        LuaFunction main = environment.load(Chunk.compile("@" + name + ".lua", text));
        if (!(run(environment.start(main)) instanceof LuaFunction program)) {
            throw new IllegalStateException(name + " does not return a function");
        }
        return size -> String.valueOf(run(environment.start(program, size)));
    }

    /** Runs to the end, turn by turn, and returns the first result. */
    private static @Nullable Object run(Execution execution) {
        while (true) {
            switch (execution.resume(TURN)) {
                case Outcome.Preempted() -> {}
                case Outcome.Finished finished -> {
                    return finished.values().length == 0 ? null : finished.values()[0];
                }
                case Outcome.Failed(var error) -> throw error;
                case Outcome.Yielded _, Outcome.Suspended _ ->
                    throw new IllegalStateException("the program waits for something");
            }
        }
    }
}
