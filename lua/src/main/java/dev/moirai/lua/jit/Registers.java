package dev.moirai.lua.jit;

import static dev.moirai.lua.jit.Descriptors.MACHINE;
import static dev.moirai.lua.jit.Descriptors.OBJECTS;
import static dev.moirai.lua.jit.Descriptors.OBJECT_TYPE;
import static dev.moirai.lua.jit.Types.FLOAT;
import static dev.moirai.lua.jit.Types.INTEGER;
import static dev.moirai.lua.jit.Types.OBJECT;
import static java.lang.constant.ConstantDescs.CD_double;

import java.lang.classfile.CodeBuilder;
import org.jspecify.annotations.Nullable;

/** The registers as local variables of the JVM, and which types they have where the code is being written. */
final class Registers {
    private final Emitter emitter;
    private final CodeBuilder c;
    private final Locals locals;
    private Types types;

    Registers(Emitter emitter, Locals locals, Types types) {
        this.emitter = emitter;
        this.c = emitter.code();
        this.locals = locals;
        this.types = types;
    }

    // --- types

    /** The types of all; they change with what is written next. */
    Types types() {
        return types;
    }

    /** Goes on with other types: those of a place, or of before a branch. */
    void types(Types now) {
        types = now;
    }

    byte typeOf(int register) {
        return types.get(register);
    }

    byte typeOf(Operand operand) {
        return switch (operand) {
            case Operand.Register(int r) -> types.get(r);
            case Operand.Constant(Object number) -> number instanceof Long ? INTEGER : FLOAT;
        };
    }

    boolean isObject(int register) {
        return types.get(register) == OBJECT;
    }

    boolean isInteger(int register) {
        return types.get(register) == INTEGER;
    }

    boolean isFloat(int register) {
        return types.get(register) == FLOAT;
    }

    // --- loading: the register is known to be of the type

    void loadReference(int register) {
        c.aload(locals.object(register));
    }

    void loadLong(int register) {
        c.lload(locals.integer(register));
    }

    void loadDouble(int register) {
        c.dload(locals.floating(register));
    }

    // --- loading: whatever type the register has

    /** Pushes a register in the form it is in. */
    void load(int register) {
        switch (types.get(register)) {
            case INTEGER -> loadLong(register);
            case FLOAT -> loadDouble(register);
            default -> loadReference(register);
        }
    }

    /** Pushes a register as an object. */
    void loadObject(int register) {
        load(register);
        switch (types.get(register)) {
            case INTEGER -> emitter.boxLong();
            case FLOAT -> emitter.boxDouble();
            default -> {}
        }
    }

    void loadObject(Operand operand) {
        switch (operand) {
            case Operand.Register(int r) -> loadObject(r);
            case Operand.Constant(Object number) -> emitter.constant(number);
        }
    }

    /** Pushes an operand that is known to be an integer. */
    void loadLong(Operand operand) {
        switch (operand) {
            case Operand.Register(int r) -> loadLong(r);
            case Operand.Constant(Object number) -> c.loadConstant(((Long) number).longValue());
        }
    }

    /** Pushes a number as a float; an object must have been checked to be a number. */
    void loadAsDouble(Operand operand) {
        switch (operand) {
            case Operand.Constant(Object number) -> c.loadConstant(((Number) number).doubleValue());
            case Operand.Register(int r) -> loadAsDouble(r);
        }
    }

    void loadAsDouble(int register) {
        load(register);
        switch (types.get(register)) {
            case INTEGER -> c.l2d();
            case FLOAT -> {}
            default -> emitter.call(Descriptors.ARITHMETIC, "toDouble", CD_double, OBJECT_TYPE);
        }
    }

    /** Pushes an array of the registers from one up to another and, if so, of the machine's list of results behind them. */
    void loadList(int from, int to, boolean open) {
        c.loadConstant(Math.max(to - from, 0)).anewarray(OBJECT_TYPE);
        for (int r = from; r < to; r++) {
            c.dup().loadConstant(r - from);
            loadObject(r);
            c.aastore();
        }
        if (open) {
            emitter.machine();
            c.swap();
            emitter.call(Descriptors.CALLS, "withResults", OBJECTS, MACHINE, OBJECTS);
        }
    }

    void loadVarargs() {
        c.aload(locals.varargs());
    }

    // --- storing

    void storeObject(int register) {
        c.astore(locals.object(register));
        types.set(register, OBJECT);
    }

    void storeLong(int register) {
        c.lstore(locals.integer(register));
        types.set(register, INTEGER);
    }

    void storeDouble(int register) {
        c.dstore(locals.floating(register));
        types.set(register, FLOAT);
    }

    void storeConstant(int register, @Nullable Object value) {
        switch (value) {
            case Long integer -> {
                c.loadConstant(integer.longValue());
                storeLong(register);
            }
            case Double number -> {
                c.loadConstant(number.doubleValue());
                storeDouble(register);
            }
            case null, default -> {
                emitter.constant(value);
                storeObject(register);
            }
        }
    }

    void storeVarargs() {
        c.astore(locals.varargs());
    }

    /** Puts aside an object that is not in a register yet. */
    void storeScratch() {
        c.astore(locals.scratch());
    }

    void loadScratch() {
        c.aload(locals.scratch());
    }

    void move(int from, int to) {
        if (from == to) {
            return;
        }
        load(from);
        switch (types.get(from)) {
            case INTEGER -> storeLong(to);
            case FLOAT -> storeDouble(to);
            default -> storeObject(to);
        }
    }
}
