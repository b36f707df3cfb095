package dev.moirai.kernel.faults;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Breaks the kernel, one fault at a time, and prints which test found each: {@code bin/proof bugs [part of a name]}. Run
 * from the root of the project. Ends with 1 if a fault was not found, or if the suite fails without one.
 */
final class SeededBugs {
    private static final Path SOURCES = Path.of("kernel/src/main/java/dev/moirai/kernel");
    private static final long PATIENCE_SECONDS = 150;

    private SeededBugs() {}

    public static void main(String[] args) throws Exception {
        String wanted = args.length == 0 ? "" : args[0];
        List<Faults.Fault> faults = Faults.ALL.stream()
                .filter(fault -> fault.name().contains(wanted))
                .toList();
        List<Path> broken = new ArrayList<>(); // all first, to say at once which no longer match or compile
        for (Faults.Fault fault : faults) {
            broken.add(compile(fault));
        }
        System.out.printf("%-5s %-50s %7s  %s%n", "", "fault", "seconds", "found by");
        int missed = 0;
        if (wanted.isEmpty()) {
            // The canary: without a fault the suite must find nothing.
            Path nothing = Files.createTempDirectory("moirai-no-fault");
            missed += report("", "(none: nothing may be found)", nothing).startsWith("NOTHING") ? 0 : 1;
        }
        for (int i = 0; i < faults.size(); i++) {
            Faults.Fault fault = faults.get(i);
            missed += report(fault.classic(), fault.name(), broken.get(i)).startsWith("NOTHING") ? 1 : 0;
        }
        System.out.printf("%d faults, %d wrong%n", faults.size(), missed);
        System.exit(missed == 0 ? 0 : 1);
    }

    private static String report(String classic, String name, Path classes) throws Exception {
        long begin = System.nanoTime();
        String result = run(classes);
        System.out.printf(
                Locale.ROOT,
                "%-5s %-50s %7.1f  %s%n",
                classic,
                name,
                (System.nanoTime() - begin) / 1e9,
                result.replace("FOUND ", "").replaceAll("(.{110}).*", "$1..."));
        delete(classes);
        return result;
    }

    private static String broken(Faults.Fault fault) {
        try {
            String source = Files.readString(SOURCES.resolve(fault.file() + ".java"));
            int at = source.indexOf(fault.was());
            if (at < 0 || source.indexOf(fault.was(), at + 1) >= 0) {
                throw new IllegalStateException("fault \"" + fault.name() + "\": its text must occur exactly once in "
                        + fault.file() + ".java; the kernel has changed, and so must the fault:\n" + fault.was());
            }
            return source.replace(fault.was(), fault.is());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path compile(Faults.Fault fault) throws IOException {
        Path folder = Files.createTempDirectory("moirai-fault");
        Path source = Files.writeString(folder.resolve(fault.file() + ".java"), broken(fault));
        ToolProvider compiler = ToolProvider.findFirst("javac").orElseThrow();
        int result = compiler.run(
                System.out,
                System.err,
                "-nowarn",
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
        if (result != 0) {
            throw new IllegalStateException("fault \"" + fault.name() + "\" does not compile");
        }
        return folder;
    }

    /** What the suite said; not ending is a way to say it, too. */
    private static String run(Path classes) throws IOException, InterruptedException {
        Path output = classes.resolve("output");
        Process suite = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseCompactObjectHeaders",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classes + File.pathSeparator + System.getProperty("java.class.path"),
                        ProofSuite.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = suite.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            suite.destroyForcibly().waitFor();
            return "FOUND the clock: it does not end";
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(output));
        return lines.stream()
                .filter(line -> line.startsWith("FOUND") || line.startsWith("NOTHING"))
                .findFirst()
                .orElseGet(() -> "FOUND the JVM: it ended with " + suite.exitValue());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
