package dev.moirai.kernel.model;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import org.jspecify.annotations.Nullable;

/** What can be on its way to a process of the model. {@code from} is null for what comes from outside. */
sealed interface Sent {

    record Message(Object body, Post.@Nullable Address through) implements Sent {}

    record Exit(@Nullable Pid from, ExitReason reason, boolean byLink) implements Sent {}

    record Kill() implements Sent {}

    record Cancel(@Nullable Pid from, String reason, long deadline) implements Sent {}

    record Expire(String reason) implements Sent {}

    record Link(Pid from) implements Sent {}

    record Unlink(Pid from, long id) implements Sent {}

    record Unlinked(Pid from, long id) implements Sent {}

    record Watch(Watching watching) implements Sent {}

    record Unwatch(Watching watching) implements Sent {}

    record Down(Watching watching, Pid from, ExitReason reason) implements Sent {}

    record Due(Alarm alarm) implements Sent {}

    /** One monitor. */
    static final class Watching {
        final Pid watcher;
        final Pid target;
        boolean active = true;
        boolean flushed;

        Watching(Pid watcher, Pid target) {
            this.watcher = watcher;
            this.target = target;
        }
    }

    /** One timer; its content is a message, or the end of a cancelled process. */
    record Alarm(Pid owner, long deadline, Object content) {}
}
