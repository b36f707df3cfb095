package dev.moirai.kernel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to spawn one process: an immutable value; each wither returns a changed copy.
 *
 * <pre>{@code
 * Spawned worker = self.spawn(Spawn.of(new Worker()).named("worker").linked().monitored());
 * }</pre>
 *
 * @param body what it does
 * @param host where; null for the spawner's host (from outside: the node's default host)
 * @param name the name it holds from birth, or null
 * @param label what it is called in dumps and reports; null for what its body says ({@link Body#kind})
 * @param link whether it is linked to its spawner from birth
 * @param monitor whether its spawner watches it from birth
 * @param trapExits whether it traps exits from birth
 * @param mailbox the bounds of its mailbox; null for the host's
 */
public record Spawn(
        Body body,
        @Nullable Host host,
        @Nullable Object name,
        @Nullable String label,
        boolean link,
        boolean monitor,
        boolean trapExits,
        @Nullable MailboxLimit mailbox) {

    public Spawn {
        Objects.requireNonNull(body, "body");
    }

    public static Spawn of(Body body) {
        return new Spawn(body, null, null, null, false, false, false, null);
    }

    /** Spawns {@code code} on a virtual thread of its own. */
    public static Spawn blocking(Blocking code) {
        return of(new BlockingBody(Objects.requireNonNull(code, "code")));
    }

    public Spawn on(Host where) {
        return new Spawn(body, where, name, label, link, monitor, trapExits, mailbox);
    }

    public Spawn named(Object key) {
        return new Spawn(body, host, key, label, link, monitor, trapExits, mailbox);
    }

    public Spawn labelled(String text) {
        return new Spawn(body, host, name, text, link, monitor, trapExits, mailbox);
    }

    public Spawn linked() {
        return new Spawn(body, host, name, label, true, monitor, trapExits, mailbox);
    }

    public Spawn monitored() {
        return new Spawn(body, host, name, label, link, true, trapExits, mailbox);
    }

    public Spawn trappingExits() {
        return new Spawn(body, host, name, label, link, monitor, true, mailbox);
    }

    public Spawn withMailbox(MailboxLimit limit) {
        return new Spawn(body, host, name, label, link, monitor, trapExits, limit);
    }
}
