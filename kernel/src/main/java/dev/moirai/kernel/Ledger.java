package dev.moirai.kernel;

/**
 * Where every message of a node went. At a quiet point exactly {@code sent = handled + dropped + deadLettered + queued}.
 *
 * @param sent messages for which the sender was not told {@link SendResult#FULL}
 * @param handled messages taken by their process
 * @param dropped messages dropped by an overflow policy
 * @param deadLettered messages whose process (or alias) was gone, or ended before taking them
 * @param queued messages waiting now
 * @param refused messages given back to the sender because the mailbox was full; not part of {@code sent}
 */
public record Ledger(long sent, long handled, long dropped, long deadLettered, long queued, long refused) {

    /** Whether every message is accounted for; meaningful when nothing is being sent or handled. */
    public boolean isBalanced() {
        return sent == handled + dropped + deadLettered + queued;
    }
}
