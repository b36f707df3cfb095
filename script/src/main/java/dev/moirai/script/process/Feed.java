package dev.moirai.script.process;

import org.jspecify.annotations.Nullable;

/** Where a channel's values come from besides its senders: the mailbox, or time. Belongs to the process's turn. */
interface Feed {
    /** The next value if there is one now, {@link Channel#NOTHING} otherwise. */
    @Nullable
    Object poll();

    /** Whether anything can come at all any more, unless the program itself does something about it. */
    default boolean isAlive() {
        return true;
    }

    /** Whether {@link #poll} sees what has come up to now; otherwise it sees what had come when the turn began. */
    default boolean isUpToDate() {
        return false;
    }

    /** A first receiver waits at the channel; whatever comes must now {@link Channel#pump} it. */
    default void awaited() {}

    /** No receiver waits at the channel any more. */
    default void unawaited() {}
}
