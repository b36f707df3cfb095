package dev.moirai.lua.jit;

import static dev.moirai.lua.jit.Descriptors.MACHINE;
import static dev.moirai.lua.jit.Descriptors.OBJECTS;
import static dev.moirai.lua.jit.Descriptors.OBJECT_TYPE;
import static dev.moirai.lua.jit.Descriptors.PROTOTYPE;
import static dev.moirai.lua.jit.Descriptors.VARIABLES;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.moirai.lua.bytecode.Prototype;
import java.lang.classfile.CodeBuilder;

/** Variables that functions share, the closures that capture them, and those that are to be closed. */
final class VariableTranslator {
    private final Region region;
    private final Emitter emitter;
    private final CodeBuilder c;
    private final Registers registers;
    private final Exits exits;
    private final Guards guards;

    VariableTranslator(Body body) {
        this.region = body.region();
        this.emitter = body.emitter();
        this.c = emitter.code();
        this.registers = body.registers();
        this.exits = body.exits();
        this.guards = body.guards();
    }

    void getUpvalue(int a, int index) {
        emitter.upvalue(index);
        registers.storeObject(a);
    }

    void getUpvalueCell(int a, int index) {
        emitter.upvalue(index);
        get(a);
    }

    void setUpvalueCell(int index, int value) {
        emitter.upvalue(index);
        set(value);
    }

    void newCell(int a, int pc) {
        emitter.machine();
        registers.loadObject(a);
        emitter.call(VARIABLES, "cell", OBJECT_TYPE, MACHINE, OBJECT_TYPE);
        guards.storeUnlessSignal(a, pc);
    }

    void getCell(int a, int cell) {
        registers.loadObject(cell);
        get(a);
    }

    void setCell(int cell, int value) {
        registers.loadObject(cell);
        set(value);
    }

    private void get(int a) {
        emitter.call(VARIABLES, "get", OBJECT_TYPE, OBJECT_TYPE);
        registers.storeObject(a);
    }

    private void set(int value) {
        registers.loadObject(value);
        emitter.call(VARIABLES, "set", CD_void, OBJECT_TYPE, OBJECT_TYPE);
    }

    void closure(int a, Prototype inner, int pc) {
        Prototype.Upvalue[] upvalues = inner.upvalues();
        emitter.machine();
        emitter.data(inner, PROTOTYPE);
        c.loadConstant(upvalues.length).anewarray(OBJECT_TYPE);
        for (int k = 0; k < upvalues.length; k++) {
            switch (upvalues[k].source()) {
                case REGISTER -> {
                    c.dup().loadConstant(k);
                    registers.loadObject(upvalues[k].index());
                    c.aastore();
                }
                case UPVALUE -> {
                    c.dup().loadConstant(k);
                    emitter.upvalue(upvalues[k].index());
                    c.aastore();
                }
                case ITSELF -> {} // filled in when it has been made
            }
        }
        emitter.call(VARIABLES, "closure", OBJECT_TYPE, MACHINE, PROTOTYPE, OBJECTS);
        guards.storeUnlessSignal(a, pc);
    }

    /** Marks a variable as to be closed, which only the interpreter does; nil and false need not be. */
    boolean markToClose(int a, int pc) {
        if (!registers.isObject(a)) {
            c.goto_(exits.at(pc));
            return false;
        }
        registers.loadReference(a);
        emitter.call(Descriptors.VALUES, "isTrue", CD_boolean, OBJECT_TYPE);
        c.ifne(exits.at(pc));
        return true;
    }

    /** Closes the variables from a register on: there are none, unless they were marked before the code was entered. */
    boolean close(int a, int pc) {
        if (region.isMarkedAtEntry(a)) {
            c.goto_(exits.at(pc));
            return false;
        }
        return true;
    }
}
