/**
 * Entries: a folder of {@code _index.yaml} files becomes typed entries, a plan of what starts when, and running services.
 *
 * <p>The packages in the order of the data: {@code source} (files, positions, mistakes, YAML) → {@code schema} (what may
 * stand in an entry, described once) → {@code kind} (the kinds this module brings) → {@code project} (a folder, read and
 * checked) → {@code boot} (what will start, in which order) → {@code run} (services kept running, and stopped). Beside
 * them, {@code reference} writes the descriptions out for people and editors.
 */
@NullMarked
package dev.moirai.app;

import org.jspecify.annotations.NullMarked;
