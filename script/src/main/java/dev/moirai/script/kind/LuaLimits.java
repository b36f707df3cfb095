package dev.moirai.script.kind;

import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import dev.moirai.lua.Limits;
import java.util.List;

/** The {@code limits} block: what one process of an entry may use before it is ended. */
final class LuaLimits {
    private static final long DEFAULT_MEMORY = 256L << 20;
    private static final int MEGA = 1_000_000;

    private static final Field<Long> MEMORY = Field.withDefault(
            "memory",
            new Type.Bytes(64L << 10),
            DEFAULT_MEMORY,
            "256MiB",
            "Memory that its values may take; beyond it the process ends with an error that it cannot catch.");
    private static final Field<Integer> INSTRUCTIONS = Field.withDefault(
            "million_instructions",
            new Type.Whole(1, Integer.MAX_VALUE),
            Integer.MAX_VALUE,
            "without limit",
            "Instructions it may execute in its life, in millions.");
    private static final Field<Integer> CALL_DEPTH = Field.withDefault(
            "call_depth",
            new Type.Whole(16, 10 * MEGA),
            Limits.DEFAULT_CALL_DEPTH,
            String.valueOf(Limits.DEFAULT_CALL_DEPTH),
            "Calls within calls; beyond it the error 'stack overflow' is raised, which can be caught.");
    private static final Field<Integer> COROUTINES = Field.withDefault(
            "coroutines",
            new Type.Whole(1, Integer.MAX_VALUE),
            MEGA,
            String.valueOf(MEGA),
            "Coroutines alive at a time.");

    private static final Struct<Limits> STRUCT = Struct.of(
            List.of(MEMORY, INSTRUCTIONS, CALL_DEPTH, COROUTINES),
            values -> limits(
                    values.get(MEMORY), values.get(INSTRUCTIONS), values.get(CALL_DEPTH), values.get(COROUTINES)));

    static final Field<Limits> FIELD = Field.withDefault(
            "limits",
            new Type.Nested<>(STRUCT),
            limits(DEFAULT_MEMORY, Integer.MAX_VALUE, Limits.DEFAULT_CALL_DEPTH, MEGA),
            "as below",
            "What one process may use.");

    private LuaLimits() {}

    private static Limits limits(long memory, int millionInstructions, int callDepth, int coroutines) {
        long instructions =
                millionInstructions == Integer.MAX_VALUE ? Long.MAX_VALUE : (long) MEGA * millionInstructions;
        return new Limits(instructions, memory, callDepth, coroutines);
    }
}
