package dev.moirai.lua;

import dev.moirai.lua.bytecode.Prototype;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A world of its own for a Lua program: its globals, and the account of what it uses.
 *
 * <p>Environments share immutable things only: compiled {@link Chunk}s, {@link Library} functions, strings. Making one
 * takes well under a microsecond and about 1 KB. An environment is used by one thread at a time.
 *
 * {@snippet :
 * Environment environment = new Environment(StandardLibraries.all(), Limits.NONE, System.out::println);
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
    private int coroutines; // alive, or forgotten since the last measurement
    private int surveys;
    private @Nullable Execution executions; // not over yet, linked to each other

    public Environment(Libraries libraries, Limits limits, Host host) {
        this.limits = limits;
        this.host = host;
        this.memory = new Memory(limits.memory(), this);
        this.globals = libraries.globals(memory);
        this.strings = globals.get(Libraries.STRING) instanceof LuaTable table ? table : null;
    }

    /** The function that a chunk is: called, it runs the chunk in this environment. */
    public LuaFunction load(Chunk chunk) {
        return load(chunk, globals);
    }

    /** As {@link #load(Chunk)}, with another value as the chunk's {@code _ENV}. */
    public LuaFunction load(Chunk chunk, @Nullable Object env) {
        Prototype main = chunk.main();
        memory.allocate(Memory.CLOSURE + Memory.CELL);
        return new LuaClosure(main, new @Nullable Object[] {main.upvalueIsCell(0) ? new Cell(env) : env});
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
        return begun(coroutine(function, false), arguments);
    }

    /** As {@link #start}, for a function that may call {@code coroutine.yield}: {@link Outcome.Yielded}. */
    public Execution startGenerator(LuaFunction function, @Nullable Object... arguments) {
        return begun(coroutine(function, true), arguments);
    }

    private Execution begun(Coroutine coroutine, @Nullable Object[] arguments) {
        Execution execution = new Execution(coroutine, arguments, executions);
        executions = execution;
        return execution;
    }

    void over(Execution execution) {
        if (executions == execution) {
            executions = execution.next;
        }
        for (Execution each = executions; each != null; each = each.next) {
            if (each.next == execution) {
                each.next = execution.next;
            }
        }
        execution.next = null;
    }

    /** Measures what is alive. */
    long measure() {
        Survey survey = new Survey(++surveys);
        survey.addAll(new @Nullable Object[] {globals, strings, stringMetatable});
        for (Execution each = executions; each != null; each = each.next) {
            survey.addAll(each.roots());
        }
        survey.end();
        coroutines = survey.coroutines();
        memory.charge(survey.objects());
        return survey.bytes();
    }

    /** A new table, charged to this environment. */
    public LuaTable table() {
        return table(0, 0);
    }

    /** A new table with room for so many values from 1 on and so many other entries. */
    public LuaTable table(int arraySize, int hashSize) {
        return new LuaTable(memory, arraySize, hashSize);
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

    /** A new coroutine that will call {@code function} when it is first resumed. */
    public Coroutine coroutine(LuaFunction function) {
        return coroutine(function, true);
    }

    private Coroutine coroutine(LuaFunction function, boolean yieldable) {
        if (coroutines >= limits.coroutines()) {
            memory.needFrames();
            measure();
        }
        if (coroutines >= limits.coroutines()) {
            throw LuaError.limit("too many coroutines (limit is " + limits.coroutines() + ")");
        }
        memory.allocate(Memory.COROUTINE + (long) Coroutine.FIRST_STACK * Memory.SLOT);
        coroutines++;
        return new Coroutine(this, function, yieldable);
    }

    void coroutineEnded() {
        coroutines--;
    }

    long instructionsLeft() {
        return limits.instructions() - instructions;
    }

    void addInstructions(long executed) {
        instructions += executed;
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
