package dev.moirai.app.schema;

import dev.moirai.app.source.Data;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.app.source.FileReferences;
import dev.moirai.app.source.Finding;
import dev.moirai.app.source.Node;
import dev.moirai.app.source.Position;
import dev.moirai.app.source.SourceText;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One entry being read: where its names and files are looked up, and what was found in it so far.
 *
 * <p>Keeps the trail of fields from the entry inwards, so that messages can say {@code lifecycle.restart.max_delay}. Not
 * thread-safe; the reading of one entry owns one.
 */
public final class Reading {
    private final Path yamlFile;
    private final String namespace;
    private final FileReferences files;
    private final Diagnostics diagnostics;
    private final Deque<String> trail = new ArrayDeque<>();
    private final Deque<Struct<?>> enclosing = new ArrayDeque<>();
    private final List<Reference> references = new ArrayList<>();

    /** A reading of an entry that stands in {@code yamlFile} under {@code namespace}. */
    public Reading(Path yamlFile, String namespace, FileReferences files, Diagnostics diagnostics) {
        this.yamlFile = yamlFile;
        this.namespace = namespace;
        this.files = files;
        this.diagnostics = diagnostics;
    }

    /** The namespace that references without a colon are in. */
    public String namespace() {
        return namespace;
    }

    /** The references to other entries found so far, in the order found. */
    public List<Reference> references() {
        return List.copyOf(references);
    }

    /** Notes that the value at {@code at} names the entry {@code target}. */
    void found(EntryId target, Position at, Set<Role> roles) {
        references.add(new Reference(target, at, field(), roles));
    }

    /** Reports a mistake that is described completely. */
    void mistake(Position at, String what, String expected, String fix) {
        diagnostics.error(at, what, expected, fix);
    }

    /** Reports something that is allowed but probably not meant. */
    void suspicion(Position at, String what, String expected, String fix) {
        diagnostics.warning(at, what, expected, fix);
    }

    /** Reports that the value of the present field is none of its type. */
    void wrong(Node value, String expected, String fix) {
        mistake(value.at(), "'" + field() + "' is " + value.described(), expected, fix);
    }

    /** Does {@code read} with {@code field} at the end of the trail. */
    public <T> T within(String field, Supplier<T> read) {
        trail.addLast(field);
        try {
            return read.get();
        } finally {
            trail.removeLast();
        }
    }

    /** Does {@code read} with {@code struct} as the innermost one. */
    <T> T inside(Struct<?> struct, Supplier<T> read) {
        enclosing.push(struct);
        try {
            return read.get();
        } finally {
            enclosing.pop();
        }
    }

    /** The structs around the present field, innermost first. */
    Iterator<Struct<?>> enclosing() {
        return enclosing.iterator();
    }

    /** The present field with those around it: {@code lifecycle.restart.max_delay}. */
    String field() {
        var path = new StringBuilder();
        for (var step : trail) {
            if (!path.isEmpty() && !step.startsWith("[")) {
                path.append('.');
            }
            path.append(step);
        }
        return path.toString();
    }

    /** The text of {@code value}, or of the file that it names; empty when a mistake was reported. */
    Optional<SourceText> text(Node.Scalar value) {
        return FileReferences.isReference(value.text())
                ? files.resolve(value, yamlFile, diagnostics.of(Finding.FILE))
                : Optional.of(new SourceText(value.text(), value.content()));
    }

    /** The value as it is, with the content of files in place of references to them. */
    public Data free(Node value) {
        return value.data(scalar -> FileReferences.isReference(scalar.text())
                ? text(scalar).<Data>map(text -> new Data.Text(text.text())).orElseGet(Data.Null::new)
                : scalar.value());
    }
}
