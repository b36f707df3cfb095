package dev.moirai.lua;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A world of its own for a Lua program: its globals, and the account of what it uses.
 *
 * <p>Environments share immutable things only: compiled chunks, {@link Library} functions, strings. Making one
 * takes well under a microsecond and about 1 KB. An environment is used by one thread at a time.
 *
 * {@snippet :
 * Environment environment = new Environment(Libraries.standard(), Limits.NONE, host);
 * LuaFunction main = environment.load(Chunk.compile("@hello.lua", "return 'hello ' .. ..."));
 * Outcome outcome = environment.start(main, LuaString.of("world")).resume(1_000_000);
 * }
 */
public final class Environment {
    private final Limits limits;
    private final Host host;
    private final Memory memory;
    private final LuaTable globals;
    private @Nullable LuaTable stringMetatable; // made when first asked for
    private final @Nullable LuaTable strings;
    private @Nullable List<Object> attachments;
    private long instructions;

    public Environment(Libraries libraries, Limits limits, Host host) {
        this.limits = limits;
        this.host = host;
        this.memory = new Memory(limits.memory(), () -> 0);
        this.globals = libraries.globals(memory);
        this.strings = globals.get(Libraries.STRING) instanceof LuaTable table ? table : null;
    }

    public LuaTable globals() {
        return globals;
    }

    public Limits limits() {
        return limits;
    }

    public Host host() {
        return host;
    }

    public Memory memory() {
        return memory;
    }

    /** What the program has executed so far, in the unit of {@link Limits#instructions}. */
    public long instructions() {
        return instructions;
    }

    /** Prepares a call of {@code function}, which runs when the execution is resumed. */
    public Execution start(LuaFunction function, @Nullable Object... arguments) {
        return new Execution(this, coroutine(function, false), arguments);
    }

    /** As {@link #start}, for a function that may call {@code coroutine.yield}: {@link Outcome.Yielded}. */
    public Execution startGenerator(LuaFunction function, @Nullable Object... arguments) {
        return new Execution(this, coroutine(function, true), arguments);
    }

    /** A new table, charged to this environment. */
    public LuaTable table() {
        return new LuaTable(memory, 0, 0);
    }

    /** An object of a library's own that lives as long as the environment, made at the first request. */
    public <T> T attachment(Class<T> type, Supplier<T> initial) {
        List<Object> all = attachments;
        if (all == null) {
            all = new ArrayList<>(1);
            attachments = all;
        }
        for (Object attachment : all) {
            if (type.isInstance(attachment)) {
                return type.cast(attachment);
            }
        }
        T made = initial.get();
        all.add(Objects.requireNonNull(made));
        return made;
    }

    Coroutine coroutine(LuaFunction function, boolean yieldable) {
        memory.allocate(Memory.COROUTINE);
        return new Coroutine(this, function, yieldable);
    }

    /** The metatable of any value. */
    @Nullable
    LuaTable metatable(@Nullable Object value) {
        return switch (value) {
            case LuaTable table -> table.metatable();
            case Userdata userdata -> userdata.metatable();
            case LuaString _ -> stringMetatable();
            case null, default -> null;
        };
    }

    private @Nullable LuaTable stringMetatable() {
        if (stringMetatable == null && strings != null) {
            LuaTable made = new LuaTable(memory, 0, 1);
            made.put(Event.INDEX.key(), strings);
            stringMetatable = made.freeze();
        }
        return stringMetatable;
    }

    /** Where the methods of strings are found. */
    @Nullable
    LuaTable strings() {
        return strings;
    }
}
