package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OsThreadsTest {
    private static final int NICE = 16; // its place in proc_pid_stat(5), counted from 0 behind the name

    private final OsThreads threads = open();

    private static OsThreads open() {
        OsThreads threads = OsThreads.open();
        assumeTrue(threads != null, "on Linux, with --enable-native-access");
        return Objects.requireNonNull(threads);
    }

    @Test
    void aThreadThatComputesUsesProcessorTime() {
        int self = OsThreads.current();
        long before = threads.processorTime(self);

        while (threads.processorTime(self) == before) {
            Thread.onSpinWait();
        }

        assertThat(threads.processorTime(self)).isGreaterThan(before);
    }

    @Test
    void nothingIsKnownOfNoThread() {
        assertThat(threads.processorTime(0)).isZero();
    }

    @Test
    void loweringChangesThatThreadOnly() throws Exception {
        CompletableFuture<String> nice = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            threads.lower(OsThreads.current());
            nice.complete(niceOf(OsThreads.current()));
        });

        assertThat(nice.get(20, TimeUnit.SECONDS)).isEqualTo(String.valueOf(OsThreads.LOW));
        assertThat(niceOf(OsThreads.current())).isNotEqualTo(String.valueOf(OsThreads.LOW));
    }

    @Test
    void loweringNoThreadChangesNothing() {
        String before = niceOf(OsThreads.current());

        threads.lower(0);

        assertThat(niceOf(OsThreads.current())).isEqualTo(before);
    }

    @Test
    void aThreadGetsTheSlicesItAsksForAndKeepsItsPriority() throws Exception {
        CompletableFuture<String> changed = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            threads.lower(OsThreads.current());
            boolean taken = threads.askForSlicesOf(1_234_567);
            changed.complete(taken + " " + sliceOf(OsThreads.current()) + " " + niceOf(OsThreads.current()));
        });

        assumeTrue(!sliceOf(OsThreads.current()).isEmpty(), "on Linux 6.12 or newer, with scheduler statistics");
        assertThat(changed.get(20, TimeUnit.SECONDS)).isEqualTo("true 1234567 " + OsThreads.LOW);
        assertThat(sliceOf(OsThreads.current())).isNotEqualTo("1234567");
    }

    /** Empty if the kernel does not tell. */
    private static String sliceOf(int thread) {
        return read("sched", thread)
                .lines()
                .filter(line -> line.startsWith("se.slice "))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .findAny()
                .orElse("");
    }

    private static String niceOf(int thread) {
        String all = read("stat", thread);
        return all.substring(all.lastIndexOf(')') + 2).split(" ")[NICE];
    }

    private static String read(String what, int thread) {
        try {
            return Files.readString(Path.of("/proc/self/task/" + thread + "/" + what));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
