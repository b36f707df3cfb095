package dev.moirai.lua;

import static java.util.Objects.requireNonNull;

import dev.moirai.lua.bytecode.Prototype;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a program: which coroutine runs, what is left of the budget, and every way control passes from one frame to
 * another. {@link Interpreter} executes the Lua frames in between.
 *
 * <p>Invariant between two steps: the top frame of {@link #current} is what goes on next. A Lua frame goes on at its
 * {@code pc}. A native frame goes on with its continuation, given the {@code pc} values from its {@code slot} on. Nothing
 * of a program's state is on the Java stack then, so every such moment is one to stop at.
 */
final class Machine {
    static final NativeFunction NO_FUNCTION = NativeFunction.of("?", call -> {});

    /** Given back for a value by what had to call a Lua function for it: the value comes later, into its register. */
    static final Object PENDING = new Object();

    /** Frames beyond the limit that error handlers may use after a stack overflow. */
    static final int RESERVED_DEPTH = 200;

    private static final int MAX_CALL_CHAIN = 100;

    private final Environment environment;
    private final Memory memory;
    private final Coroutine outermost;
    private final Call call = new Call(this);
    private Coroutine current;

    /** What is left of the turn, in instructions. Negative: stop at the next occasion. */
    long budget;

    /** What the budget was when the turn began. */
    private long slice;

    /** The part of the budget that was taken away to make compiled code stop. */
    private long withheld;

    /** The native function that is running a step of its own just now. */
    private @Nullable NativeFunction running;

    /** Why the turn is over; null while it goes on. */
    private @Nullable Outcome stop;

    // --- for compiled code

    /** How deep compiled functions have called each other in Java. */
    int nesting;

    /** How deep they may. */
    int mostNesting;

    /** The {@link Frame#protectors} there would be up to the compiled function that runs. */
    int protectors;

    /** How deep they are already where a coroutine runs on top of a compiled loop; else 0. */
    int nestingBelow;

    /** The frame of the compiled loop that goes on as soon as it is on top; see {@link SwitchSupport}. */
    @Nullable
    Frame home;

    /** What compiled functions that exit leave behind. */
    final Exit exit = new Exit();

    /** Where calls with other than one result leave them. */
    @Nullable
    Object[] results = Coroutine.NOTHING;

    int resultCount;

    /** The function to be called at the end of one that has returned {@link Signal#TAIL_CALL}, and its arguments. */
    @Nullable
    Object[] tailCall = Coroutine.NOTHING;

    /** Where native functions find their arguments, from 1 on, when compiled code calls them. */
    @Nullable
    Object[] scratch = Coroutine.NOTHING;

    /** The compiled function that is calling a native one just now; null when the interpreter is. */
    @Nullable
    LuaClosure site;

    int sitePc;

    /** Set by {@link LoopSupport#loopLimit}. */
    boolean emptyLoop;

    /** A call to be made in the current coroutine before anything else: of the value in this slot; -1 if none. */
    private int pendingSlot = -1;

    private int pendingArguments;

    Machine(Environment environment, Coroutine outermost, Coroutine current) {
        this.environment = environment;
        this.memory = environment.memory();
        this.outermost = outermost;
        this.current = current;
    }

    Environment environment() {
        return environment;
    }

    Memory memory() {
        return memory;
    }

    Coroutine current() {
        return current;
    }

    boolean stopped() {
        return stop != null;
    }

    // --- a turn

    /**
     * Runs until something stops the program.
     *
     * @param values for the coroutine that waits for them; null if none does, because it was pre-empted
     */
    Outcome run(long turn, @Nullable Object @Nullable [] values, @Nullable LuaError error) {
        slice = Math.min(turn, environment.instructionsLeft());
        budget = slice;
        memory.machine(this);
        try {
            LuaError raised = begin(values, error);
            while (stop == null) {
                try {
                    if (raised == null) {
                        step();
                    } else {
                        LuaError e = raised;
                        raised = null;
                        Unwinder.raise(this, e);
                    }
                } catch (LuaError e) {
                    raised = e;
                    home = null;
                    nestingBelow = 0;
                }
            }
            return stop;
        } finally {
            memory.machine(null);
            environment.addInstructions(slice - budget - withheld);
            withheld = 0;
            if (!(stop instanceof Outcome.Preempted)) {
                current.trim();
                scratch = Coroutine.NOTHING;
                results = Coroutine.NOTHING;
                tailCall = Coroutine.NOTHING;
                exit.trim();
            }
        }
    }

    private @Nullable LuaError begin(@Nullable Object @Nullable [] values, @Nullable LuaError error) {
        current.status = Coroutine.Status.RUNNING;
        if (error != null) {
            return error;
        }
        if (values != null) {
            try {
                give(current, values, 0, values.length);
            } catch (LuaError e) {
                return e;
            }
        }
        return null;
    }

    /** Lets what is on top go on, until that is a native function or the turn is over. */
    void step() {
        if (pendingSlot >= 0) {
            int slot = pendingSlot;
            pendingSlot = -1;
            if (!callCompiled(slot, pendingArguments)) {
                call(slot, pendingArguments, -1, Frame.CALL, 0);
            }
        } else if (current.top().closure != null) {
            Interpreter.execute(this);
        } else {
            goOn(current.top());
        }
    }

    /** Hands values to a coroutine that waits for them. */
    private void give(Coroutine to, @Nullable Object[] from, int at, int count) {
        if (to.fresh) {
            to.fresh = false;
            to.ensureStack(count + 1);
            System.arraycopy(from, at, to.stack, 1, count);
            pendingSlot = 0;
            pendingArguments = count;
        } else {
            Frame waiting = to.top();
            int slot = waiting.slot;
            int first = slot;
            to.ensureStack(slot + count + 1);
            if (waiting.continuation instanceof Continuation.PassingOn passing) {
                if (passing.confirms()) {
                    to.stack[first++] = true;
                }
                copy(from, at, to.stack, first, count);
                budget--;
                to.frame = waiting.previous;
                int results = first - slot + count;
                deliver(to, to.frame, slot, results, slot, waiting.wanted, waiting.finish, waiting.target);
            } else {
                copy(from, at, to.stack, slot, count);
                waiting.pc = count;
            }
        }
    }

    private static void copy(@Nullable Object[] from, int at, @Nullable Object[] to, int slot, int count) {
        if (count == 1) {
            to[slot] = from[at];
        } else {
            System.arraycopy(from, at, to, slot, count);
        }
    }

    /** Makes compiled code stop soon, so that all values can be found in frames. */
    void interrupt() {
        if (budget >= 0) {
            withheld = budget + 1;
            budget = -1;
        }
    }

    /** Ends the turn if its budget is used up; to be called when it is negative and everything is in its frame. */
    void preempt() {
        if (withheld > 0) {
            budget += withheld;
            withheld = 0;
            memory.settle();
            if (budget >= 0) {
                return;
            }
        }
        checkInstructions();
        stop = Outcome.Preempted.INSTANCE;
    }

    private void checkInstructions() {
        if (slice - budget - withheld > environment.instructionsLeft()) {
            throw LuaError.limit(
                    "too many instructions (limit is " + environment.limits().instructions() + ")");
        }
    }

    boolean charge(long work) {
        budget -= work;
        if (budget < 0) {
            checkInstructions();
            return true;
        }
        return false;
    }

    // --- calls

    /** Calls for the native function on top what has a compiled form; false if it has none. */
    private boolean callCompiled(int slot, int arguments) {
        Coroutine co = current;
        Frame caller = co.frame;
        if (caller == null
                || !(co.stack[slot] instanceof LuaClosure callee)
                || !(callee.prototype.compiled() instanceof CompiledCode code)) {
            return false;
        }
        if (CallSupport.call(this, co, caller, code, callee, slot, arguments, -1)) {
            caller.pc = caller.top - slot;
        }
        return true;
    }

    /** Calls the value in a slot of the current coroutine, whose caller is the top frame. */
    void call(int slot, int arguments, int wanted, byte finish, int target) {
        Coroutine co = current;
        Object callee = co.stack[slot];
        if (callee instanceof LuaClosure closure) {
            Frame frame = enter(co, closure, slot, arguments, wanted);
            frame.finish = finish;
            frame.target = target;
            if (budget < 0) {
                preempt();
            }
        } else if (callee instanceof NativeFunction function) {
            if (function.switches() && switchCoroutine(co, function, slot, arguments, wanted, finish, target)) {
                return;
            }
            callNative(co, function, slot, arguments, wanted, finish, target);
        } else {
            call(slot, callableIn(slot, arguments), wanted, finish, target);
        }
    }

    /** Whether a value can be called, by a metamethod if need be. */
    boolean isCallable(@Nullable Object value) {
        Object callee = value;
        for (int i = 0; i < MAX_CALL_CHAIN && callee != null && !(callee instanceof LuaFunction); i++) {
            LuaTable metatable = environment.metatable(callee);
            callee = metatable == null ? null : metatable.metamethod(Event.CALL);
        }
        return callee instanceof LuaFunction;
    }

    /** Puts the function that a callable value stands for in front of it; gives the new number of arguments. */
    int callableIn(int slot, int arguments) {
        Coroutine co = current;
        int count = arguments;
        for (int i = 0; i < MAX_CALL_CHAIN; i++) {
            Object callee = co.stack[slot];
            LuaTable metatable = environment.metatable(callee);
            Object method = metatable == null ? null : metatable.metamethod(Event.CALL);
            if (method == null) {
                throw error(
                        "attempt to call a " + Values.typeNameOf(callee) + " value" + VariableNames.ofCallee(co, slot));
            }
            co.ensureStack(slot + count + 2);
            System.arraycopy(co.stack, slot, co.stack, slot + 1, count + 1);
            co.stack[slot] = method;
            count++;
            if (method instanceof LuaFunction) {
                return count;
            }
        }
        throw error("'__call' chain too long");
    }

    /** Calls a Lua function: makes its frame, with its parameters in place. */
    Frame enter(Coroutine co, LuaClosure closure, int slot, int arguments, int wanted) {
        Frame frame = frame(co, closure, slot, arguments, wanted);
        Prototype prototype = closure.prototype;
        budget -= prototype.callCost() + (arguments >> 3);
        if (prototype.called() >= Compilation.HOT) {
            Compilation.called(prototype);
        }
        return frame;
    }

    /** Makes the frame of a Lua function that has been called already, as far as its cost goes. */
    Frame frame(Coroutine co, LuaClosure closure, int slot, int arguments, int wanted) {
        Frame frame = push(co);
        Prototype prototype = closure.prototype;
        int base = slot + 1;
        int parameters = prototype.parameters();
        co.ensureStack(base + Math.max(prototype.registers(), arguments));
        @Nullable Object[] stack = co.stack;
        frame.varargs = Coroutine.NOTHING;
        for (int i = arguments; i < parameters; i++) {
            stack[base + i] = null;
        }
        if (arguments > parameters && prototype.variadic()) {
            int extra = arguments - parameters;
            memory.allocate(Memory.ARRAY + (long) extra * Memory.SLOT);
            frame.varargs = new @Nullable Object[extra];
            System.arraycopy(stack, base + parameters, frame.varargs, 0, extra);
        }
        frame.closure = closure;
        frame.continuation = null;
        frame.slot = slot;
        frame.base = base;
        frame.wanted = wanted;
        frame.pc = 0;
        frame.top = 0;
        frame.finish = Frame.CALL;
        frame.tailCalled = false;
        co.frame = frame;
        return frame;
    }

    /** A frame on top, without contents yet; it counts only when it has become {@code co.frame}. */
    private Frame push(Coroutine co) {
        Frame caller = co.frame;
        Frame frame = caller == null ? co.first : caller.unused;
        if (frame == null) {
            memory.allocate(Memory.FRAME);
            frame = new Frame(caller, Coroutine.NOTHING);
            if (caller == null) {
                co.first = frame;
            } else {
                caller.unused = frame;
            }
        }
        int most = environment.limits().callDepth();
        if (frame.depth > most) {
            if (co.outermostHandler == 0) {
                throw error("stack overflow");
            }
            if (frame.depth > most + RESERVED_DEPTH) {
                throw new LuaError("error in error handling");
            }
        }
        frame.protectors = caller == null ? 0 : caller.protectors;
        return frame;
    }

    private void callNative(
            Coroutine co, NativeFunction function, int slot, int arguments, int wanted, byte finish, int target) {
        if (runNative(co, function, slot, arguments)) {
            deliver(co, co.frame, slot, call.results(), slot, wanted, finish, target);
        } else {
            keepNative(co, function, slot, wanted, finish, target);
        }
    }

    /** Runs the first step of a native function; true when it has returned, its results being from the slot on. */
    boolean runNative(Coroutine co, NativeFunction function, int slot, int arguments) {
        budget--;
        running = function;
        call.begin(function, co.stack, slot + 1, arguments, slot, null);
        function.body().run(call);
        running = null;
        return call.next() == Call.Next.RETURN;
    }

    /** Prepares for compiled code to run on top of a frame. */
    void beginCompiled(Frame frame) {
        nesting = nestingBelow;
        memory.framesAreHidden();
        mostNesting = Math.min(
                CallSupport.MAX_NESTING, nestingBelow + environment.limits().callDepth() - frame.depth);
        protectors = frame.protectors;
        if (scratch.length == 0) {
            scratch = new @Nullable Object[16];
            results = new @Nullable Object[8];
        }
    }

    /** The same for compiled code: arguments and results are in {@link #scratch}. */
    boolean runNative(NativeFunction function, int arguments) {
        budget--;
        running = function;
        call.begin(function, scratch, 1, arguments, 0, null);
        function.body().run(call);
        running = null;
        return call.next() == Call.Next.RETURN;
    }

    /** Begins a protected call between compiled functions; false if too many are in progress. */
    boolean beginAttempt() {
        if (nesting >= mostNesting || protectors >= Limits.MAX_NESTING) {
            return false;
        }
        nesting++;
        protectors++;
        budget--;
        return true;
    }

    /** Goes on in a native function with the results of what it has called for compiled code. */
    void endAttempt(NativeFunction function) {
        nesting--;
        protectors--;
        int count = resultCount;
        if (count + 1 >= scratch.length) {
            scratch = new @Nullable Object[2 * count + 2];
        }
        System.arraycopy(results, 0, scratch, 1, count);
        call.begin(function, scratch, 1, count, 0, null);
        function.continuation.resume(call);
        setResults(scratch, call.results());
        budget -= 1 + (resultCount >> 3);
    }

    /** Makes the frame of a native function that has called another for compiled code, protected. */
    Frame attemptFrame(Coroutine co, NativeFunction function, int slot) {
        Frame frame = pushNative(co, function, slot);
        frame.continuation = function.continuation;
        frame.protectors++;
        return frame;
    }

    void setResults(@Nullable Object[] values, int count) {
        if (count > results.length) {
            results = new @Nullable Object[2 * count];
        }
        System.arraycopy(values, 0, results, 0, count);
        resultCount = count;
    }

    /** Goes on in the interpreter after compiled code has exited that was called with its function in a slot. */
    void leaveCompiled(int slot, int wanted) {
        exit.toFrames(this, call, slot, wanted);
        checkBudget();
    }

    /** The same where the exit came from a call in a compiled loop of a frame. */
    void leaveCompiled(Frame frame, int instruction) {
        exit.toFrames(this, call, frame, instruction);
        checkBudget();
    }

    private void checkBudget() {
        if (budget < 0 && stop == null && pendingSlot < 0) { // a pending call looks at the budget itself
            preempt();
        }
    }

    /** How many results the native function returned that ran last. */
    int nativeResults() {
        return call.results();
    }

    /** Makes the frame of a native function that has not returned in its first step, and does what it asked for. */
    void keepNative(Coroutine co, NativeFunction function, int slot, int wanted, byte finish, int target) {
        boolean protects = call.protects();
        if (protects && co.frame != null && co.frame.protectors >= Limits.MAX_NESTING) {
            throw new LuaError("C stack overflow");
        }
        Frame frame = pushNative(co, function, slot);
        frame.protectors += protects ? 1 : 0;
        frame.wanted = wanted;
        frame.finish = finish;
        frame.target = target;
        proceed(co, frame);
    }

    Frame pushNative(Coroutine co, NativeFunction function, int slot) {
        Frame frame = push(co);
        frame.closure = null;
        frame.continuation = Continuation.RETURN_ARGUMENTS;
        frame.function = function;
        frame.slot = slot;
        frame.base = slot;
        frame.wanted = -1;
        frame.finish = Frame.CALL;
        frame.tailCalled = false;
        frame.pc = 0;
        co.frame = frame;
        return frame;
    }

    /** Goes on in a native frame with the values that have come back. */
    private void goOn(Frame frame) {
        if (budget < 0) {
            preempt();
            return;
        }
        budget--;
        Coroutine co = current;
        Continuation continuation = requireNonNull(frame.continuation);
        if (Unwinder.isHandler(continuation)) {
            Unwinder.handled(this, co, frame);
        } else if (continuation instanceof Unwinder.Unwinding unwinding) {
            Unwinder.closeNext(this, co, frame, unwinding);
        } else {
            begin(co, frame);
            continuation.resume(call);
            running = null;
            proceed(co, frame);
        }
    }

    private void begin(Coroutine co, Frame frame) {
        NativeFunction function = requireNonNull(frame.function);
        running = function;
        call.begin(function, co.stack, frame.slot, frame.pc, frame.slot, frame);
        frame.continuation = Continuation.RETURN_ARGUMENTS; // what it throws now is not for itself to catch
    }

    /** Does what the last step of the native function in {@code frame}, which is on top, has asked for. */
    private void proceed(Coroutine co, Frame frame) {
        int count = call.results();
        switch (call.next()) {
            case RETURN -> {
                co.frame = frame.previous;
                deliver(co, co.frame, frame.slot, count, frame.slot, frame.wanted, frame.finish, frame.target);
            }
            case INVOKE -> {
                frame.continuation = call.continuation();
                pendingSlot = frame.slot;
                pendingArguments = count;
            }
            case TAIL_CALL -> {
                frame.continuation = Continuation.RETURN_ARGUMENTS;
                pendingSlot = frame.slot;
                pendingArguments = count;
            }
            case RESUME -> {
                frame.continuation = call.continuation();
                resume(co, (Coroutine) requireNonNull(call.subject()), frame.slot, count);
            }
            case CLOSE -> {
                frame.continuation = call.continuation();
                Unwinder.close(this, co, (Coroutine) requireNonNull(call.subject()));
            }
            case YIELD -> {
                frame.continuation = call.continuation();
                yieldValues(co, frame.slot, count);
            }
            case SUSPEND -> {
                frame.continuation = call.continuation();
                frame.pc = 0;
                stop = new Outcome.Suspended(requireNonNull(call.subject()));
            }
            case PAUSE -> {
                frame.continuation = call.continuation();
                frame.pc = 0;
                if (budget < 0) {
                    preempt();
                }
            }
        }
    }

    /**
     * Takes the results of a function that has ended to where its caller wants them.
     *
     * @param caller whose frame is on top now; null if the coroutine's first function has ended
     */
    void deliver(
            Coroutine co, @Nullable Frame caller, int from, int count, int slot, int wanted, byte finish, int target) {
        if (caller == null) {
            end(co, from, count);
        } else if (finish != Frame.CALL) {
            Interpreter.finish(this, co, caller, count == 0 ? null : co.stack[from], finish, target);
        } else {
            @Nullable Object[] stack = co.stack;
            budget -= count >> 3;
            if (from != slot) {
                System.arraycopy(stack, from, stack, slot, count);
            }
            if (caller.closure == null) {
                caller.pc = count;
            } else if (wanted < 0) {
                caller.top = slot + count;
            } else {
                for (int i = count; i < wanted; i++) {
                    stack[slot + i] = null;
                }
            }
        }
    }

    // --- coroutines

    /** Does itself what the body of a function that changes the coroutine would ask for; false if the body must be run. */
    boolean switchCoroutine(
            Coroutine co, NativeFunction function, int slot, int arguments, int wanted, byte finish, int target) {
        Coroutine to = null;
        int first = slot + 1;
        if (!function.yields()) {
            to = function.coroutine;
            if (function.resumesArgument() && arguments > 0 && co.stack[first] instanceof Coroutine argument) {
                to = argument;
                first++;
            }
            if (to == null || !to.isResumableBy(co)) {
                return false;
            }
        } else if (!co.isYieldable()) {
            return false;
        }
        int count = slot + 1 + arguments - first;
        budget--;
        Frame frame = pushNative(co, function, slot);
        frame.continuation = function.continuation;
        frame.wanted = wanted;
        frame.finish = finish;
        frame.target = target;
        if (to == null) {
            yieldValues(co, first, count);
        } else {
            enterCoroutine(co, to);
            give(to, co.stack, first, count);
        }
        return true;
    }

    private void resume(Coroutine from, Coroutine to, int at, int count) {
        if (to.status != Coroutine.Status.SUSPENDED) {
            throw new LuaError(
                    "cannot resume " + (to.status == Coroutine.Status.DEAD ? "dead" : "non-suspended") + " coroutine");
        }
        enterCoroutine(from, to);
        give(to, from.stack, at, count);
    }

    void enterCoroutine(Coroutine from, Coroutine to) {
        if (!from.mayResume()) {
            throw error("C stack overflow");
        }
        to.resumer = from;
        to.nesting = from.nesting + 1;
        from.status = Coroutine.Status.NORMAL;
        to.status = Coroutine.Status.RUNNING;
        current = to;
    }

    Coroutine leaveCoroutine(Coroutine from, Coroutine.Status status) {
        Coroutine to = requireNonNull(from.resumer);
        from.status = status;
        from.resumer = null;
        to.status = Coroutine.Status.RUNNING;
        current = to;
        return to;
    }

    private void yieldValues(Coroutine co, int from, int count) {
        if (co == outermost) {
            co.status = Coroutine.Status.SUSPENDED;
            stop = new Outcome.Yielded(values(co, from, count));
        } else {
            Coroutine to = leaveCoroutine(co, Coroutine.Status.SUSPENDED);
            give(to, co.stack, from, count);
        }
    }

    private void end(Coroutine co, int from, int count) {
        if (co == outermost) {
            stop = new Outcome.Finished(values(co, from, count));
            co.status = Coroutine.Status.DEAD;
        } else {
            Coroutine to = leaveCoroutine(co, Coroutine.Status.DEAD);
            give(to, co.stack, from, count);
        }
        environment.coroutineEnded();
        co.clear();
    }

    private static @Nullable Object[] values(Coroutine co, int from, int count) {
        @Nullable Object[] values = new @Nullable Object[count];
        System.arraycopy(co.stack, from, values, 0, count);
        return values;
    }

    // --- errors

    /** An error with the position of the top frame, if that is a Lua function. */
    LuaError error(String message) {
        return LuaError.of(LuaString.of(Frame.position(current.frame) + message));
    }

    /** To be asked before the frames are looked at. */
    void needFrames() {
        if (site != null) {
            throw NeedsFrames.INSTANCE;
        }
    }

    /** What an error has interrupted: the native function that was running without a frame of its own, if one was. */
    @Nullable
    NativeFunction interrupted() {
        pendingSlot = -1;
        site = null;
        memory.framesAreComplete();
        NativeFunction culprit = call.frame() == null ? running : null; // otherwise its frame tells of it
        running = null;
        return culprit;
    }

    /** Tells the function in a native frame, which is on top, of an error. */
    void caught(Coroutine co, Frame protector, LuaError error) {
        var continuation = (Continuation.Protected) requireNonNull(protector.continuation);
        protector.pc = 0;
        begin(co, protector);
        continuation.caught(call, error);
        running = null;
        proceed(co, protector);
    }

    /** Ends the program by an error. */
    void fail(LuaError error) {
        stop = new Outcome.Failed(error);
        for (Coroutine c = current; c != null; c = c.resumer) {
            c.status = Coroutine.Status.DEAD;
        }
    }

    /** Whether it is the coroutine that the turn belongs to. */
    boolean isOutermost(Coroutine co) {
        return co == outermost;
    }

    /** Calls the value in a slot before anything else. */
    void callNext(int slot, int arguments) {
        pendingSlot = slot;
        pendingArguments = arguments;
    }
}
