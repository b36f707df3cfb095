package dev.moirai.kernel;

/** What became of a message at the moment it was sent. */
public enum SendResult {
    /** It is in the mailbox. It may still be dropped there by {@link MailboxLimit.Overflow#DROP_OLDEST}. */
    ACCEPTED,
    /** The mailbox is full and the message was refused; the sender still has it. */
    FULL,
    /** The mailbox is full and the message was dropped, as its policy says. */
    DROPPED,
    /** The process does not exist any more (or the alias is no longer active); the message became a dead letter. */
    DEAD;

    public boolean isAccepted() {
        return this == ACCEPTED;
    }
}
