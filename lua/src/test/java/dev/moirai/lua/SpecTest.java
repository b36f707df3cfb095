package dev.moirai.lua;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.moirai.lua.lib.StandardLibraries;
import dev.moirai.lua.syntax.SyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the specifications written in Lua, {@code src/test/resources/spec/*_spec.lua}.
 *
 * <p>A file calls {@code it(sentence, function)} for each behaviour. Every behaviour runs several times, with turns of
 * different lengths down to one that is pre-empted at each loop iteration and call, interpreted as well as compiled:
 * neither pausing nor compilation may show.
 */
class SpecTest {
    private static final Path SPECS = Path.of("src/test/resources/spec");
    private static final long[] TURNS = {Long.MAX_VALUE, 1, 2, 7, 100};

    /** Never compiled, compiled at once, and compiled when there is something to learn from. */
    private static final int[] HEATS = {Integer.MIN_VALUE, Compilation.HOT, Compilation.HOT - 5};

    @TestFactory
    Stream<DynamicNode> behaviour() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(SPECS)) {
            files = all.filter(p -> p.toString().endsWith("_spec.lua")).sorted().toList();
        }
        assertThat(files).isNotEmpty();
        return files.stream().map(SpecTest::container);
    }

    private static DynamicNode container(Path file) {
        Specification specification = new Specification(file, Long.MAX_VALUE, Integer.MIN_VALUE);
        return DynamicContainer.dynamicContainer(
                file.getFileName().toString(),
                specification.behaviours.keySet().stream()
                        .map(sentence -> DynamicTest.dynamicTest(sentence, () -> {
                            for (int heat : HEATS) {
                                for (long turn : TURNS) {
                                    new Specification(file, turn, heat).run(sentence);
                                }
                            }
                        })));
    }

    /** A loaded file in an environment of its own. */
    private static final class Specification {
        private final Map<String, LuaFunction> behaviours = new LinkedHashMap<>();
        private final List<String> printed = new ArrayList<>();
        private final Environment environment;
        private final long turn;
        private final int heat;

        Specification(Path file, long turn, int heat) {
            this.turn = turn;
            this.heat = heat;
            Library support = Library.globals()
                    .function("it", call -> behaviours.put(call.checkString(1).toString(), call.checkFunction(2)))
                    .function("suspend", call -> call.suspend("request", step -> step.returnsArguments(1)))
                    .build();
            environment = new Environment(
                    StandardLibraries.all().with(support), Limits.NONE, line -> printed.add(line.toString()));
            load(SPECS.resolve("support.lua"));
            load(file);
        }

        private void load(Path file) {
            try {
                Chunk chunk = Chunk.compile("@" + file.getFileName(), Files.readAllBytes(file));
                chunk.heat(heat);
                run(environment.load(chunk));
            } catch (IOException | SyntaxException e) {
                fail("cannot load " + file + ": " + e.getMessage(), e);
            }
        }

        void run(String sentence) {
            run(requireNonNull(behaviours.get(sentence)));
        }

        private void run(LuaFunction function) {
            Execution execution = environment.start(function);
            Outcome outcome = execution.resume(turn);
            while (true) {
                switch (outcome) {
                    case Outcome.Preempted _ -> outcome = execution.resume(turn);
                    case Outcome.Suspended _ -> outcome = execution.resume(turn, LuaString.of("answer"));
                    case Outcome.Finished _ -> {
                        return;
                    }
                    case Outcome.Failed failed ->
                        fail("with turns of " + turn + ", heat " + heat + ": "
                                + failed.error().getMessage() + "\n"
                                + failed.error().traceback());
                    case Outcome.Yielded _ -> fail("the behaviour yielded");
                }
            }
        }
    }
}
