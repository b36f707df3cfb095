package dev.moirai.bench.contender;

import dev.moirai.bench.harness.Repetition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers the harness's commands on standard input until it ends; see {@code ContenderProcess} for the protocol. */
public final class Shell {

    private final Works works;
    private final PrintStream out;

    /** Finds the work of a name. */
    @FunctionalInterface
    public interface Works {
        @Nullable
        Work find(String name);
    }

    private Shell(Works works, PrintStream out) {
        this.works = works;
        this.out = out;
    }

    /** Answers until the end of standard input, then ends this JVM, whatever threads the work left behind. */
    public static void serve(String version, Works works) throws IOException {
        Shell shell = new Shell(works, new PrintStream(System.out, true, StandardCharsets.UTF_8));
        shell.out.println("@ ready " + version);
        try (var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                shell.answer(line);
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private void answer(String line) {
        String[] words = line.split(" ", 4);
        if (words.length != 4 || !words[0].equals("run")) {
            out.println("@ error expected: run WORK SIZE MILLIS, got: " + line);
            return;
        }
        Work work = works.find(words[1]);
        if (work == null) {
            out.println("@ none");
            return;
        }
        try {
            repeat(work, Long.parseLong(words[2]), Duration.ofMillis(Long.parseLong(words[3])));
            out.println("@ end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            out.println("@ error interrupted");
        } catch (Exception e) {
            e.printStackTrace(out);
            out.println("@ error " + e);
        }
    }

    private void repeat(Work work, long size, Duration time) throws Exception {
        long until = System.nanoTime() + time.toNanos();
        do {
            Repetition repetition = work.run(size);
            String figures = new TreeMap<>(repetition.figures())
                    .entrySet().stream()
                            .map(figure -> " " + figure.getKey() + "=" + figure.getValue())
                            .collect(Collectors.joining());
            out.println(
                    "@ rep " + repetition.check() + " " + repetition.operations() + " " + repetition.nanos() + figures);
        } while (System.nanoTime() < until);
    }

    /** Works by name from a fixed table. */
    public static Works table(Map<String, Work> works) {
        return works::get;
    }
}
