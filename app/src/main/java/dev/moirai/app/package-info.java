/**
 * Entries: a folder of {@code _index.yaml} files becomes typed entries, a plan of what starts when, and running services.
 *
 * <p>The packages in the order of the data: {@code source} (files, positions, mistakes, YAML) → {@code schema} (what may
 * stand in an entry, described once) → {@code kind} (the kinds this module brings) → {@code project} (a folder, read and
 * checked).
 */
@NullMarked
package dev.moirai.app;

import org.jspecify.annotations.NullMarked;
