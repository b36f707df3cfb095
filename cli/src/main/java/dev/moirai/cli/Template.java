package dev.moirai.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.TypeConversionException;

/** A project that {@code moirai new} can make; its files are resources of this module. */
enum Template {
    SERVICE(
            "a service, a client of it, and a test",
            "src/counter/_index.yaml",
            "src/counter/counter.lua",
            "src/counter/client.lua",
            "src/counter/counter_test.lua"),
    WORKER_POOL(
            "a pool that replaces workers that die",
            "src/pool/_index.yaml",
            "src/pool/pool.lua",
            "src/pool/worker.lua",
            "src/pool/worker_test.lua"),
    SUPERVISOR_TREE(
            "a tree of supervisors in YAML",
            "src/shop/_index.yaml",
            "src/shop/stock.lua",
            "src/shop/till.lua",
            "src/shop/stock_test.lua");

    private static final List<String> IN_ALL = List.of("README.md", "src/_index.yaml");

    private final String description;
    private final List<String> files;

    Template(String description, String... files) {
        this.description = description;
        this.files = List.of(files);
    }

    /** The template a user calls {@code name}. */
    static Template named(String name) {
        for (Template template : values()) {
            if (template.toString().equals(name)) {
                return template;
            }
        }
        throw new TypeConversionException("there is no template '" + name + "'; there are "
                + Stream.of(values()).map(Template::toString).collect(Collectors.joining(", ")));
    }

    /** What it is, in a few words. */
    String description() {
        return description;
    }

    /** Writes a project called {@code name} into {@code folder}, which it makes. */
    void write(Path folder, String name) throws IOException {
        for (List<String> group : List.of(IN_ALL, files)) {
            for (String file : group) {
                Path target = folder.resolve(file);
                Files.createDirectories(target.resolveSibling("."));
                Files.writeString(target, text(file).replace("NAME", name));
            }
        }
    }

    private String text(String file) {
        String resource = "templates/" + this + "/" + file;
        try (InputStream in = Template.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the user writes it: {@code worker-pool}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
