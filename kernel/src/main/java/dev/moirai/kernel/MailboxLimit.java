package dev.moirai.kernel;

import java.time.Duration;
import java.util.Objects;

/**
 * How much may wait in a mailbox, and what happens to a message that finds it full.
 *
 * <p>The bounds are checked when a message is sent; messages sent by several threads in the same instant may exceed them by
 * one each. Signals are never counted or refused.
 *
 * @param messages the largest number of waiting messages, at least 1
 * @param bytes the largest sum of {@link Sized#bytes} of waiting messages, at least 1; messages that are not {@link Sized}
 *     count 0
 * @param overflow what happens at the bound
 * @param patience how long a sender waits under {@link Overflow#BLOCK}
 */
public record MailboxLimit(int messages, long bytes, Overflow overflow, Duration patience) {

    /** What happens to a message that finds the mailbox full. */
    public enum Overflow {
        /** The message is refused: {@link SendResult#FULL}. */
        FAIL,
        /**
         * A sender that may block (a blocking process, or a thread that is no host worker) waits for room up to
         * {@link MailboxLimit#patience}, then the message is refused; other senders are refused at once.
         */
        BLOCK,
        /** The new message is dropped and counted: {@link SendResult#DROPPED}. */
        DROP_NEWEST,
        /**
         * The new message is accepted; the oldest waiting one is dropped and counted, in the process's own turn. If that
         * gets no turn while twice as much has come (and 10,000 messages), the new one is dropped: {@link SendResult#DROPPED}.
         */
        DROP_OLDEST
    }

    /** 1,000,000 messages or 64 MiB, then {@link Overflow#FAIL}. */
    public static final MailboxLimit DEFAULT =
            new MailboxLimit(1_000_000, 64L << 20, Overflow.FAIL, Duration.ofSeconds(5));

    public MailboxLimit {
        Objects.requireNonNull(overflow, "overflow");
        Objects.requireNonNull(patience, "patience");
        if (messages < 1) {
            throw new IllegalArgumentException("messages must be at least 1, got " + messages);
        }
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes must be at least 1, got " + bytes);
        }
        if (patience.isNegative()) {
            throw new IllegalArgumentException("patience must not be negative, got " + patience);
        }
    }

    /** What may wait while the process gets no turn in which to drop the oldest. */
    int mostMessages() {
        return (int) Math.min(Integer.MAX_VALUE, messages + Math.max(10_000L, messages));
    }

    /** As {@link #mostMessages}. */
    long mostBytes() {
        return bytes > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * bytes;
    }

    /** At most {@code messages} waiting, refused beyond that. */
    public static MailboxLimit of(int messages) {
        return DEFAULT.withMessages(messages);
    }

    public MailboxLimit withMessages(int max) {
        return new MailboxLimit(max, bytes, overflow, patience);
    }

    public MailboxLimit withBytes(long max) {
        return new MailboxLimit(messages, max, overflow, patience);
    }

    public MailboxLimit withOverflow(Overflow policy) {
        return new MailboxLimit(messages, bytes, policy, patience);
    }

    public MailboxLimit withPatience(Duration longest) {
        return new MailboxLimit(messages, bytes, overflow, longest);
    }
}
