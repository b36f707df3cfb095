package dev.moirai.bench.contender.lua;

import dev.moirai.bench.contender.Heap;
import dev.moirai.bench.contender.Work;
import dev.moirai.bench.harness.Repetition;
import dev.moirai.lua.Chunk;
import dev.moirai.lua.Environment;
import dev.moirai.lua.Execution;
import dev.moirai.lua.Libraries;
import dev.moirai.lua.Library;
import dev.moirai.lua.Outcome;
import dev.moirai.lua.syntax.SyntaxException;
import java.util.Map;

/** What many small programs cost their host: environments, and programs that wait and go on. */
final class EngineWorks {
    private static final String ASKING = "local sum = 0 for i = 1, ... do sum = sum + ask() end return sum";

    private static final Libraries WITH_ASK = LuaContender.LIBRARIES.with(Library.globals()
            .function("ask", call -> call.suspend(ASKING, resumed -> resumed.returnsArguments(1)))
            .build());

    private EngineWorks() {}

    static Map<String, Work> works() {
        return Map.of("environments", EngineWorks::environments, "suspensions", EngineWorks::suspensions);
    }

    /** Makes environments and keeps them. */
    private static Repetition environments(long count) {
        var kept = new Environment[(int) count];
        long before = Heap.used();
        long start = System.nanoTime();
        for (int i = 0; i < kept.length; i++) {
            kept[i] = LuaContender.environment(LuaContender.LIBRARIES);
        }
        long took = System.nanoTime() - start;
        double bytes = (double) (Heap.used() - before) / count;
        long made = 0;
        for (Environment each : kept) {
            made += each.globals().get("print") == null ? 0 : 1;
        }
        return new Repetition(String.valueOf(made), count, took, Map.of("each", (double) took / count, "bytes", bytes));
    }

    /** A program that asks its host for a number, again and again, and adds up what it is resumed with. */
    private static Repetition suspensions(long count) throws SyntaxException {
        Environment environment = LuaContender.environment(WITH_ASK);
        Execution program = environment.start(environment.load(Chunk.compile("=asking", ASKING)), count);
        long start = System.nanoTime();
        Outcome outcome = program.resume(LuaContender.TURN);
        for (long i = 1; outcome instanceof Outcome.Suspended; i++) {
            outcome = program.resume(LuaContender.TURN, i);
        }
        long took = System.nanoTime() - start;
        Object sum = outcome instanceof Outcome.Finished finished ? finished.values()[0] : outcome;
        return new Repetition(String.valueOf(sum), count, took, Map.of("each", (double) took / count));
    }
}
