package dev.moirai.lua;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One step of a native function: its arguments, and what it says shall happen next.
 *
 * <p>Arguments are counted from 1, as in error messages. A step ends by at most one of
 *
 * <ul>
 *   <li>{@code returns…}: the function returns values;
 *   <li>{@link #invoke}, {@link #protect}: call a function, then go on with a {@link Continuation};
 *   <li>{@link #tailCall}: call a function and return what it returns;
 *   <li>{@link #yield}, {@link #suspend}, {@link #pause}: stop, and go on later with a {@link Continuation};
 *   <li>an exception.
 * </ul>
 *
 * These only note what is wanted; it happens after the step has returned to the machine. So they must be the last
 * thing a step does, and the arguments must not be read any more behind them. The object is reused: do not keep it.
 *
 * <p>A function that works long says so with {@link #charge}, and pauses when that tells it to:
 *
 * {@snippet :
 * record CountDown(long left) implements Continuation {
 *     public void resume(Call call) {
 *         for (long n = left; n > 0; n--) {
 *             if (call.charge(1)) {
 *                 call.pause(new CountDown(n - 1));
 *                 return;
 *             }
 *         }
 *         call.returns("done");
 *     }
 * }
 * }
 */
public final class Call {
    /** What a step has said shall happen next. */
    enum Next {
        RETURN,
        INVOKE,
        TAIL_CALL,
        RESUME,
        CLOSE,
        YIELD,
        SUSPEND,
        PAUSE
    }

    private static final @Nullable Object[] NOTHING = {};

    private final Machine machine;

    // Where the step's arguments are: slots[first..first + count), and where its results go: from slots[out] on.
    private @Nullable Object[] slots = NOTHING;
    private int first;
    private int count;
    private int out;
    private NativeFunction function = Machine.NO_FUNCTION;
    private @Nullable Frame frame; // the function's own, from its second step on

    // What comes next.
    private Next next = Next.RETURN;
    private int results;
    private @Nullable Continuation continuation;
    private @Nullable Object subject;

    Call(Machine machine) {
        this.machine = machine;
    }

    void begin(
            NativeFunction callee,
            @Nullable Object[] stack,
            int firstArgument,
            int arguments,
            int resultsAt,
            @Nullable Frame own) {
        function = callee;
        slots = stack;
        first = firstArgument;
        count = arguments;
        out = resultsAt;
        next = Next.RETURN;
        results = 0;
        frame = own;
    }

    // --- arguments

    /** How many arguments there are. */
    public int count() {
        return count;
    }

    /** An argument; nil when there is none. */
    public @Nullable Object get(int index) {
        return index <= count ? slots[first + index - 1] : null;
    }

    /** A copy of the arguments from {@code index} on. */
    public @Nullable Object[] arguments(int index) {
        int size = Math.max(count - index + 1, 0);
        @Nullable Object[] copy = new @Nullable Object[size];
        System.arraycopy(slots, first + index - 1, copy, 0, size);
        return copy;
    }

    public boolean isNoneOrNil(int index) {
        return get(index) == null;
    }

    /** Whether an argument counts as true. */
    public boolean isTrue(int index) {
        return Values.isTrue(get(index));
    }

    /** An argument that must be there but can be nil. */
    public @Nullable Object checkAny(int index) {
        if (index > count) {
            throw argumentError(index, "value expected");
        }
        return get(index);
    }

    /** An integer, or a float or string that converts to one. */
    public long checkInteger(int index) {
        Object value = get(index);
        if (value instanceof Long integer) {
            return integer;
        }
        chargeReading(value);
        Long integer = Numbers.toInteger(value);
        if (integer == null) {
            throw Numbers.toNumber(value) == null
                    ? typeError(index, "number")
                    : argumentError(index, "number has no integer representation");
        }
        return integer;
    }

    public long optInteger(int index, long otherwise) {
        return isNoneOrNil(index) ? otherwise : checkInteger(index);
    }

    /** A number as a float, or a string that converts to one. */
    public double checkNumber(int index) {
        return switch (checkNumeric(index)) {
            case Long integer -> integer;
            case Object number -> (Double) number;
        };
    }

    public double optNumber(int index, double otherwise) {
        return isNoneOrNil(index) ? otherwise : checkNumber(index);
    }

    /** A {@link Long} or {@link Double}, or a string that converts to one. */
    public Object checkNumeric(int index) {
        Object number = toNumber(get(index));
        if (number == null) {
            throw typeError(index, "number");
        }
        return number;
    }

    /** The number a value converts to, a {@link Long} or {@link Double}; null if none. The work is charged. */
    public @Nullable Object toNumber(@Nullable Object value) {
        chargeReading(value);
        return Numbers.toNumber(value);
    }

    private void chargeReading(@Nullable Object value) {
        if (value instanceof LuaString string) {
            machine.charge(Numbers.parsingCost(string));
        }
    }

    /** A string, or a number as its text. */
    public LuaString checkString(int index) {
        Object value = get(index);
        if (value instanceof LuaString string) {
            return string;
        }
        LuaString string = Values.toLuaString(value);
        if (string == null && value instanceof Userdata userdata && userdata.object() instanceof TextLike text) {
            string = text.text();
        }
        if (string == null) {
            throw typeError(index, "string");
        }
        return string;
    }

    public @Nullable LuaString optString(int index, @Nullable LuaString otherwise) {
        return isNoneOrNil(index) ? otherwise : checkString(index);
    }

    public LuaTable checkTable(int index) {
        if (get(index) instanceof LuaTable table) {
            return table;
        }
        throw typeError(index, "table");
    }

    public LuaFunction checkFunction(int index) {
        if (get(index) instanceof LuaFunction f) {
            return f;
        }
        throw typeError(index, "function");
    }

    public Coroutine checkCoroutine(int index) {
        if (get(index) instanceof Coroutine coroutine) {
            return coroutine;
        }
        throw typeError(index, "thread");
    }

    /** The Java object of a userdata. */
    public <T> T checkUserdata(int index, Class<T> type, String name) {
        if (get(index) instanceof Userdata userdata && type.isInstance(userdata.object())) {
            return type.cast(userdata.object());
        }
        throw typeError(index, name);
    }

    // --- errors

    /** An error with the position of the Lua code that called this function in front. */
    public LuaError error(String message) {
        return LuaError.of(LuaString.of(where(1) + message));
    }

    /** {@code bad argument #1 to 'f' (message)} */
    public LuaError argumentError(int index, String message) {
        return error(CallNames.badArgument(calledAs(), function, index, message));
    }

    /** {@code bad argument #1 to 'f' (string expected, got nil)} */
    public LuaError typeError(int index, String expected) {
        String got = index > count ? "no value" : Values.typeNameOf(get(index));
        return argumentError(index, expected + " expected, got " + got);
    }

    /** {@code chunk:line: } of the function at a level as {@code error} counts them: 1 called this one; or empty. */
    public String where(int level) {
        LuaClosure compiled = machine.site;
        if (compiled != null && frame == null) {
            if (level > 1) {
                throw NeedsFrames.INSTANCE;
            }
            return compiled.prototype.source() + ":" + compiled.prototype.lineAt(machine.sitePc - 1) + ": ";
        }
        Frame at = caller();
        for (int i = 1; i < level && at != null; i++) {
            at = at.previous;
        }
        return Frame.position(at);
    }

    private @Nullable Frame caller() {
        return frame == null ? machine.current().frame : frame.previous;
    }

    /** What the function is called where it was called; null if that has no name for it. */
    private VariableNames.@Nullable Description calledAs() {
        LuaClosure compiled = machine.site;
        if (compiled != null && frame == null) {
            return VariableNames.ofCall(compiled.prototype, machine.sitePc);
        }
        Frame at = caller();
        return at == null || at.closure == null ? null : VariableNames.ofCall(at.closure.prototype, at.pc);
    }

    /** The stack of a coroutine as {@code debug.traceback} shows it, from {@code level} on. */
    public String traceback(Coroutine coroutine, int level) {
        machine.needFrames();
        return Traceback.of(coroutine, frame == null && coroutine == coroutine() ? function : null, level);
    }

    // --- what comes next

    /** The function returns no value. */
    public void returns() {
        results = 0;
    }

    public void returns(@Nullable Object value) {
        slots[out] = value;
        results = 1;
    }

    public void returns(@Nullable Object first, @Nullable Object second) {
        reserve(2);
        slots[out] = first;
        slots[out + 1] = second;
        results = 2;
    }

    public void returns(@Nullable Object first, @Nullable Object second, @Nullable Object third) {
        reserve(3);
        slots[out] = first;
        slots[out + 1] = second;
        slots[out + 2] = third;
        results = 3;
    }

    public void returns(long integer) {
        returns((Object) Values.box(integer));
    }

    public void returns(double number) {
        returns((Object) number);
    }

    public void returns(boolean value) {
        returns((Object) value);
    }

    /** The function returns a text, which is charged to the environment's memory. */
    public void returns(String text) {
        returns(string(text));
    }

    public void returnsAll(@Nullable Object[] values) {
        reserve(values.length);
        System.arraycopy(values, 0, slots, out, values.length);
        results = values.length;
    }

    /** The function returns its arguments from {@code index} on. */
    public void returnsArguments(int index) {
        int size = Math.max(count - index + 1, 0);
        reserve(size);
        if (size == 1) {
            slots[out] = slots[first + index - 1];
        } else {
            System.arraycopy(slots, first + index - 1, slots, out, size);
        }
        results = size;
    }

    /** The function returns a value and all of its arguments. */
    public void returnsWith(@Nullable Object value) {
        reserve(count + 1);
        System.arraycopy(slots, first, slots, out + 1, count);
        slots[out] = value;
        results = count + 1;
    }

    /** The function returns the values of {@code table} from {@code from} to {@code to}, inclusive, read raw. */
    public void returnsElements(LuaTable table, long from, long to) {
        if (from > to) {
            returns();
            return;
        }
        if (to - from < 0 || to - from >= Limits.MAX_RESULTS || !reserve((int) (to - from + 1))) {
            throw error("too many results to unpack");
        }
        int size = (int) (to - from + 1);
        for (int i = 0; i < size; i++) {
            slots[out + i] = table.get(from + i);
        }
        results = size;
    }

    /** Calls a value, with its {@code __call} if need be, then goes on with {@code next} and the values it returned. */
    public void invoke(Continuation then, @Nullable Object callee, @Nullable Object... arguments) {
        prepare(Next.INVOKE, callee, arguments);
        continuation = then;
    }

    /** As {@link #invoke}; an error raised in the call comes to {@code then} too, unless it {@link LuaError#isLimit}. */
    public void protect(Continuation.Protected then, @Nullable Object callee, @Nullable Object... arguments) {
        invoke(then, callee, arguments);
    }

    /** Calls a value; what it returns is what this function returns. */
    public void tailCall(@Nullable Object callee, @Nullable Object... arguments) {
        prepare(Next.TAIL_CALL, callee, arguments);
    }

    /** Resumes a coroutine with values, then goes on with what it yields or returns, or with the error that ended it. */
    public void resume(Continuation.Protected then, Coroutine coroutine, @Nullable Object... arguments) {
        returnsAll(arguments);
        next = Next.RESUME;
        subject = coroutine;
        continuation = then;
    }

    /** As {@link #resume}, with the arguments of this call from {@code index} on. */
    public void resumeWithArguments(Continuation.Protected then, Coroutine coroutine, int index) {
        returnsArguments(index);
        next = Next.RESUME;
        subject = coroutine;
        continuation = then;
    }

    /**
     * Closes a coroutine that is suspended or has failed: its pending to-be-closed variables, innermost first. Then goes on
     * without values, or with the error that is pending in the end.
     */
    public void close(Continuation.Protected then, Coroutine coroutine) {
        next = Next.CLOSE;
        subject = coroutine;
        continuation = then;
    }

    /**
     * Yields from the running coroutine, through everything it is in the midst of, then goes on with the values it is
     * resumed with.
     */
    public void yield(Continuation then, @Nullable Object... values) {
        if (!coroutine().isYieldable()) {
            throw error("attempt to yield from outside a coroutine");
        }
        returnsAll(values);
        next = Next.YIELD;
        continuation = then;
    }

    /** Yields the arguments from {@code index} on; what the coroutine is resumed with is what this function returns. */
    public void yieldArguments(int index) {
        if (!coroutine().isYieldable()) {
            throw error("attempt to yield from outside a coroutine");
        }
        returnsArguments(index);
        next = Next.YIELD;
        continuation = Continuation.RETURN_ARGUMENTS;
    }

    /**
     * Suspends the whole program, however deep in coroutines it is, until the host resumes the {@link Execution}; then
     * goes on with the values the host gave. Lua code cannot tell that from a call that takes long.
     *
     * @param request what the host shall do, handed to it in {@link Outcome.Suspended}
     */
    public void suspend(Object request, Continuation then) {
        results = 0;
        next = Next.SUSPEND;
        subject = request;
        continuation = then;
    }

    /** Lets others run if the budget of this turn is used up, then goes on without arguments. */
    public void pause(Continuation then) {
        results = 0;
        next = Next.PAUSE;
        continuation = then;
    }

    private void prepare(Next what, @Nullable Object callee, @Nullable Object[] arguments) {
        reserve(arguments.length + 1);
        slots[out] = callee;
        System.arraycopy(arguments, 0, slots, out + 1, arguments.length);
        results = arguments.length;
        next = what;
    }

    /** Makes room for results; false if there would be too many. */
    private boolean reserve(int size) {
        if (out + size > slots.length) {
            return grow(size);
        }
        return true;
    }

    private boolean grow(int size) {
        if (out + (long) size > Limits.MAX_STACK) {
            return false;
        }
        if (slots == machine.scratch) {
            memory().allocate(2L * size * (Memory.SLOT + Memory.NUMBER));
            slots = Arrays.copyOf(slots, 2 * (out + size));
            machine.scratch = slots;
            return true;
        }
        Coroutine coroutine = coroutine();
        coroutine.ensureStack(out + size);
        slots = coroutine.stack;
        return true;
    }

    // --- surroundings

    /** Counts memory anew from what is alive, and takes out of weak tables what nothing else refers to. */
    public void collect() {
        machine.needFrames();
        Coroutine coroutine = coroutine();
        Arrays.fill(coroutine.stack, first + count, coroutine.stack.length, null); // left behind by calls
        memory().collect();
    }

    /**
     * Adds native work to what this turn has used, in units of roughly one bytecode instruction.
     *
     * @return whether the turn's budget is used up, so that a long function should {@link #pause}
     * @throws LuaError that Lua code cannot catch, when the limit on all instructions is exceeded
     */
    public boolean charge(long work) {
        return machine.charge(work);
    }

    public Environment environment() {
        return machine.environment();
    }

    public Memory memory() {
        return machine.environment().memory();
    }

    /** The coroutine that called this function. */
    public Coroutine coroutine() {
        return machine.current();
    }

    /** A string from a text, charged to the environment's memory. */
    public LuaString string(String text) {
        memory().allocate(Memory.STRING + (long) text.length());
        return LuaString.of(text);
    }

    /** A new table, charged to the environment's memory. */
    public LuaTable table() {
        return new LuaTable(memory(), 0, 0);
    }

    /** A new table with room for so many values from 1 on and so many other entries. */
    public LuaTable table(int arraySize, int hashSize) {
        return new LuaTable(memory(), arraySize, hashSize);
    }

    /** A new table of the arguments as a list, with room for so many other entries. */
    public LuaTable argumentTable(int hashSize) {
        LuaTable table = new LuaTable(memory(), count, hashSize);
        table.putList(0, slots, first, count);
        return table;
    }

    /** A builder of strings, charged to the environment's memory before it grows. */
    public LuaStringBuilder builder() {
        return new LuaStringBuilder(memory());
    }

    /** The metamethod a value has for an event; null if none. */
    public @Nullable Object metamethod(@Nullable Object value, Event event) {
        LuaTable metatable = metatable(value);
        return metatable == null ? null : metatable.metamethod(event);
    }

    /** The metatable of any value; null if it has none. */
    public @Nullable LuaTable metatable(@Nullable Object value) {
        return environment().metatable(value);
    }

    // --- for the machine

    Next next() {
        return next;
    }

    int results() {
        return results;
    }

    /** Moves what the step has left in the scratch area to where its frame is going to be. */
    void moveTo(Coroutine coroutine, int slot) {
        coroutine.ensureStack(slot + results + 1);
        System.arraycopy(slots, out, coroutine.stack, slot, Math.min(results + 1, slots.length));
    }

    /** Whether it asked for a call whose errors come to it. */
    boolean protects() {
        return next == Next.INVOKE && continuation instanceof Continuation.Protected;
    }

    Continuation continuation() {
        return requireNonNull(continuation);
    }

    @Nullable
    Object subject() {
        return subject;
    }

    /** The function's own frame, from its second step on. */
    @Nullable
    Frame frame() {
        return frame;
    }
}
