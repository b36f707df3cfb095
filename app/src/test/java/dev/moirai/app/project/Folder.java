package dev.moirai.app.project;

import dev.moirai.app.kind.CoreKinds;
import dev.moirai.app.kind.Lifecycle;
import dev.moirai.app.kind.Startable;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Kinds;
import dev.moirai.app.schema.Role;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.app.source.SourceText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A project folder for a test: files are put into it, then it is loaded with the core kinds and stand-ins for Lua. */
public final class Folder {
    /** Stands in for the kind that the script module brings. */
    public record Program(SourceText source, String method, Lifecycle lifecycle) implements Startable {
        private static final Field<SourceText> SOURCE =
                Field.required("source", new Type.Source("Lua code or file://…"), "The code.");
        private static final Field<String> METHOD = Field.withDefault(
                "method", new Type.Text("the name of a function"), "main", "main", "The function that runs.");
        private static final Field<List<String>> MODULES = Field.withDefault(
                "modules", Type.ListOf.of(Type.Choice.of(List.of("json", "time"))), List.of(), "none", "Modules.");
        private static final Field<Map<String, EntryId>> IMPORTS = Field.withDefault(
                "imports",
                new Type.MapOf<>(Type.Ref.to(Library.ROLE), "names"),
                Map.<String, EntryId>of(),
                "none",
                "Libraries.");
        public static final Kind<Program> KIND = new Kind<>(
                "process.lua",
                "A process.",
                "",
                Set.of(Role.PROCESS),
                Struct.of(
                        List.of(SOURCE, METHOD, MODULES, IMPORTS, Lifecycle.FIELD),
                        values -> new Program(values.get(SOURCE), values.get(METHOD), values.get(Lifecycle.FIELD))));
    }

    /** Stands in for a library. */
    public record Library(SourceText source) {
        static final Role ROLE = new Role("a library");
        private static final Field<SourceText> SOURCE =
                Field.required("source", new Type.Source("Lua code or file://…"), "The code.");
        private static final Field<Map<String, EntryId>> IMPORTS = Field.withDefault(
                "imports", new Type.MapOf<>(Type.Ref.to(ROLE), "names"), Map.of(), "none", "Libraries.");
        public static final Kind<Library> KIND = new Kind<>(
                "library.lua",
                "A library.",
                "",
                Set.of(ROLE),
                Struct.of(List.of(SOURCE, IMPORTS), values -> new Library(values.get(SOURCE))));
    }

    public static final Kinds KINDS = CoreKinds.ALL.with(List.<Kind<?>>of(Program.KIND, Library.KIND));

    private final Path root;

    public Folder(Path root) {
        this.root = root;
    }

    public Path path() {
        return root;
    }

    public Folder file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    public Folder file(String name, byte[] bytes) {
        try {
            var file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Loaded load() {
        return new ProjectLoader(KINDS).load(root);
    }

    /** The mistakes as a person reads them, with the folder's own path taken off. */
    public List<String> messages() {
        return load().diagnostics().stream()
                .map(Diagnostic::toString)
                .map(this::shortened)
                .toList();
    }

    /** The mistakes of a project whose one file is {@code src/_index.yaml}, without its path. */
    public List<String> messagesOf(String yaml) {
        return file("src/_index.yaml", yaml).messages().stream()
                .map(message -> message.replaceFirst("^src/_index.yaml:", ""))
                .toList();
    }

    private String shortened(String message) {
        return message.replace(root + "/", "").replace(root.toString(), ".");
    }
}
