package dev.moirai.script.process;

import org.jspecify.annotations.Nullable;

/**
 * The request to a process to go on as another program: same pid, names, links, monitors, options and mailbox, new Lua state.
 *
 * <pre>
 *   the old program stands still ──► the new one loads, and its main function begins ──► it waits, or takes a message
 *        ▲                                          │                                     the old one is given up
 *        └── goes on where it stood ◄── it fails ───┘
 * </pre>
 *
 * <p>What the old program was handed by the mailbox but has not seen goes to the new one, before anything later. Effects of a
 * new program that fails, such as messages it sent, stay.
 *
 * @param program what to go on as
 * @param arguments of its main function
 * @param outcome told once, in a turn
 */
public record Upgrade(Program program, Parcel arguments, Outcome outcome) {
    /** Takes what came of an upgrade. */
    @FunctionalInterface
    public interface Outcome {
        /** @param failure null if the new program runs, or why the old one goes on */
        void tell(@Nullable ErrorValue failure);
    }
}
