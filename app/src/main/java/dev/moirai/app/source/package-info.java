/**
 * Files as a person wrote them: positions, mistakes, and YAML as a tree that remembers where each value stands.
 *
 * <p>Begin with {@link dev.moirai.app.source.Diagnostic} (one mistake, one line) and {@link dev.moirai.app.source.Node}
 * (what a file says). {@link dev.moirai.app.source.SourceFile} turns bytes into text, {@link
 * dev.moirai.app.source.YamlParser} turns text into nodes; both report to a {@link dev.moirai.app.source.Diagnostics} and
 * never throw for what a file contains. Called by {@code schema} and {@code project}.
 */
@NullMarked
package dev.moirai.app.source;

import org.jspecify.annotations.NullMarked;
