/**
 * The reference model of the kernel, and random histories that compare the two event by event.
 *
 * <p>{@code Model} says in the plainest way what processes, links, monitors, names, timers, aliases, cancel and bounded
 * mailboxes do; it shares no code with the kernel but value types. {@code History} lets a seed drive real processes in a
 * {@link dev.moirai.kernel.Simulation}, tells the model of everything they do, and compares everything they see.
 * {@code Histories} runs many.
 */
@NullMarked
package dev.moirai.kernel.model;

import org.jspecify.annotations.NullMarked;
