package dev.moirai.script.process;

import dev.moirai.kernel.Signal;
import java.time.Instant;
import java.util.Set;

/** What a program finds in {@code process.events()}, before it is a table. */
sealed interface ProcessEvent {
    Instant at();

    /** Another process ended, or someone asks this one to end. */
    record Signalled(Signal signal, Instant at) implements ProcessEvent {}

    /**
     * The code of this process was replaced, and it wants to be told instead of being upgraded.
     *
     * @param sources the entries that changed
     */
    record Outdated(Set<String> sources, Instant at) implements ProcessEvent {}
}
