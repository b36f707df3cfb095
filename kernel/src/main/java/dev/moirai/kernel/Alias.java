package dev.moirai.kernel;

/**
 * A second, revocable address of the process that made it, for replies that may come too late.
 *
 * <p>What is sent through an alias that is no longer active vanishes (it is counted as a dead letter) and never enters the
 * mailbox; what is still queued when the alias ends is dropped likewise. Source: Erlang reference manual, "Process Aliases".
 */
public final class Alias {
    private final Pid owner;
    private final boolean once;
    private volatile boolean active = true; // cleared by the owner's turn

    Alias(Pid owner, boolean once) {
        this.owner = owner;
        this.once = once;
    }

    /** The process that receives what is sent through this alias. */
    public Pid owner() {
        return owner;
    }

    /** Whether messages sent through it still arrive. */
    public boolean isActive() {
        return active && owner.isAlive();
    }

    /** Ends the alias; owner's turn only. */
    void end() {
        active = false;
    }

    /** Called by the owner's turn when a message came through. */
    void used() {
        if (once) {
            active = false;
        }
    }

    @Override
    public String toString() {
        return "alias of " + owner;
    }
}
