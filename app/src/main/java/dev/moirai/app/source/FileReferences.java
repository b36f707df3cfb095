package dev.moirai.app.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code file://} references mean: {@code file://pool.lua} is relative to the YAML file it stands in, {@code
 * file:///lib/pool.lua} to the source folder.
 *
 * <p>Nothing outside of the source folder can be named, by {@code ..} or by a link. Each file is read once, and all of them
 * together hold at most {@value #MOST_BYTES} bytes. Not thread-safe; one loading owns one.
 */
public final class FileReferences {
    private static final String PREFIX = "file://";
    private static final int MOST_BYTES = 64 << 20;

    private final Path root;
    private final Map<Path, Optional<String>> read = new HashMap<>();
    private long length;

    /** References below the source folder {@code root}, which is shown in messages as it is given. */
    public FileReferences(Path root) {
        this.root = root.normalize();
    }

    /** True if {@code text} is a reference to a file and not the text itself. */
    public static boolean isReference(String text) {
        return text.startsWith(PREFIX);
    }

    /**
     * The file that {@code reference} in {@code yamlFile} names.
     *
     * @return empty when a mistake was reported
     */
    public Optional<SourceText> resolve(Node.Scalar reference, Path yamlFile, Diagnostics diagnostics) {
        var name = reference.text().substring(PREFIX.length());
        Path file;
        try {
            file = name.startsWith("/")
                    ? root.resolve(name.substring(1)).normalize()
                    : yamlFile.resolveSibling(name).normalize();
        } catch (InvalidPathException e) {
            diagnostics.error(reference.at(), Diagnostic.quote(reference.text()) + " is not a file name", "", "");
            return Optional.empty();
        }
        if (leavesRoot(file)) {
            diagnostics.error(
                    reference.at(),
                    Diagnostic.quote(reference.text()) + " is outside of the source folder "
                            + Diagnostic.quote(shown(root)),
                    "a file below it",
                    "move the file there");
            return Optional.empty();
        }
        if (!Files.isRegularFile(file)) {
            var path = Diagnostic.quote(shown(file));
            diagnostics.error(
                    reference.at(),
                    Files.isDirectory(file)
                            ? path + " is a folder"
                            : Files.exists(file) ? path + " is no ordinary file" : "there is no file " + path,
                    "the file that " + Diagnostic.quote(reference.text()) + " names",
                    similar(file));
            return Optional.empty();
        }
        return text(file, reference.at(), diagnostics)
                .map(text -> new SourceText(text, new Position(shown(file), 1, 1)));
    }

    private Optional<String> text(Path file, Position blamed, Diagnostics diagnostics) {
        var known = read.get(file);
        if (known != null) {
            return known;
        }
        if (length > MOST_BYTES) {
            diagnostics.error(
                    blamed,
                    "the files of this project are too large together",
                    "at most " + (MOST_BYTES >> 20) + " MiB",
                    "keep large data out of the project's source folder");
            return Optional.empty();
        }
        var text = SourceFile.read(file, shown(file), blamed, diagnostics);
        length += text.map(String::length).orElse(0);
        read.put(file, text);
        return text;
    }

    private boolean leavesRoot(Path file) {
        return !file.startsWith(root) || leadsOutOf(root, file);
    }

    /** Whether {@code file}, which is below {@code root}, is really somewhere else, because of a link. */
    public static boolean leadsOutOf(Path root, Path file) {
        try {
            return Files.exists(file) && !file.toRealPath().startsWith(root.toRealPath());
        } catch (IOException e) {
            return true;
        }
    }

    private String similar(Path missing) {
        var folder = missing.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return "";
        }
        try (var files = Files.list(folder)) {
            List<String> names = files.limit(1_000)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(missing.getFileName().toString())) // a link that leads nowhere
                    .toList();
            return Nearest.suggestion(missing.getFileName().toString(), names);
        } catch (IOException e) {
            return "";
        }
    }

    /** A path as messages show it: with slashes on every system. */
    public static String shown(Path path) {
        var text = path.toString().replace('\\', '/');
        return text.isEmpty() ? "." : text;
    }
}
