package dev.moirai.lua.jit;

import static dev.moirai.lua.jit.Descriptors.DOUBLE;
import static dev.moirai.lua.jit.Descriptors.LONG;
import static dev.moirai.lua.jit.Descriptors.OBJECT_TYPE;
import static dev.moirai.lua.jit.Descriptors.SIGNAL;
import static dev.moirai.lua.jit.Types.OBJECT;
import static java.lang.constant.ConstantDescs.CD_boolean;

import java.lang.classfile.CodeBuilder;

/** Checks that what comes is what the code behind them is made for, and exits to the interpreter otherwise. */
final class Guards {
    private final Emitter emitter;
    private final CodeBuilder c;
    private final Registers registers;
    private final Exits exits;

    Guards(Emitter emitter, Registers registers, Exits exits) {
        this.emitter = emitter;
        this.c = emitter.code();
        this.registers = registers;
        this.exits = exits;
    }

    /** From here on an operand that may have been anything is an integer. */
    void integer(Operand operand, int pc) {
        if (operand instanceof Operand.Register(int r)) {
            integer(r, pc);
        }
    }

    /** From here on a register that may have been anything is an integer. */
    void integer(int r, int pc) {
        if (registers.typeOf(r) == OBJECT) {
            registers.loadReference(r);
            c.instanceOf(LONG).ifeq(exits.at(pc));
            registers.loadReference(r);
            emitter.unboxLong();
            registers.storeLong(r);
        }
    }

    /** From here on an operand that may have been anything is a float. */
    void floating(Operand operand, int pc) {
        if (operand instanceof Operand.Register(int r)) {
            floating(r, pc);
        }
    }

    /** From here on a register that may have been anything is a float. */
    void floating(int r, int pc) {
        if (registers.typeOf(r) == OBJECT) {
            registers.loadReference(r);
            c.instanceOf(DOUBLE).ifeq(exits.at(pc));
            registers.loadReference(r);
            emitter.unboxDouble();
            registers.storeDouble(r);
        }
    }

    /** From here on an operand that may have been anything is a number, as an object. */
    void number(Operand operand, int pc) {
        if (operand instanceof Operand.Register(int r) && registers.typeOf(r) == OBJECT) {
            registers.loadReference(r);
            emitter.call(Descriptors.ARITHMETIC, "isNumber", CD_boolean, OBJECT_TYPE);
            c.ifeq(exits.at(pc));
        }
    }

    /**
     * Stores the object on the stack in a register, unless it is a signal: that the interpreter must do the instruction,
     * or that a metamethod has exited.
     */
    void storeUnlessSignal(int register, int pc) {
        noSignal(pc);
        registers.storeObject(register);
    }

    /** From here on the object on the stack is no signal. */
    void noSignal(int pc) {
        c.dup().instanceOf(SIGNAL).ifne(exits.onSignal(pc));
    }
}
