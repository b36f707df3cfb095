package dev.moirai.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.moirai.lua.lib.StandardLibraries;
import dev.moirai.lua.syntax.SyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Random programs print the same here and in PUC Lua, error messages included; here also when they are paused everywhere. */
class DifferentialTest {
    private static final String SEPARATOR = "=== next program ===";

    private static final Pattern NAME = Pattern.compile(" \\((upvalue|local|global|field|method|constant) '\\w+'\\)");

    /** The heat of code that is never compiled. */
    private static final int INTERPRETED = Integer.MIN_VALUE;

    /** Making classes takes long: so many programs are interpreted for each that runs compiled too. */
    private static final int COMPILED_ONE_IN = 10;

    private static final String RUNNER = """
            local print = print
            for i = 1, tonumber(arg[2]) do
              local source = assert(io.open(arg[1] .. "/" .. i .. ".lua", "rb")):read("a")
              local f = load(source, "=program", "t", setmetatable({}, {__index = _G}))
              local ok, problem = pcall(f)
              if not ok then print("program failed", problem) end
              print("=== next program ===")
            end
            """;

    @Test
    @Timeout(300)
    void agreesWithTheReference(@TempDir Path folder) throws IOException, InterruptedException {
        compare(500, Seed.ofEveryBuild(DifferentialTest.class), folder);
    }

    @Test
    @Tag("long")
    @Timeout(7_200)
    void agreesWithTheReferenceOnManyPrograms(@TempDir Path folder) throws IOException, InterruptedException {
        long first = Seed.fresh(DifferentialTest.class);
        for (int i = 0; i < 100; i++) {
            long seed = first + i;
            try {
                compare(1_000, seed, folder);
            } catch (AssertionError difference) {
                throw new AssertionError("with -Dseed=" + seed, difference);
            }
        }
    }

    private static void compare(int count, long seed, Path folder) throws IOException, InterruptedException {
        assumeTrue(ReferenceLua.isInstalled(), "lua5.4 is not on the PATH: not compared with it");
        Random random = new Random(seed);
        List<String> programs = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            String program = new ProgramGenerator(random).program();
            programs.add(program);
            Files.writeString(folder.resolve(i + ".lua"), program);
        }
        Path runner = Files.writeString(folder.resolve("runner.lua"), RUNNER);
        byte[] output = ReferenceLua.run(runner, folder.toString(), String.valueOf(count));
        String[] expected = new String(output, StandardCharsets.UTF_8).split(SEPARATOR + "\n", -1);

        for (int i = 0; i < count; i++) {
            String program = programs.get(i);
            String printed = run(program, 1_000_000, INTERPRETED);
            assertThat(reconciled(printed, expected[i])).as(program).isEqualTo(explained(expected[i]));
            assertThat(run(program, 1 + random.nextInt(50), INTERPRETED))
                    .as("paused: " + program)
                    .isEqualTo(printed);
            if (i % COMPILED_ONE_IN == 0) {
                assertThat(run(program, 1 + random.nextInt(50), Compilation.HOT))
                        .as("compiled and paused: " + program)
                        .isEqualTo(printed);
            }
        }
    }

    /** Our output in the words of the reference, where both mean the same. */
    private static String reconciled(String printed, String expected) {
        List<String> ours = explained(printed).lines().toList();
        List<String> theirs = explained(expected).lines().toList();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ours.size(); i++) {
            String line = ours.get(i);
            String other = i < theirs.size() ? theirs.get(i) : "";
            text.append(isSameButForAName(line, other) ? other : line).append('\n');
        }
        return text.toString();
    }

    /** Behind "and" and "or", only one of the two may still know which variable the operand came from. */
    private static boolean isSameButForAName(String line, String other) {
        String a = NAME.matcher(line).replaceAll("");
        String b = NAME.matcher(other).replaceAll("");
        return a.equals(b) && (a.equals(line) || b.equals(other));
    }

    /** The output without what is known to differ. */
    private static String explained(String output) {
        return output
                // The sign of NaN is that of the machine's own operations.
                .replaceAll(" *-?nan", "nan")
                // The reference tells the line before for an operation on constants, and none for one on strings, in
                // front
                // of which coroutine.wrap may have put its own.
                .replaceAll("(program:\\d+: )+(attempt to divide by zero|attempt to perform 'n%0')", "$2");
    }

    private static String run(String program, long turn, int heat) {
        LuaStringBuilder printed = new LuaStringBuilder(Memory.unlimited());
        Environment environment = new Environment(
                StandardLibraries.all(),
                Limits.NONE,
                line -> printed.append(line).append('\n'));
        try {
            Chunk chunk = Chunk.compile("=program", program);
            chunk.heat(heat);
            Execution execution = environment.start(environment.load(chunk));
            Outcome outcome;
            do {
                outcome = execution.resume(turn);
            } while (outcome instanceof Outcome.Preempted);
            if (outcome instanceof Outcome.Failed failed) {
                printed.append("program failed\t" + failed.error().getMessage() + "\n");
            }
        } catch (SyntaxException problem) {
            throw new AssertionError(problem.getMessage() + "\n" + program, problem);
        }
        return printed.toString();
    }
}
