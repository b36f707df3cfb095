package dev.moirai.script.resource;

import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@code NAME=value} lines, below the folder of the project.
 *
 * <p>Read when first asked for a value. Setting a value replaces the file by a new one that only its owner can read, so
 * that nobody sees half a file; comments and order are kept.
 */
final class VariableFile implements VariableStorage {
    private static final long LARGEST = 1 << 20;

    private final Path project;
    private final Path file;
    private final boolean autoCreate;
    private @Nullable Map<String, String> values; // guarded by this

    VariableFile(Path project, Path file, boolean autoCreate) {
        this.project = project;
        this.file = file;
        this.autoCreate = autoCreate;
    }

    @Override
    public synchronized Optional<String> get(String name) throws Refusal {
        return Optional.ofNullable(values().get(name));
    }

    @Override
    public synchronized void set(String name, String value) throws Refusal {
        Map<String, String> known = values();
        try {
            boolean there = Files.exists(file);
            if (!there && !autoCreate) {
                throw problem("there is no such file, and 'auto_create' is false");
            }
            String text = there ? Files.readString(file) : "";
            Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
            Files.createDirectories(folder);
            checkInside(folder);
            Path fresh = Files.createTempFile(folder, ".env-", ".tmp");
            try {
                Files.writeString(fresh, VariableLines.replace(text, name, value));
                Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw problem("it cannot be written (" + e.getMessage() + ")");
        }
        known.put(name, value);
    }

    private Map<String, String> values() throws Refusal {
        Map<String, String> known = values;
        if (known == null) {
            known = read();
            values = known;
        }
        return known;
    }

    private Map<String, String> read() throws Refusal {
        try {
            if (!Files.exists(file)) {
                return new LinkedHashMap<>();
            }
            checkInside(file);
            if (Files.size(file) > LARGEST) {
                throw problem("it has more than " + (LARGEST >> 20) + " MiB");
            }
            return VariableLines.read(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw problem("it cannot be read (" + e.getMessage() + ")");
        }
    }

    /** The path was checked when the project was loaded; a link may still lead elsewhere. */
    private void checkInside(Path path) throws IOException, Refusal {
        if (!path.toRealPath().startsWith(project.toRealPath())) {
            throw problem("it is outside of the folder of the project");
        }
    }

    private Refusal problem(String problem) {
        return new Refusal(ErrorValue.Kind.INTERNAL, "the file of variables " + file + ": " + problem);
    }
}
