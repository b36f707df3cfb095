package dev.moirai.bench.report;

import dev.moirai.bench.harness.Standing;
import dev.moirai.bench.harness.Summary;
import dev.moirai.bench.harness.Sweep;
import dev.moirai.bench.harness.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The page about a run: where and how it was done, a table for each group, what each benchmark does, pictures.
 *
 * @param command the command that does the same again
 * @param date when it was done
 * @param method how contenders are run, in sentences
 * @param titles of the contenders, by name
 * @param standings what came out
 * @param summaries goals over several benchmarks
 * @param sweeps the pictures
 */
public record PerformancePage(
        String command,
        String date,
        String method,
        Map<String, String> titles,
        List<Standing> standings,
        List<Summary> summaries,
        List<Sweep> sweeps) {

    /** Writes the page {@code performance.md} and, in the folder {@code performance} beside it, its pictures. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        StringBuilder page = new StringBuilder();
        page.append("# Performance\n\n");
        page.append("Written by `").append(command).append("` on ").append(date).append(".\n\n");
        page.append("Machine: ").append(Machine.description()).append(".\n\n");
        page.append(method).append("\n\n");
        page.append("Goals reached: ").append(Tally.of(standings, summaries)).append(".\n\n");
        versions(page);
        for (String group : groups()) {
            table(page, group);
        }
        pictures(page, folder);
        for (String group : groups()) {
            descriptions(page, group);
        }
        absences(page);
        Files.writeString(folder.resolve("performance.md"), page);
    }

    private Set<String> groups() {
        return standings.stream()
                .map(standing -> standing.benchmark().group())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private List<Standing> of(String group) {
        return standings.stream()
                .filter(standing -> standing.benchmark().group().equals(group))
                .toList();
    }

    private String title(String contender) {
        return titles.getOrDefault(contender, contender);
    }

    private void versions(StringBuilder page) {
        Map<String, String> versions = new LinkedHashMap<>();
        standings.forEach(standing -> versions.putAll(standing.versions()));
        page.append("Contenders:\n");
        versions.forEach((name, version) -> page.append("- ")
                .append(title(name))
                .append(": ")
                .append(version)
                .append('\n'));
        page.append('\n');
    }

    private void table(StringBuilder page, String group) {
        List<Standing> standings = of(group);
        List<String> columns = standings.stream()
                .flatMap(standing -> standing.benchmark().contenders().stream())
                .distinct()
                .filter(name -> standings.stream()
                        .flatMap(standing -> standing.rows().stream())
                        .anyMatch(row -> row.medians().containsKey(name)))
                .toList();
        page.append("## ").append(capitalised(group)).append("\n\n");
        page.append("| benchmark |");
        columns.forEach(name -> page.append(' ').append(title(name)).append(" |"));
        page.append(" ratio (spread) | to | goal | |\n|---|");
        page.append("---:|".repeat(columns.size())).append("---:|---|---|---|\n");
        for (Standing standing : standings) {
            for (Standing.Row row : standing.rows()) {
                row(page, standing, row, columns);
            }
        }
        page.append('\n');
        summaries.stream().filter(summary -> summary.group().equals(group)).forEach(summary -> mean(page, summary));
    }

    private void row(StringBuilder page, Standing standing, Standing.Row row, List<String> columns) {
        String suffix =
                standing.benchmark().figures().size() > 1 ? " " + row.figure().name() : "";
        page.append("| ").append(standing.benchmark().name()).append(suffix).append(" |");
        for (String name : columns) {
            Double median = row.medians().get(name);
            page.append(' ')
                    .append(median == null ? "–" : Numbers.figure(median, row.figure()))
                    .append(" |");
        }
        page.append(' ').append(Numbers.ratio(row));
        page.append(" | ").append(row.rival().map(this::title).orElse(""));
        page.append(" | ").append(Numbers.goal(row.figure()));
        page.append(" | ")
                .append(
                        switch (row.verdict()) {
                            case PASS -> "pass";
                            case FAIL -> "**fail**";
                            case UNKNOWN -> "";
                        })
                .append(" |\n");
    }

    private void mean(StringBuilder page, Summary summary) {
        page.append(Numbers.mean(summary, standings, titles));
        page.append(
                switch (summary.verdict(standings)) {
                    case PASS -> ", pass";
                    case FAIL -> ", **fail**";
                    case UNKNOWN -> "";
                });
        page.append(".\n\n");
    }

    private void pictures(StringBuilder page, Path folder) throws IOException {
        Path pictures = folder.resolve("performance");
        for (Sweep sweep : sweeps) {
            List<Series> series = sweep.lines().stream()
                    .map(line -> new Series(line.label(), sweep.values(line, standings)))
                    .filter(line -> !line.values().isEmpty())
                    .toList();
            if (series.isEmpty()) {
                continue;
            }
            String svg = sweep.categories().isEmpty()
                    ? new LineChart(sweep.title(), sweep.x(), sweep.y(), series).svg()
                    : new BarChart(sweep.title(), sweep.x(), sweep.y(), sweep.categories(), series).svg();
            Files.createDirectories(pictures);
            Files.writeString(pictures.resolve(sweep.name() + ".svg"), svg);
            page.append("![")
                    .append(sweep.title())
                    .append("](performance/")
                    .append(sweep.name())
                    .append(".svg)\n\n");
        }
    }

    private void descriptions(StringBuilder page, String group) {
        page.append("## What is compared: ").append(group).append("\n\n");
        for (Standing standing : of(group)) {
            page.append("- **").append(standing.benchmark().name()).append("** (n = ");
            page.append(String.format(Locale.ROOT, "%,d", standing.size())).append("): ");
            page.append(standing.benchmark().about()).append('\n');
        }
        page.append('\n');
    }

    private void absences(StringBuilder page) {
        String absences = standings.stream()
                .flatMap(standing -> standing.absent().entrySet().stream()
                        .map(absent -> "- " + standing.benchmark().name() + ", " + title(absent.getKey()) + ": "
                                + absent.getValue().lines().findFirst().orElse("") + "\n"))
                .collect(Collectors.joining());
        if (!absences.isEmpty()) {
            page.append("## Who did not take part, and why\n\n").append(absences);
        }
    }

    private static String capitalised(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
