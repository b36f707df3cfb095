package dev.moirai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real {@code moirai}, in a JVM of its own, read line by line: standard output and error together, as on a terminal. */
final class MoiraiProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;
    private final List<String> seen = new ArrayList<>();

    private MoiraiProcess(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    /** Starts {@code moirai} with these arguments in the folder of the repository. */
    static MoiraiProcess start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--module",
                "dev.moirai.cli/dev.moirai.cli.Main"));
        command.addAll(List.of(arguments));
        return new MoiraiProcess(new ProcessBuilder(Commands.hearingSignals(command))
                .directory(Path.of("..").toFile())
                .redirectErrorStream(true)
                .start());
    }

    /** Reads on until a line in which {@code pattern} is found. */
    Matcher awaitLine(String pattern) throws IOException {
        var wanted = Pattern.compile(pattern);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.add(line);
            Matcher matcher = wanted.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
        }
        throw new AssertionError(
                "moirai ended without a line like '" + pattern + "'; its lines were:\n" + String.join("\n", seen));
    }

    /** Sends the signal of that name, such as {@code INT} for Ctrl-C. */
    void signal(String name) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Reads no more: what it writes from now on goes nowhere. */
    int exitCodeWhenNobodyReads() throws IOException, InterruptedException {
        output.close();
        return process.waitFor();
    }

    /** Reads on until the end and returns the exit code. */
    int exitCode() throws IOException, InterruptedException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.add(line);
        }
        return process.waitFor();
    }

    /** Every line read so far. */
    List<String> lines() {
        return List.copyOf(seen);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
