package dev.moirai.lua.jit;

import static dev.moirai.lua.bytecode.Op.FORPREP;
import static dev.moirai.lua.bytecode.Op.LOADI;
import static dev.moirai.lua.jit.Descriptors.CLOSURE_TYPE;
import static dev.moirai.lua.jit.Descriptors.INTS;
import static dev.moirai.lua.jit.Descriptors.LOOPS;
import static dev.moirai.lua.jit.Descriptors.MACHINE;
import static dev.moirai.lua.jit.Descriptors.OBJECT_TYPE;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.moirai.lua.bytecode.Op;
import dev.moirai.lua.bytecode.Prototype;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;

/**
 * Loops. The registers of a numeric one are its index, its limit, its step and the variable; those of a generic one its
 * iterator, state, control value, closing value and the variables.
 *
 * <p>Each iteration is paid for where the loop jumps back, so that is where a turn may end.
 */
final class LoopTranslator {
    // Registers, counted from the first of the loop.
    private static final int INDEX = 0;
    private static final int LIMIT = 1;
    private static final int STEP = 2;
    private static final int VARIABLE = 3;

    private static final int ITERATOR = 0;
    private static final int STATE = 1;
    private static final int CONTROL = 2;
    private static final int VARIABLES = 4;

    private final Region region;
    private final Emitter emitter;
    private final CodeBuilder c;
    private final Registers registers;
    private final Exits exits;
    private final Guards guards;
    private final Versions versions;
    private final CallTranslator calls;

    LoopTranslator(Body body, CallTranslator calls) {
        this.region = body.region();
        this.emitter = body.emitter();
        this.c = emitter.code();
        this.registers = body.registers();
        this.exits = body.exits();
        this.guards = body.guards();
        this.versions = body.versions();
        this.calls = calls;
    }

    /** Pays for an iteration, the words of the loop, and jumps back; or exits to where the iteration begins. */
    void jumpBack(int pc) {
        int target = region.target(pc);
        int cost = region.next(pc) - target;
        emitter.machine();
        c.dup().getfield(MACHINE, "budget", CD_long);
        c.loadConstant((long) cost).lsub();
        c.dup2_x1().putfield(MACHINE, "budget", CD_long);
        c.lconst_0().lcmp().iflt(exits.at(target));
        versions.goTo(target);
    }

    // --- numeric loops

    /** Enters a numeric loop, or skips it; false if it always exits. */
    boolean prepare(int a, int pc) {
        int index = a + INDEX;
        int step = a + STEP;
        if (registers.isObject(index) && registers.isInteger(step)) {
            if (region.seen(pc) == Prototype.SEEN_INTEGER) {
                guards.integer(index, pc);
            } else {
                guards.floating(index, pc);
            }
        }
        if (registers.isInteger(index) && registers.isInteger(step)) {
            prepareIntegers(a, pc);
            return true;
        }
        if (!registers.isObject(index) && !registers.isObject(step)) {
            prepareFloats(a, pc);
            return true;
        }
        c.goto_(exits.at(pc));
        return false;
    }

    private void prepareIntegers(int a, int pc) {
        int index = a + INDEX;
        int limit = a + LIMIT;
        int step = a + STEP;
        registers.loadLong(step);
        c.lconst_0().lcmp().ifeq(exits.at(pc)); // an error
        if (registers.isObject(limit)) {
            if (region.seen(pc + 1) == Prototype.SEEN_FLOAT) { // noted for the limit
                guards.floating(limit, pc);
            } else {
                guards.integer(limit, pc);
            }
        }
        if (registers.isFloat(limit)) {
            emitter.machine();
            registers.loadLong(index);
            registers.loadDouble(limit);
            registers.loadLong(step);
            emitter.call(LOOPS, "loopLimit", CD_long, MACHINE, CD_long, CD_double, CD_long);
            registers.storeLong(limit);
            emitter.machine();
            c.getfield(MACHINE, "emptyLoop", CD_boolean);
        } else {
            // Empty if start > limit for a positive step, start < limit for a negative one.
            Label negative = c.newLabel();
            Label compared = c.newLabel();
            registers.loadLong(step);
            c.lconst_0().lcmp().iflt(negative);
            registers.loadLong(index);
            registers.loadLong(limit);
            c.lcmp().goto_(compared);
            c.labelBinding(negative);
            registers.loadLong(limit);
            registers.loadLong(index);
            c.lcmp();
            c.labelBinding(compared);
            emitter.outcome(Opcode.IFGT);
        }
        versions.goToIfNotZero(region.target(pc));
        registers.loadLong(index);
        registers.storeLong(a + VARIABLE);
    }

    private void prepareFloats(int a, int pc) {
        int step = a + STEP;
        if (registers.isObject(a + LIMIT)) {
            guards.number(new Operand.Register(a + LIMIT), pc);
        }
        for (int r = a; r < a + VARIABLE; r++) {
            registers.loadAsDouble(r);
            registers.storeDouble(r);
        }
        registers.loadDouble(step);
        c.dconst_0().dcmpl().ifeq(exits.at(pc)); // an error
        compareWithLimit(a);
        emitter.outcome(Opcode.IFGT);
        versions.goToIfNotZero(region.target(pc));
        registers.loadDouble(a + INDEX);
        registers.storeDouble(a + VARIABLE);
    }

    /** Pushes an int that is positive if the index of floats is beyond the limit, or one of them is no number. */
    private void compareWithLimit(int a) {
        Label negative = c.newLabel();
        Label compared = c.newLabel();
        registers.loadDouble(a + STEP);
        c.dconst_0().dcmpl().iflt(negative);
        registers.loadDouble(a + INDEX);
        registers.loadDouble(a + LIMIT);
        c.dcmpg().goto_(compared);
        c.labelBinding(negative);
        registers.loadDouble(a + LIMIT);
        registers.loadDouble(a + INDEX);
        c.dcmpg();
        c.labelBinding(compared);
    }

    /** The end of an iteration: jumps back with the next index, if there is one. */
    void step(int a, int pc) {
        for (int r = a; r < a + VARIABLE; r++) {
            // Not known if the code was entered in the loop, at a time when it was something else.
            if (region.seen(pc) == Prototype.SEEN_FLOAT) {
                guards.floating(r, pc);
            } else {
                guards.integer(r, pc);
            }
        }
        Label over = c.newLabel();
        Types before = registers.isInteger(a) ? stepInteger(a, pc, over) : stepFloat(a, over);
        jumpBack(pc);
        registers.types(before);
        c.labelBinding(over);
    }

    /** Gives the types where the loop is over. */
    private Types stepInteger(int a, int pc, Label over) {
        int index = a + INDEX;
        int limit = a + LIMIT;
        registers.loadLong(index);
        registers.loadLong(limit);
        if (isStepOne(a, pc)) {
            c.lcmp().ifge(over);
            registers.loadLong(index);
            c.lconst_1().ladd();
        } else {
            registers.loadLong(a + STEP);
            emitter.call(LOOPS, "hasNext", CD_boolean, CD_long, CD_long, CD_long);
            c.ifeq(over);
            registers.loadLong(index);
            registers.loadLong(a + STEP);
            c.ladd();
        }
        c.dup2();
        registers.storeLong(index);
        Types before = registers.types().copy();
        registers.storeLong(a + VARIABLE);
        return before;
    }

    private Types stepFloat(int a, Label over) {
        int index = a + INDEX;
        registers.loadDouble(index);
        registers.loadDouble(a + STEP);
        c.dadd();
        registers.storeDouble(index);
        compareWithLimit(a);
        c.ifgt(over);
        Types before = registers.types().copy();
        registers.loadDouble(index);
        registers.storeDouble(a + VARIABLE);
        return before;
    }

    /** Whether the step of a loop is 1 for certain: that was loaded as a constant right before the loop. */
    private boolean isStepOne(int a, int pc) {
        int prepare = region.target(pc) - Op.length(FORPREP);
        int load = prepare - Op.length(LOADI);
        return load >= 0
                && Op.op(region.word(prepare)) == FORPREP
                && !region.isTarget(prepare)
                && Op.op(region.word(load)) == LOADI
                && Op.a(region.word(load)) == a + STEP
                && Op.signedBx(region.word(load)) == 1;
    }

    // --- generic loops

    /** Calls the iterator; gets so many values. */
    void iterate(int a, int wanted, int pc) {
        Label done = c.newLabel();
        if (calls.switches(pc)) {
            Label other = c.newLabel();
            Types before = registers.types().copy();
            registers.loadObject(a + ITERATOR);
            calls.trySwitch("iterate", pc, other);
            calls.loadResults(a + VARIABLES, wanted);
            c.goto_(done);
            registers.types(before);
            c.labelBinding(other);
        }
        emitter.caller(region.next(pc));
        registers.loadObject(a + ITERATOR);
        registers.loadObject(a + STATE);
        registers.loadObject(a + CONTROL);
        emitter.hint(pc + 1);
        emitter.call(
                LOOPS,
                "iterate",
                OBJECT_TYPE,
                MACHINE,
                CLOSURE_TYPE,
                CD_int,
                OBJECT_TYPE,
                OBJECT_TYPE,
                OBJECT_TYPE,
                INTS,
                CD_int);
        c.dup();
        calls.exitIfExited(a + VARIABLES, pc);
        registers.storeObject(a + VARIABLES);
        calls.storeResults(a + VARIABLES, 1, wanted);
        c.labelBinding(done);
    }

    /** Jumps back unless the first value is nil; false if it always does. */
    boolean goOn(int a, int pc) {
        int first = a + VARIABLES;
        if (!registers.isObject(first)) {
            registers.move(first, a + CONTROL);
            jumpBack(pc);
            return false;
        }
        Label over = c.newLabel();
        registers.loadReference(first);
        c.ifnull(over);
        Types before = registers.types().copy();
        registers.move(first, a + CONTROL);
        jumpBack(pc);
        registers.types(before);
        c.labelBinding(over);
        return true;
    }
}
