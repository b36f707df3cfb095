package dev.moirai.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine the figures are of. */
final class Machine {

    private Machine() {}

    /** Processor, cores, memory, system, in one line. */
    static String description() {
        String processor = line("/proc/cpuinfo", "model name")
                .or(() -> line("/proc/cpuinfo", "Model"))
                .orElse(System.getProperty("os.arch"));
        String memory = line("/proc/meminfo", "MemTotal")
                .map(text ->
                        String.format(Locale.ROOT, ", %.0f GB", Long.parseLong(text.replaceAll("\\D", "")) / 1048576.0))
                .orElse("");
        String system = line("/etc/os-release", "PRETTY_NAME")
                .map(name -> name.replace("\"", ""))
                .orElse(System.getProperty("os.name"));
        return Runtime.getRuntime().availableProcessors() + " × " + processor + memory + ", " + system + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.version");
    }

    private static Optional<String> line(String file, String key) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(line.contains(":") ? ':' : '=') + 1)
                            .trim());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
