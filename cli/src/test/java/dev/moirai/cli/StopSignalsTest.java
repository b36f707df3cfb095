package dev.moirai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jline.utils.Signals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What signals do to a JVM of its own, which says on standard output how far it is. */
class StopSignalsTest {

    /** A program that asks for an orderly stop and then, where it is told to, never gets to its end. */
    static final class Program {
        public static void main(String[] arguments) throws InterruptedException {
            StopSignals signals = StopSignals.caught();
            System.out.println("running");
            while (!signals.awaitFirst(Duration.ofDays(1))) {}
            System.out.println("stopping");
            if (arguments[0].equals("hangs")) {
                new CountDownLatch(1).await();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"HUP", "INT", "TERM"})
    void firstSignalLetsTheProgramEndInOrder(String signal) throws Exception {
        Process program = start("ends");
        try (BufferedReader output = program.inputReader()) {
            assertThat(output.readLine()).isEqualTo("running");

            send(signal, program);

            assertThat(output.readLine()).isEqualTo("stopping");
            assertThat(program.waitFor()).isZero();
        }
    }

    @Test
    void secondSignalEndsAtOnceWhateverTheProgramDoes() throws Exception {
        Process program = start("hangs");
        try (BufferedReader output = program.inputReader()) {
            assertThat(output.readLine()).isEqualTo("running");
            send("INT", program);
            assertThat(output.readLine()).isEqualTo("stopping");

            send("INT", program);

            assertThat(program.waitFor()).isEqualTo(130);
        }
    }

    private static Process start(String how) throws IOException {
        String classPath = Arrays.stream(new Class<?>[] {StopSignals.class, Program.class, Signals.class})
                .map(StopSignalsTest::location)
                .collect(Collectors.joining(File.pathSeparator));
        return new ProcessBuilder(Commands.hearingSignals(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        Program.class.getName(),
                        how)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(String signal, Process program) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(program.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
