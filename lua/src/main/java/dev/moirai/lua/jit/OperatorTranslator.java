package dev.moirai.lua.jit;

import static dev.moirai.lua.bytecode.Op.*;
import static dev.moirai.lua.jit.Descriptors.ARITHMETIC;
import static dev.moirai.lua.jit.Descriptors.MACHINE;
import static dev.moirai.lua.jit.Descriptors.MATH;
import static dev.moirai.lua.jit.Descriptors.OBJECTS;
import static dev.moirai.lua.jit.Descriptors.OBJECT_TYPE;
import static dev.moirai.lua.jit.Descriptors.OPERATORS;
import static dev.moirai.lua.jit.Types.FLOAT;
import static dev.moirai.lua.jit.Types.INTEGER;
import static dev.moirai.lua.jit.Types.OBJECT;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.moirai.lua.bytecode.Prototype;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;

/**
 * Arithmetic, bitwise operators, length and concatenation.
 *
 * <p>What gives a boolean says whether the code goes on behind the instruction: it does not where it always exits.
 */
final class OperatorTranslator {
    private final Region region;
    private final Emitter emitter;
    private final CodeBuilder c;
    private final Registers registers;
    private final Exits exits;
    private final Guards guards;

    OperatorTranslator(Body body) {
        this.region = body.region();
        this.emitter = body.emitter();
        this.c = emitter.code();
        this.registers = body.registers();
        this.exits = body.exits();
        this.guards = body.guards();
    }

    /** An operator between two registers, or a register and a constant number. */
    boolean binary(int op, int a, int b, int cc, int pc) {
        boolean withConstant = op >= ADDK;
        int operation = withConstant ? op - ADDK + ADD : op;
        Operand x = new Operand.Register(b);
        Operand y = withConstant ? region.number(cc) : new Operand.Register(cc);
        return operation >= BAND ? bitwise(operation, a, x, y, pc) : arithmetic(operation, a, x, y, pc);
    }

    // --- arithmetic

    /** What an operation is expected to give. */
    private enum Expectation {
        INTEGER,
        FLOAT,
        ANYTHING,

        /** It has never been executed, so there is nothing to go by. */
        UNKNOWN
    }

    private boolean arithmetic(int operation, int a, Operand x, Operand y, int pc) {
        return switch (expected(operation, registers.typeOf(x), registers.typeOf(y), pc)) {
            case INTEGER -> integerArithmetic(operation, a, x, y, pc);
            case FLOAT -> {
                floatArithmetic(operation, a, x, y, pc);
                yield true;
            }
            case ANYTHING -> {
                emitter.machine();
                c.loadConstant(operation);
                registers.loadObject(x);
                registers.loadObject(y);
                emitter.call(OPERATORS, "operation", OBJECT_TYPE, MACHINE, CD_int, OBJECT_TYPE, OBJECT_TYPE);
                guards.storeUnlessSignal(a, pc);
                yield true;
            }
            case UNKNOWN -> {
                c.goto_(exits.at(pc));
                yield false;
            }
        };
    }

    /** What an operation gives by the types of its operands, or else by what it has given so far. */
    private Expectation expected(int operation, byte left, byte right, int pc) {
        if (operation == DIV || operation == POW) {
            return Expectation.FLOAT;
        }
        if (left != OBJECT && right != OBJECT) {
            return left == INTEGER && right == INTEGER ? Expectation.INTEGER : Expectation.FLOAT;
        }
        int seen = region.seen(pc);
        if (seen == 0) {
            return Expectation.UNKNOWN;
        }
        if (left == FLOAT || right == FLOAT) {
            // With a float, numbers never give an integer: where one is noted, a metamethod was called.
            return (seen & Prototype.SEEN_INTEGER) != 0 ? Expectation.ANYTHING : Expectation.FLOAT;
        }
        return switch (seen) {
            case Prototype.SEEN_INTEGER -> Expectation.INTEGER;
            case Prototype.SEEN_FLOAT, Prototype.SEEN_FLOAT | Prototype.SEEN_MIXED -> Expectation.FLOAT;
            default -> Expectation.ANYTHING;
        };
    }

    private boolean integerArithmetic(int operation, int a, Operand x, Operand y, int pc) {
        guards.integer(x, pc);
        guards.integer(y, pc);
        if (registers.typeOf(x) == FLOAT || registers.typeOf(y) == FLOAT) {
            c.goto_(exits.at(pc));
            return false;
        }
        boolean divides = operation == MOD || operation == IDIV;
        if (divides && !(y instanceof Operand.Constant(Long divisor) && divisor != 0)) {
            registers.loadLong(y);
            c.lconst_0().lcmp().ifeq(exits.at(pc));
        }
        registers.loadLong(x);
        registers.loadLong(y);
        switch (operation) {
            case ADD -> c.ladd();
            case SUB -> c.lsub();
            case MUL -> c.lmul();
            case MOD -> emitter.call(MATH, "floorMod", CD_long, CD_long, CD_long);
            default -> emitter.call(MATH, "floorDiv", CD_long, CD_long, CD_long);
        }
        registers.storeLong(a);
        return true;
    }

    private void floatArithmetic(int operation, int a, Operand x, Operand y, int pc) {
        if (operation != DIV && operation != POW) {
            guardFloats(x, y, pc);
        }
        guards.number(x, pc);
        guards.number(y, pc);
        registers.loadAsDouble(x);
        registers.loadAsDouble(y);
        switch (operation) {
            case ADD -> c.dadd();
            case SUB -> c.dsub();
            case MUL -> c.dmul();
            case DIV -> c.ddiv();
            case POW -> emitter.call(ARITHMETIC, "power", CD_double, CD_double, CD_double);
            case MOD -> emitter.call(ARITHMETIC, "modulo", CD_double, CD_double, CD_double);
            default -> {
                c.ddiv();
                emitter.call(MATH, "floor", CD_double, CD_double);
            }
        }
        registers.storeDouble(a);
    }

    /** An operand that makes the result a float, the other being an integer, is one itself. */
    private void guardFloats(Operand x, Operand y, int pc) {
        byte left = registers.typeOf(x);
        byte right = registers.typeOf(y);
        if (left == OBJECT && right == INTEGER) {
            guards.floating(x, pc);
        } else if (right == OBJECT && left == INTEGER) {
            guards.floating(y, pc);
        } else if (left == OBJECT && right == OBJECT && region.seen(pc) == Prototype.SEEN_FLOAT) {
            guards.floating(x, pc);
            guards.floating(y, pc);
        }
    }

    void negate(int a, int b, int pc) {
        if (registers.isObject(b)) {
            if (region.seen(pc) == Prototype.SEEN_INTEGER) {
                guards.integer(b, pc);
            } else {
                guards.floating(b, pc);
            }
        }
        registers.load(b);
        if (registers.isInteger(b)) {
            c.lneg();
            registers.storeLong(a);
        } else {
            c.dneg();
            registers.storeDouble(a);
        }
    }

    // --- bitwise operators

    private boolean bitwise(int operation, int a, Operand x, Operand y, int pc) {
        if (registers.typeOf(x) == FLOAT || registers.typeOf(y) == FLOAT) {
            c.goto_(exits.at(pc));
            return false;
        }
        guards.integer(x, pc);
        guards.integer(y, pc);
        boolean shift = operation == SHL || operation == SHR;
        if (shift) {
            c.loadConstant(operation);
        }
        registers.loadLong(x);
        registers.loadLong(y);
        switch (operation) {
            case BAND -> c.land();
            case BOR -> c.lor();
            case BXOR -> c.lxor();
            default -> emitter.call(ARITHMETIC, "bitwise", CD_long, CD_int, CD_long, CD_long);
        }
        registers.storeLong(a);
        return true;
    }

    boolean complement(int a, int b, int pc) {
        if (registers.isFloat(b)) {
            c.goto_(exits.at(pc));
            return false;
        }
        guards.integer(b, pc);
        registers.loadLong(b);
        c.loadConstant(-1L).lxor();
        registers.storeLong(a);
        return true;
    }

    // --- strings and tables

    void length(int a, int b, int pc) {
        registers.loadObject(b);
        emitter.call(OPERATORS, "length", CD_long, OBJECT_TYPE);
        c.dup2().lconst_0().lcmp();
        Label ok = c.newLabel();
        c.ifge(ok).pop2().goto_(exits.at(pc));
        c.labelBinding(ok);
        registers.storeLong(a);
    }

    void concatenate(int a, int first, int last, int pc) {
        emitter.machine();
        registers.loadList(first, last + 1, false);
        emitter.call(OPERATORS, "concat", OBJECT_TYPE, MACHINE, OBJECTS);
        guards.storeUnlessSignal(a, pc);
    }
}
