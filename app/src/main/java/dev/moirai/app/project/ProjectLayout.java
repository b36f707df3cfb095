package dev.moirai.app.project;

import static dev.moirai.app.source.FileReferences.leadsOutOf;
import static dev.moirai.app.source.FileReferences.shown;

import dev.moirai.app.source.Data;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.app.source.Finding;
import dev.moirai.app.source.Node;
import dev.moirai.app.source.Position;
import dev.moirai.app.source.SourceFile;
import dev.moirai.app.source.YamlParser;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a project keeps its files.
 *
 * <p>The source folder is what {@code wippy.lock} says at {@code directories.src}; without that file it is {@code src/}; and
 * without that, the folder itself if it has YAML files. Hidden files and folders, {@code node_modules} and linked folders
 * are not part of it.
 */
final class ProjectLayout {
    private static final String LOCK = "wippy.lock";
    private static final String SETTINGS = ".wippy.yaml";

    private final Diagnostics diagnostics;

    ProjectLayout(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** The source folder of the project at {@code folder}, or empty when there is none, which was reported. */
    Optional<Path> source(Path folder) {
        var at = Position.of(shown(folder));
        if (!Files.isDirectory(folder)) {
            diagnostics.error(
                    at,
                    Files.exists(folder) ? "this is a file" : "there is no such folder",
                    "the folder of a project",
                    Files.exists(folder) ? "name the folder that holds 'src'" : "check the path");
            return Optional.empty();
        }
        if (Files.isRegularFile(folder.resolve(LOCK))) {
            return sourceByLock(folder);
        }
        var src = folder.resolve("src");
        if (Files.isDirectory(src)) {
            return Optional.of(src);
        }
        if (hasYaml(folder)) {
            return Optional.of(folder);
        }
        diagnostics.error(
                at,
                "there is no project in this folder",
                "a folder 'src' with an '_index.yaml', or YAML files right here",
                "'moirai new' makes a project that runs");
        return Optional.empty();
    }

    private Optional<Path> sourceByLock(Path folder) {
        var lock = folder.resolve(LOCK);
        var file = Position.of(shown(lock));
        var root = SourceFile.read(lock, shown(lock), file, diagnostics)
                .flatMap(text -> YamlParser.parse(shown(lock), text, diagnostics));
        if (root.isEmpty()) {
            return Optional.empty();
        }
        var directories = root.get() instanceof Node.Mapping fields ? fields.get("directories") : null;
        var src = directories instanceof Node.Mapping fields ? fields.get("src") : null;
        if (src == null) {
            return folderIn(folder, "src", file);
        }
        if (src instanceof Node.Scalar(var at, var text, var _, var _) && !text.isBlank()) {
            return folderIn(folder, text, at);
        }
        diagnostics.error(src.at(), "'directories.src' is " + src.described(), "the name of a folder", "");
        return Optional.empty();
    }

    private Optional<Path> folderIn(Path folder, String name, Position at) {
        try {
            var source = folder.resolve(name).normalize();
            boolean inside = source.toAbsolutePath()
                    .normalize()
                    .startsWith(folder.toAbsolutePath().normalize());
            if (inside && Files.isDirectory(source)) {
                return Optional.of(source);
            }
            diagnostics.error(
                    at,
                    inside
                            ? "there is no folder " + Diagnostic.quote(shown(source))
                            : Diagnostic.quote(name) + " is outside of the project",
                    "the source folder of the project",
                    "");
        } catch (InvalidPathException e) {
            diagnostics.error(at, Diagnostic.quote(name) + " is not a folder name", "", "");
        }
        return Optional.empty();
    }

    /**
     * Tells what becomes of {@code .wippy.yaml}, the settings another runtime reads: nothing. Those without which a project
     * would do something else are mistakes.
     */
    void checkSettings(Path folder) {
        var path = folder.resolve(SETTINGS);
        if (!Files.isRegularFile(path)) {
            return;
        }
        var root = SourceFile.read(path, shown(path), Position.of(shown(path)), diagnostics.of(Finding.FILE))
                .flatMap(text -> YamlParser.parse(shown(path), text, diagnostics.of(Finding.YAML)));
        if (root.isEmpty() || !(root.get() instanceof Node.Mapping sections)) {
            return;
        }
        for (var section : sections.pairs().values()) {
            var name = section.key().text();
            switch (name) {
                case "override" ->
                    diagnostics.error(
                            section.key().at(),
                            "'override' is not supported",
                            "",
                            "write the values into the entries themselves");
                case "security" -> checkSecurity(section);
                case "shutdown" ->
                    noEffect(section, "'moirai run --stop-timeout DURATION' says how long stopping may take");
                default -> noEffect(section, "see 'moirai run --help' for what can be set");
            }
        }
    }

    private void checkSecurity(Node.Pair section) {
        var strict = section.value() instanceof Node.Mapping fields ? fields.get("strict_mode") : null;
        if (strict != null && !strict.data().equals(new Data.Bool(false))) {
            diagnostics.error(
                    strict.at(),
                    "'security.strict_mode' is not supported",
                    "",
                    "give each service policies in 'lifecycle.security', and remove this");
        } else {
            noEffect(section, "remove it");
        }
    }

    private void noEffect(Node.Pair section, String fix) {
        diagnostics.warning(
                section.key().at(),
                "the settings " + Diagnostic.quote(section.key().text()) + " have no effect here",
                "",
                fix);
    }

    /** Every YAML and JSON file below {@code source}, sorted by path. */
    List<Path> files(Path source) {
        var files = new ArrayList<Path>();
        try {
            Files.walkFileTree(source, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean skipped = !folder.equals(source) && (isHidden(folder) || isNamed(folder, "node_modules"));
                    return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (isYaml(file) && Files.isRegularFile(file) && isInside(file, source)) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    unreadable(file, e);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            unreadable(source, e);
        }
        files.sort(null);
        return files;
    }

    private boolean isInside(Path file, Path source) {
        boolean outside = leadsOutOf(source, file);
        if (outside) {
            diagnostics.error(
                    Position.of(shown(file)),
                    "this is a link to a file outside of the source folder " + Diagnostic.quote(shown(source)),
                    "a file in it",
                    "move the file here, or remove the link");
        }
        return !outside;
    }

    private void unreadable(Path path, IOException e) {
        boolean denied = e instanceof AccessDeniedException;
        diagnostics.error(
                Position.of(shown(path)),
                denied ? "this may not be read" : "this cannot be read (" + e.getMessage() + ")",
                "",
                denied ? "give read permission to the user who runs this" : "");
    }

    private static boolean hasYaml(Path folder) {
        try (var files = Files.list(folder)) {
            return files.anyMatch(file -> isYaml(file) && Files.isRegularFile(file));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isYaml(Path file) {
        var name = file.getFileName().toString();
        return !isHidden(file) && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
    }

    private static boolean isHidden(Path file) {
        var name = file.getFileName().toString();
        return name.startsWith(".") && !name.equals(".") && !name.equals("..");
    }

    private static boolean isNamed(Path file, String name) {
        return file.getFileName().toString().equals(name);
    }
}
