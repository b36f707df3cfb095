/**
 * Seeded bugs: the kernel is broken on purpose, one fault at a time, and the proof suite must find every one.
 *
 * <p>{@code Faults} lists them as changes of source text; {@code SeededBugs} compiles each into a folder of its own and runs
 * {@code ProofSuite} against it in a JVM of its own. Nothing of this is in the shipped classes.
 */
@NullMarked
package dev.moirai.kernel.faults;

import org.jspecify.annotations.NullMarked;
