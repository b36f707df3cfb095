/**
 * What may stand in an entry, as data: each kind of entry is described once, and that one description validates, reads
 * into typed records, and writes the reference page and the JSON Schema for editors.
 *
 * <p>Begin with {@link dev.moirai.app.schema.Kind}: a name, roles, and a {@link dev.moirai.app.schema.Struct} of {@link
 * dev.moirai.app.schema.Field}s, each with a {@link dev.moirai.app.schema.Type}. A new kind is a record and a description;
 * nothing else knows of it. {@code kind} holds those this module brings, {@code project} reads entries with them.
 */
@NullMarked
package dev.moirai.app.schema;

import org.jspecify.annotations.NullMarked;
