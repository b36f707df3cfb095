package dev.moirai.bench.report;

import dev.moirai.bench.harness.Repetition;
import dev.moirai.bench.harness.Standing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Every repetition of a run as one JSON object per line, for whoever wants to compute something else from it. */
public final class RawResults implements AutoCloseable {

    private final Writer out;

    public RawResults(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        out = Files.newBufferedWriter(file);
    }

    public void add(Standing standing) {
        int round = 0;
        try {
            for (var turns : standing.rounds()) {
                for (var turn : turns.entrySet()) {
                    for (Repetition repetition : turn.getValue().repetitions()) {
                        out.write(line(standing, turn.getKey(), round, repetition));
                    }
                }
                round++;
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(Standing standing, String contender, int round, Repetition repetition) {
        String figures = new TreeMap<>(repetition.figures())
                .entrySet().stream()
                        .map(figure -> string(figure.getKey()) + ":" + figure.getValue())
                        .collect(Collectors.joining(","));
        Map<String, Object> fields = new java.util.LinkedHashMap<>();
        fields.put("benchmark", string(standing.benchmark().name()));
        fields.put("size", standing.size());
        fields.put("contender", string(contender));
        fields.put("round", round);
        fields.put("check", string(repetition.check()));
        fields.put("operations", repetition.operations());
        fields.put("nanos", repetition.nanos());
        fields.put("figures", "{" + figures + "}");
        return fields.entrySet().stream()
                .map(field -> string(field.getKey()) + ":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}\n"));
    }

    private static String string(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
