package dev.moirai.lua;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program that tries to harm its host, made of a template in {@code resources/hostile}.
 *
 * @param kind the folder
 * @param name the file and the number of the combination
 * @param endless whether it cannot end but by a limit
 */
record HostileProgram(String kind, String name, String source, boolean endless) {
    private static final Path FOLDER = Path.of("src/test/resources/hostile");
    private static final Pattern PLACEHOLDER = Pattern.compile("^--\\$ (\\w+): (.*)$", Pattern.MULTILINE);

    static List<HostileProgram> all() throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(FOLDER)) {
            files = tree.filter(file -> file.toString().endsWith(".lua"))
                    .sorted()
                    .toList();
        }
        List<HostileProgram> programs = new ArrayList<>();
        for (Path file : files) {
            addCombinations(file, Files.readString(file), programs);
        }
        return programs;
    }

    /** Replaces placeholders in the order they are declared, so a value may mention a later one. */
    private static void addCombinations(Path file, String template, List<HostileProgram> into) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        Matcher placeholders = PLACEHOLDER.matcher(template);
        while (placeholders.find()) {
            values.put(placeholders.group(1), List.of(placeholders.group(2).split(" *¦ *")));
        }
        boolean endless = template.contains("--> limit");
        List<String> sources = List.of(placeholders.replaceAll("").replace("--> limit", ""));
        for (Map.Entry<String, List<String>> placeholder : values.entrySet()) {
            List<String> more = new ArrayList<>();
            for (String source : sources) {
                for (String value : placeholder.getValue()) {
                    more.add(source.replace("$" + placeholder.getKey(), value));
                }
            }
            sources = more;
        }
        String kind = FOLDER.relativize(file).getName(0).toString();
        for (int i = 0; i < sources.size(); i++) {
            into.add(new HostileProgram(kind, file.getFileName() + "#" + (i + 1), sources.get(i), endless));
        }
    }

    @Override
    public String toString() {
        return kind + "/" + name;
    }
}
