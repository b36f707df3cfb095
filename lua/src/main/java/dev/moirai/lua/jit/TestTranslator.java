package dev.moirai.lua.jit;

import static dev.moirai.lua.jit.Descriptors.COMPARISON;
import static dev.moirai.lua.jit.Descriptors.COMPARISONS;
import static dev.moirai.lua.jit.Descriptors.MACHINE;
import static dev.moirai.lua.jit.Descriptors.OBJECT_TYPE;
import static dev.moirai.lua.jit.Descriptors.VALUES;
import static dev.moirai.lua.jit.Types.FLOAT;
import static dev.moirai.lua.jit.Types.INTEGER;
import static dev.moirai.lua.jit.Types.OBJECT;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.moirai.lua.bytecode.Prototype;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import org.jspecify.annotations.Nullable;

/**
 * Comparisons and tests of truth: each pushes 1 or 0, and jumps if that is what the instruction wants.
 *
 * <p>What gives a boolean says whether the code goes on behind the instruction: it does not where it always jumps.
 */
final class TestTranslator {
    private final Region region;
    private final Emitter emitter;
    private final CodeBuilder c;
    private final Registers registers;
    private final Exits exits;
    private final Guards guards;
    private final Versions versions;

    TestTranslator(Body body) {
        this.region = body.region();
        this.emitter = body.emitter();
        this.c = emitter.code();
        this.registers = body.registers();
        this.exits = body.exits();
        this.guards = body.guards();
        this.versions = body.versions();
    }

    // --- truth

    void not(int a, int b) {
        if (!registers.isObject(b)) {
            emitter.constant(false); // of a number
        } else {
            isTrue(b);
            Label isFalse = c.newLabel();
            Label done = c.newLabel();
            c.ifeq(isFalse);
            emitter.constant(false);
            c.goto_(done);
            c.labelBinding(isFalse);
            emitter.constant(true);
            c.labelBinding(done);
        }
        registers.storeObject(a);
    }

    boolean test(int a, int wanted, int pc) {
        if (!registers.isObject(a)) {
            versions.goTo(wanted == 1 ? region.target(pc) : region.next(pc));
            return false;
        }
        isTrue(a);
        jumpIf(wanted, pc);
        return true;
    }

    /** Copies a register where it jumps. */
    boolean testAndMove(int a, int b, int wanted, int pc) {
        int target = region.target(pc);
        if (!registers.isObject(b)) {
            if (wanted == 1) {
                registers.move(b, a);
                versions.goTo(target);
                return false;
            }
            return true;
        }
        isTrue(b);
        c.loadConstant(1 - wanted).ixor();
        Label skip = c.newLabel();
        c.ifeq(skip);
        Types before = registers.types().copy();
        registers.move(b, a);
        versions.goTo(target);
        registers.types(before);
        c.labelBinding(skip);
        return true;
    }

    private void isTrue(int register) {
        registers.loadReference(register);
        emitter.call(VALUES, "isTrue", CD_boolean, OBJECT_TYPE);
    }

    /** Jumps if the outcome on the stack is what the instruction at {@code pc} wants. */
    private void jumpIf(int wanted, int pc) {
        c.loadConstant(1 - wanted).ixor();
        versions.goToIfNotZero(region.target(pc));
    }

    // --- equality

    void equal(int a, int b, int wanted, int pc) {
        if (registers.isInteger(a) && registers.isInteger(b)) {
            registers.loadLong(a);
            registers.loadLong(b);
            c.lcmp();
            emitter.outcome(Opcode.IFEQ);
        } else if (registers.isFloat(a) && registers.isFloat(b)) {
            registers.loadDouble(a);
            registers.loadDouble(b);
            c.dcmpl();
            emitter.outcome(Opcode.IFEQ);
        } else {
            emitter.machine();
            registers.loadObject(a);
            registers.loadObject(b);
            emitter.call(COMPARISONS, "equal", CD_int, MACHINE, OBJECT_TYPE, OBJECT_TYPE);
            exitIfNegative(pc);
        }
        jumpIf(wanted, pc);
    }

    void equalConstant(int a, @Nullable Object constant, int wanted, int pc) {
        if (registers.isObject(a) && (constant == null || constant instanceof Boolean)) {
            registers.loadReference(a);
            emitter.constant(constant);
            emitter.outcome(Opcode.IF_ACMPEQ);
        } else if (registers.isInteger(a) && constant instanceof Long integer) {
            registers.loadLong(a);
            c.loadConstant(integer.longValue()).lcmp();
            emitter.outcome(Opcode.IFEQ);
        } else {
            registers.loadObject(a);
            emitter.constant(constant);
            emitter.call(COMPARISONS, "equalConstant", CD_boolean, OBJECT_TYPE, OBJECT_TYPE);
        }
        jumpIf(wanted, pc);
    }

    // --- order

    void less(Operand x, Operand y, int wanted, int pc) {
        compare(x, y, "less", Opcode.IFLT, pc);
        jumpIf(wanted, pc);
    }

    void lessOrEqual(Operand x, Operand y, int wanted, int pc) {
        compare(x, y, "lessOrEqual", Opcode.IFLE, pc);
        jumpIf(wanted, pc);
    }

    /**
     * Pushes how two operands compare.
     *
     * @param name of the methods that do it
     * @param test what does it for two numbers of the same kind, compared by an instruction of the JVM
     */
    private void compare(Operand x, Operand y, String name, Opcode test, int pc) {
        if (region.seen(pc) == Prototype.SEEN_INTEGER) {
            // Most likely the one that is not known is an integer too.
            if (registers.typeOf(y) == INTEGER) {
                guards.integer(x, pc);
            } else if (registers.typeOf(x) == INTEGER) {
                guards.integer(y, pc);
            }
        }
        byte left = registers.typeOf(x);
        byte right = registers.typeOf(y);
        if (left == INTEGER && right == INTEGER) {
            registers.loadLong(x);
            registers.loadLong(y);
            c.lcmp();
            emitter.outcome(test);
        } else if (left == FLOAT && right == FLOAT) {
            registers.loadAsDouble(x);
            registers.loadAsDouble(y);
            c.dcmpg(); // not less with a NaN
            emitter.outcome(test);
        } else if (left != OBJECT && right != OBJECT) {
            ClassDesc leftType = loadNumber(x);
            ClassDesc rightType = loadNumber(y);
            emitter.call(COMPARISON, name, CD_boolean, leftType, rightType);
        } else {
            emitter.machine();
            registers.loadObject(x);
            registers.loadObject(y);
            emitter.call(COMPARISONS, name, CD_int, MACHINE, OBJECT_TYPE, OBJECT_TYPE);
            exitIfNegative(pc);
        }
    }

    /** Pushes an integer or a float as it is; gives its type. */
    private ClassDesc loadNumber(Operand operand) {
        if (registers.typeOf(operand) == INTEGER) {
            registers.loadLong(operand);
            return CD_long;
        }
        registers.loadAsDouble(operand);
        return CD_double;
    }

    /** Leaves a comparison that the interpreter must make, or whose metamethod has exited. */
    private void exitIfNegative(int pc) {
        Label ok = c.newLabel();
        c.dup().ifge(ok).iconst_m1().if_icmpeq(exits.at(pc));
        c.goto_(exits.inComparison(pc));
        c.labelBinding(ok);
    }
}
