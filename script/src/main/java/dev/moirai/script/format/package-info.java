/**
 * Texts that stand for values: JSON, YAML and MessagePack, each a reader and a writer.
 *
 * <p>They are written for untrusted input: nesting and amounts are bounded, what is made is charged to the program that asked
 * for it, and {@link dev.moirai.script.format.Malformed} says where a text is wrong.
 */
@NullMarked
package dev.moirai.script.format;

import org.jspecify.annotations.NullMarked;
