package dev.moirai.app.kind;

/** The body of an entry that can be started at boot. */
public interface Startable {
    /** When it starts, what it needs first, and what happens when it ends. */
    Lifecycle lifecycle();
}
