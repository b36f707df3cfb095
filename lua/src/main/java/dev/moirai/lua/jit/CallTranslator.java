package dev.moirai.lua.jit;

import static dev.moirai.lua.jit.Descriptors.CALLS;
import static dev.moirai.lua.jit.Descriptors.CLOSURE_TYPE;
import static dev.moirai.lua.jit.Descriptors.COMPILED_FUNCTION;
import static dev.moirai.lua.jit.Descriptors.FAST_PATH;
import static dev.moirai.lua.jit.Descriptors.FRAME;
import static dev.moirai.lua.jit.Descriptors.MACHINE;
import static dev.moirai.lua.jit.Descriptors.MEMORY;
import static dev.moirai.lua.jit.Descriptors.OBJECTS;
import static dev.moirai.lua.jit.Descriptors.OBJECT_TYPE;
import static dev.moirai.lua.jit.Descriptors.SIGNAL;
import static dev.moirai.lua.jit.Descriptors.SWITCHES;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.moirai.lua.bytecode.Prototype;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * Calls and returns.
 *
 * <p>A call yields its one result, or a signal: that the results are in the machine's list, that a function is to be called
 * in place of the one that has ended, or that it has exited, so that this code must exit too.
 *
 * <p>As in the instructions, an operand B of a call or return is the number of values and one more, or 0 where the last of
 * them is the machine's list of results; so is an operand C the number of results that are wanted.
 */
final class CallTranslator {
    /** How many arguments a {@code FastPath} takes. */
    private static final int MOST_FAST_ARGUMENTS = 3;

    /** What a loop gives back that has been left by a switch of coroutines: {@code CompiledLoop.LEFT}. */
    private static final int LEFT = Integer.MIN_VALUE;

    private final Region region;
    private final Emitter emitter;
    private final CodeBuilder c;
    private final Registers registers;
    private final Exits exits;

    CallTranslator(Body body) {
        this.region = body.region();
        this.emitter = body.emitter();
        this.c = emitter.code();
        this.registers = body.registers();
        this.exits = body.exits();
    }

    // --- calls

    void call(int a, int b, int wanted, int pc) {
        if (hasFastPath(b, wanted, pc)) {
            callFast(a, b, wanted, pc);
            switch (wanted) {
                case 0 -> {} // it is the list of results
                case 1 -> c.pop();
                default -> registers.storeObject(a);
            }
            return;
        }
        Label done = c.newLabel();
        if (switches(pc) && b > 0 && wanted > 0) {
            Label other = c.newLabel();
            Types before = registers.types().copy();
            registers.loadObject(a);
            trySwitch("call", pc, other);
            loadResults(a, wanted - 1);
            c.goto_(done);
            registers.types(before);
            c.labelBinding(other);
        }
        yieldOf(a, b, pc);
        switch (wanted) {
            case 1 -> {
                single(a, pc);
                c.pop();
            }
            case 2 -> {
                single(a, pc);
                registers.storeObject(a);
            }
            default -> {
                many(a, pc);
                storeResults(a, 0, wanted - 1);
            }
        }
        c.labelBinding(done);
    }

    // --- switches of coroutines

    /** Whether a call in a loop is worth trying as one that changes the running coroutine. */
    boolean switches(int pc) {
        return region.isLoop() && (region.prototype().seen(pc) & Prototype.SEEN_SWITCH) != 0;
    }

    /**
     * Makes a call of the function on the stack if that changes the running coroutine, and goes on behind when the results
     * have come to the stack of registers; leaves the loop if they come later.
     *
     * @param method of the runtime support
     * @param other where to go on if it is another function
     */
    void trySwitch(String method, int pc, Label other) {
        Label back = c.newLabel();
        emitter.call(SWITCHES, "switches", CD_boolean, OBJECT_TYPE);
        c.ifeq(other);
        exits.putBack(pc);
        emitter.machine();
        c.aload(Locals.FRAME).loadConstant(pc);
        emitter.call(SWITCHES, method, SIGNAL, MACHINE, FRAME, CD_int);
        c.dup();
        emitter.signal("EXIT");
        c.if_acmpne(back).pop().loadConstant(LEFT).ireturn();
        c.labelBinding(back);
        emitter.signal("MISS");
        c.if_acmpeq(other);
    }

    /** Takes results that have come to the stack of registers from there. */
    void loadResults(int a, int count) {
        for (int r = a; r < a + count; r++) {
            c.aload(Locals.STACK).iload(Locals.BASE).loadConstant(r).iadd().aaload();
            registers.storeObject(r);
        }
    }

    /**
     * Ends the function by a call; a loop lets the interpreter do it. A compiled function is called as in other calls while
     * the Java stack is not deep, another one by whoever has called this one; either way this function is gone: should the
     * one called exit, there is nothing to store of it.
     */
    void tailCall(int a, int b, int pc) {
        if (region.isLoop()) {
            c.goto_(exits.at(pc));
            return;
        }
        if (hasFastPath(b, 0, pc)) {
            Label declined = c.newLabel();
            tryFast(a, b, "onlyFastPath", declined);
            leave();
            c.labelBinding(declined);
        }
        if (isNatural(b)) {
            Label other = c.newLabel();
            Label returned = c.newLabel();
            emitter.machine();
            registers.loadObject(a);
            emitter.call(CALLS, "compiledTail", COMPILED_FUNCTION, MACHINE, OBJECT_TYPE);
            c.dup().ifnull(other);
            invoke(a, b);
            c.dup();
            emitter.signal("EXIT");
            c.if_acmpne(returned).areturn();
            c.labelBinding(returned);
            leave();
            c.labelBinding(other).pop();
        }
        callOther("tailCall", a, b, pc);
        c.dup();
        exitIfExited(a, pc);
        leave();
    }

    /**
     * Pushes what a call yields. It is told here which functions are compiled, so that HotSpot knows for each call by itself
     * which one is called most, and can inline it.
     */
    private void yieldOf(int a, int b, int pc) {
        if (!isNatural(b)) {
            callOther("call", a, b, pc);
            return;
        }
        Label other = c.newLabel();
        Label done = c.newLabel();
        registers.loadObject(a);
        emitter.call(CALLS, "compiled", COMPILED_FUNCTION, OBJECT_TYPE);
        c.dup().ifnull(other);
        invoke(a, b);
        c.goto_(done);
        c.labelBinding(other).pop();
        callOther("call", a, b, pc);
        c.labelBinding(done);
    }

    /** Whether a call is worth trying as one of a native function that has a fast path. */
    private boolean hasFastPath(int b, int wanted, int pc) {
        return b >= 2
                && b - 1 <= MOST_FAST_ARGUMENTS
                && wanted <= 2
                && (region.prototype().seen(pc) & Prototype.SEEN_FAST_PATH) != 0;
    }

    /** Pushes the first value of a call, or exits; where all are wanted, makes them the list of results. */
    private void callFast(int a, int b, int wanted, int pc) {
        Label declined = c.newLabel();
        Label done = c.newLabel();
        boolean all = wanted == 0;
        tryFast(a, b, all ? "onlyFastPath" : "fastPath", declined);
        if (all) {
            emitter.machine();
            c.swap();
            emitter.call(CALLS, "onlyResult", CD_void, MACHINE, OBJECT_TYPE);
        }
        c.goto_(done);
        c.labelBinding(declined);
        callOther("call", a, b, pc);
        if (all) {
            many(a, pc);
        } else {
            single(a, pc);
        }
        c.labelBinding(done);
    }

    /**
     * Pushes what a fast path gives, and pays for the call. The fast path is called here, so that HotSpot knows for each call
     * by itself which one it is, and can inline it.
     *
     * @param find the method of the runtime support that gives the one of a function
     * @param declined where to go on, with nothing pushed, if the function must be called as any other
     */
    private void tryFast(int a, int b, String find, Label declined) {
        Label fast = c.newLabel();
        registers.loadObject(a);
        emitter.call(CALLS, find, FAST_PATH, OBJECT_TYPE);
        emitter.machine();
        c.invokevirtual(MACHINE, "memory", MethodTypeDesc.of(MEMORY));
        ClassDesc[] parameters = new ClassDesc[b];
        parameters[0] = MEMORY;
        for (int k = 1; k < b; k++) {
            registers.loadObject(a + k);
            parameters[k] = OBJECT_TYPE;
        }
        c.invokevirtual(FAST_PATH, "call", MethodTypeDesc.of(OBJECT_TYPE, parameters));
        c.dup();
        emitter.signal("MISS");
        c.if_acmpne(fast).pop().goto_(declined);
        c.labelBinding(fast);
        emitter.machine();
        emitter.call(CALLS, "paid", CD_void, MACHINE);
    }

    /** Whether arguments are passed as those of a JVM method, not in an array. */
    private static boolean isNatural(int b) {
        return b > 0 && b - 1 <= Translator.MAX_NATURAL;
    }

    /** Calls the compiled form, on the stack, of a function. */
    private void invoke(int a, int b) {
        emitter.machine();
        registers.loadObject(a);
        c.checkcast(CLOSURE_TYPE);
        ClassDesc[] parameters = new ClassDesc[1 + b];
        parameters[0] = MACHINE;
        parameters[1] = CLOSURE_TYPE;
        for (int k = 1; k < b; k++) {
            registers.loadObject(a + k);
            parameters[1 + k] = OBJECT_TYPE;
        }
        c.invokevirtual(COMPILED_FUNCTION, "call" + (b - 1), MethodTypeDesc.of(OBJECT_TYPE, parameters));
    }

    /** Calls anything, by the method for its number of arguments. */
    private void callOther(String name, int a, int b, int pc) {
        emitter.caller(region.next(pc));
        if (!isNatural(b)) {
            registers.loadList(a, b == 0 ? region.openedAt(pc) : a + b, b == 0);
            emitter.call(CALLS, name + "All", OBJECT_TYPE, MACHINE, CLOSURE_TYPE, CD_int, OBJECTS);
            return;
        }
        ClassDesc[] parameters = new ClassDesc[3 + b];
        parameters[0] = MACHINE;
        parameters[1] = CLOSURE_TYPE;
        parameters[2] = CD_int;
        for (int k = 0; k < b; k++) {
            registers.loadObject(a + k);
            parameters[3 + k] = OBJECT_TYPE;
        }
        emitter.call(CALLS, name + (b - 1), OBJECT_TYPE, parameters);
    }

    /** Makes one value of what a call has yielded, or exits. */
    private void single(int below, int pc) {
        Label plain = c.newLabel();
        c.dup().instanceOf(SIGNAL).ifeq(plain);
        emitter.machine();
        c.swap();
        emitter.call(CALLS, "single", OBJECT_TYPE, MACHINE, OBJECT_TYPE);
        c.dup();
        emitter.signal("EXIT");
        c.if_acmpne(plain).pop().goto_(exits.inCall(pc, below));
        c.labelBinding(plain);
    }

    /** Puts what a call has yielded into the list of results, or exits. */
    private void many(int below, int pc) {
        emitter.machine();
        c.swap();
        emitter.call(CALLS, "many", OBJECT_TYPE, MACHINE, OBJECT_TYPE);
        emitter.signal("EXIT");
        c.if_acmpeq(exits.inCall(pc, below));
    }

    /** Exits if the copy on top of the stack is the signal to do so; then the value itself is dropped, too. */
    void exitIfExited(int below, int pc) {
        Label goesOn = c.newLabel();
        emitter.signal("EXIT");
        c.if_acmpne(goesOn).pop().goto_(exits.inCall(pc, below));
        c.labelBinding(goesOn);
    }

    /** Takes results from one up to another from the machine's list to registers; {@code a} is that of the very first. */
    void storeResults(int a, int from, int to) {
        for (int k = from; k < to; k++) {
            emitter.machine();
            c.loadConstant(k);
            emitter.call(CALLS, "result", OBJECT_TYPE, MACHINE, CD_int);
            registers.storeObject(a + k);
        }
    }

    // --- returns

    void returnOne(int a, int pc) {
        if (canReturn(pc)) {
            registers.loadObject(a);
            leave();
        }
    }

    void returnNothing(int pc) {
        if (canReturn(pc)) {
            emitter.machine();
            c.iconst_0().putfield(MACHINE, "resultCount", CD_int);
            emitter.signal("MANY");
            leave();
        }
    }

    void returnValues(int a, int b, int pc) {
        switch (b) {
            case 1 -> returnNothing(pc);
            case 2 -> returnOne(a, pc);
            default -> {
                if (canReturn(pc)) {
                    emitter.machine();
                    registers.loadList(a, b == 0 ? region.openedAt(pc) : a + b - 1, b == 0);
                    emitter.call(CALLS, "returnAll", OBJECT_TYPE, MACHINE, OBJECTS);
                    leave();
                }
            }
        }
    }

    /** A loop lets the interpreter return. */
    private boolean canReturn(int pc) {
        if (region.isLoop()) {
            c.goto_(exits.at(pc));
            return false;
        }
        return true;
    }

    /** Leaves the function with the value or signal on the stack. */
    private void leave() {
        emitter.machine();
        emitter.call(CALLS, "leave", CD_void, MACHINE);
        c.areturn();
    }

    // --- varargs

    void varargs(int a, int wanted) {
        if (wanted == 0) {
            emitter.machine();
            registers.loadVarargs();
            emitter.call(CALLS, "returnAll", OBJECT_TYPE, MACHINE, OBJECTS);
            c.pop();
        } else {
            for (int k = 0; k < wanted - 1; k++) {
                registers.loadVarargs();
                c.loadConstant(k);
                emitter.call(CALLS, "argument", OBJECT_TYPE, OBJECTS, CD_int);
                registers.storeObject(a + k);
            }
        }
    }
}
