package dev.moirai.app.kind;

import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import dev.moirai.app.schema.Values;
import dev.moirai.kernel.MailboxLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The {@code limits} block of an entry or a host: what one process may use. What an entry does not say is as its host says;
 * what neither says is as the names ending in {@code _UNLESS_SAID}.
 *
 * @param memory bytes that its values may take
 * @param millionInstructions instructions in its life, in millions
 * @param callDepth calls within calls
 * @param coroutines coroutines alive at a time
 * @param spawns processes alive at a time that it spawned, or they did
 * @param mailbox what may wait in its mailbox; of a host always empty, which says that under {@code mailbox}
 */
public record ProcessLimits(
        Optional<Long> memory,
        Optional<Integer> millionInstructions,
        Optional<Integer> callDepth,
        Optional<Integer> coroutines,
        Optional<Integer> spawns,
        Optional<MailboxLimit> mailbox) {
    /** Memory of a process, in bytes. */
    public static final long MEMORY_UNLESS_SAID = 256L << 20;

    /** Depth of calls. */
    public static final int CALL_DEPTH_UNLESS_SAID = 200_000;

    /** Coroutines alive at a time. */
    public static final int COROUTINES_UNLESS_SAID = 1_000_000;

    private static final int DEEPEST = 10_000_000;

    /** Says nothing. */
    public static final ProcessLimits NONE = new ProcessLimits(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final Field<Optional<Long>> MEMORY = Field.optional(
            "memory",
            new Type.Bytes(64L << 10),
            "Memory that its values may take; beyond it the process ends with an error that it cannot catch. 256MiB if"
                    + " neither entry nor host says.");
    private static final Field<Optional<Integer>> INSTRUCTIONS = Field.optional(
            "million_instructions",
            new Type.Whole(1, Integer.MAX_VALUE),
            "Instructions it may execute in its life, in millions; then it ends with an error that it cannot catch.");
    private static final Field<Optional<Integer>> CALL_DEPTH = Field.optional(
            "call_depth",
            new Type.Whole(16, DEEPEST),
            "Calls within calls; beyond it the error 'stack overflow' is raised, which can be caught. "
                    + CALL_DEPTH_UNLESS_SAID + " if neither entry nor host says.");
    private static final Field<Optional<Integer>> COROUTINES = Field.optional(
            "coroutines",
            new Type.Whole(1, Integer.MAX_VALUE),
            "Coroutines alive at a time; " + COROUTINES_UNLESS_SAID + " if neither entry nor host says.");
    private static final Field<Optional<Integer>> SPAWNS = Field.optional(
            "spawns",
            new Type.Whole(0, Integer.MAX_VALUE),
            "Processes alive at a time that it has spawned or called, those that these have spawned included; a spawn beyond"
                    + " it fails.");
    private static final Field<Optional<MailboxLimit>> MAILBOX = Field.optional(
            "mailbox",
            new Type.Nested<>(MailboxBlock.STRUCT),
            "How much may wait in its mailbox; as its host says if not written.");

    private static final List<Field<?>> OF_BOTH = List.of(MEMORY, INSTRUCTIONS, CALL_DEPTH, COROUTINES, SPAWNS);
    private static final Struct<ProcessLimits> OF_ENTRY =
            Struct.of(andMailbox(), values -> limits(values, values.get(MAILBOX)));
    private static final Struct<ProcessLimits> OF_HOST = Struct.of(OF_BOTH, values -> limits(values, Optional.empty()));

    /** The field of an entry. */
    public static final Field<ProcessLimits> FIELD = Field.withDefault(
            "limits", new Type.Nested<>(OF_ENTRY), NONE, "as its host says", "What one process may use.");

    /** The field of a host. */
    static final Field<ProcessLimits> HOST_FIELD = Field.withDefault(
            "limits",
            new Type.Nested<>(OF_HOST),
            NONE,
            "as below",
            "What each process on this host may use, unless its entry says otherwise.");

    private static List<Field<?>> andMailbox() {
        var fields = new ArrayList<Field<?>>(OF_BOTH);
        fields.add(MAILBOX);
        return fields;
    }

    private static ProcessLimits limits(Values values, Optional<MailboxLimit> mailbox) {
        return new ProcessLimits(
                values.get(MEMORY),
                values.get(INSTRUCTIONS),
                values.get(CALL_DEPTH),
                values.get(COROUTINES),
                values.get(SPAWNS),
                mailbox);
    }

    /** These limits, with those of {@code host} where these say nothing. */
    public ProcessLimits orAs(ProcessLimits host) {
        if (host.equals(NONE)) {
            return this;
        }
        return new ProcessLimits(
                memory.or(host::memory),
                millionInstructions.or(host::millionInstructions),
                callDepth.or(host::callDepth),
                coroutines.or(host::coroutines),
                spawns.or(host::spawns),
                mailbox);
    }
}
