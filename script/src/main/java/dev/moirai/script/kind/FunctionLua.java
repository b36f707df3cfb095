package dev.moirai.script.kind;

import dev.moirai.app.kind.Identity;
import dev.moirai.app.kind.ProcessLimits;
import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Role;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A {@code function.lua}: a function that other code calls by its id, each call in a process of its own.
 *
 * @param code what it runs
 * @param method the function that is called
 * @param pool how many calls may run at once
 * @param limits what one call may use
 * @param identity who a call is for security policies, if the entry says so
 */
public record FunctionLua(LuaCode code, String method, Pool pool, ProcessLimits limits, Optional<Identity> identity) {
    /** Can be called with {@code funcs.call}. */
    public static final Role FUNCTION = new Role("a function");

    private static final Field<String> METHOD = Field.required(
            "method",
            new Type.Text("the name of a function"),
            "The function: a field of the table that the code returns.");
    private static final Field<Pool> POOL = Field.withDefault(
            "pool", new Type.Nested<>(Pool.STRUCT), Pool.DEFAULT, "as below", "How many calls may run at once.");

    /** The description of {@code function.lua}. */
    public static final Kind<FunctionLua> KIND = new Kind<>(
            "function.lua",
            "A function that other code calls by its id with `funcs.call`. Each call runs in a process of its own.",
            """
            version: "1.0"
            namespace: app
            entries:
              - name: add
                kind: function.lua
                source: |
                  return { add = function(a, b) return a + b end }
                method: add
            """,
            Set.of(FUNCTION, LuaCode.IMPORTABLE),
            Struct.of(
                    fields(),
                    values -> new FunctionLua(
                            LuaCode.read(values),
                            values.get(METHOD),
                            values.get(POOL),
                            values.get(ProcessLimits.FIELD),
                            values.get(Identity.FIELD))));

    /**
     * How many calls of a function may run at once. Calls are processes, which need no warming up: of the sizes that other
     * runtimes keep ready only the bound matters here.
     *
     * @param most calls at a time; further ones wait for their turn
     */
    public record Pool(int most) {
        private static final int UNBOUNDED = 1_000_000;
        private static final Type.Whole COUNT = new Type.Whole(1, UNBOUNDED);
        private static final Field<PoolType> TYPE = Field.withDefault(
                "type",
                Type.Choice.of(PoolType.values()),
                PoolType.LAZY,
                "lazy",
                "`static`: at most `size` calls run at once; `lazy` and `adaptive`: at most `max_size`; `inline`: as many"
                        + " as there are.");
        private static final Field<Integer> SIZE = Field.withDefault(
                        "size", COUNT, 16, "16", "Calls at a time of a static pool.")
                .alias("workers");
        private static final Field<Integer> MAX_SIZE = Field.withDefault(
                "max_size", COUNT, UNBOUNDED, "1000000", "Calls at a time of a lazy or adaptive pool.");
        private static final Field<Integer> BUFFER = Field.withDefault(
                "buffer",
                COUNT,
                1_000_000,
                "1000000",
                "Accepted for compatibility; calls wait in a queue without a size.");
        private static final Field<Boolean> WARM_START = Field.withDefault(
                "warm_start", new Type.Flag(), false, "false", "Accepted for compatibility; processes start warm.");

        static final Struct<Pool> STRUCT = Struct.of(
                List.of(TYPE, SIZE, MAX_SIZE, BUFFER, WARM_START),
                values -> new Pool(
                        switch (values.get(TYPE)) {
                            case INLINE -> UNBOUNDED;
                            case STATIC -> values.get(SIZE);
                            case LAZY, ADAPTIVE -> values.get(MAX_SIZE);
                        }));
        static final Pool DEFAULT = new Pool(UNBOUNDED);

        /** Whether there is a bound that calls could ever reach. */
        public boolean isBounded() {
            return most < UNBOUNDED;
        }

        /** Which of the sizes is the bound. */
        private enum PoolType {
            INLINE,
            LAZY,
            STATIC,
            ADAPTIVE
        }
    }

    private static List<Field<?>> fields() {
        var fields = new ArrayList<>(LuaCode.FIELDS);
        fields.addAll(1, List.of(METHOD));
        fields.addAll(List.of(POOL, ProcessLimits.FIELD, Identity.FIELD));
        return fields;
    }
}
