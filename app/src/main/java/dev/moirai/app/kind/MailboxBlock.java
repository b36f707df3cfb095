package dev.moirai.app.kind;

import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import dev.moirai.kernel.MailboxLimit;
import dev.moirai.kernel.MailboxLimit.Overflow;
import java.time.Duration;
import java.util.List;

/** The {@code mailbox} block: how much may wait in a mailbox, and what happens to a message that finds it full. */
public final class MailboxBlock {
    private static final MailboxLimit DEFAULT = MailboxLimit.DEFAULT;
    private static final Field<Integer> MESSAGES = Field.withDefault(
            "messages",
            new Type.Whole(1, Integer.MAX_VALUE),
            DEFAULT.messages(),
            String.valueOf(DEFAULT.messages()),
            "Messages at a time.");
    private static final Field<Long> BYTES = Field.withDefault(
            "bytes",
            new Type.Bytes(1024),
            DEFAULT.bytes(),
            (DEFAULT.bytes() >> 20) + "MiB",
            "The estimated size of these messages together.");
    private static final Field<Overflow> OVERFLOW = Field.withDefault(
            "overflow",
            Type.Choice.of(Overflow.values()),
            DEFAULT.overflow(),
            "fail",
            "What happens to a message that finds the mailbox full: its sender is told (`fail`), a sender with a thread of"
                    + " its own waits for room (`block`), it is dropped (`drop_newest`), or the oldest one is"
                    + " (`drop_oldest`). What is dropped is counted.");
    private static final Field<Duration> PATIENCE = Field.withDefault(
            "patience",
            Type.Time.atLeast(Duration.ZERO),
            DEFAULT.patience(),
            "5s",
            "How long a sender waits under `block`.");

    /** The description of the block. */
    public static final Struct<MailboxLimit> STRUCT = Struct.of(
            List.of(MESSAGES, BYTES, OVERFLOW, PATIENCE),
            values -> new MailboxLimit(
                    values.get(MESSAGES), values.get(BYTES), values.get(OVERFLOW), values.get(PATIENCE)));

    private MailboxBlock() {}
}
