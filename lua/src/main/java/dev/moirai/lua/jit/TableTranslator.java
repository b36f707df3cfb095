package dev.moirai.lua.jit;

import static dev.moirai.lua.jit.Descriptors.INTS;
import static dev.moirai.lua.jit.Descriptors.MACHINE;
import static dev.moirai.lua.jit.Descriptors.OBJECTS;
import static dev.moirai.lua.jit.Descriptors.OBJECT_TYPE;
import static dev.moirai.lua.jit.Descriptors.STRING;
import static dev.moirai.lua.jit.Descriptors.TABLES;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;

/** Tables: reading and writing what is in them, and making them. The hint of an access is the word behind it. */
final class TableTranslator {
    private final Region region;
    private final Emitter emitter;
    private final CodeBuilder c;
    private final Registers registers;
    private final Exits exits;
    private final Guards guards;

    TableTranslator(Body body) {
        this.region = body.region();
        this.emitter = body.emitter();
        this.c = emitter.code();
        this.registers = body.registers();
        this.exits = body.exits();
        this.guards = body.guards();
    }

    // --- fields: the key is a constant string

    void getGlobal(int a, int upvalue, int key, int pc) {
        emitter.machine();
        emitter.upvalue(upvalue);
        field(a, key, pc);
    }

    void getField(int a, int table, int key, int pc) {
        emitter.machine();
        registers.loadObject(table);
        field(a, key, pc);
    }

    private void field(int a, int key, int pc) {
        emitter.constant(region.constant(key));
        emitter.hint(pc + 1);
        emitter.call(TABLES, "field", OBJECT_TYPE, MACHINE, OBJECT_TYPE, STRING, INTS, CD_int);
        guards.storeUnlessSignal(a, pc);
    }

    void setGlobal(int upvalue, int key, int value, int pc) {
        emitter.upvalue(upvalue);
        setField(key, value, pc);
    }

    void setField(int table, int key, int value, int pc) {
        registers.loadObject(table);
        setField(key, value, pc);
    }

    private void setField(int key, int value, int pc) {
        emitter.constant(region.constant(key));
        registers.loadObject(value);
        emitter.hint(pc + 1);
        emitter.call(TABLES, "setField", CD_boolean, OBJECT_TYPE, STRING, OBJECT_TYPE, INTS, CD_int);
        c.ifeq(exits.at(pc));
    }

    /** {@code object:key}: the method, and the object behind it as its first argument. */
    void self(int a, int object, int key, int pc) {
        registers.loadObject(object);
        registers.storeObject(a + 1);
        emitter.machine();
        registers.loadReference(a + 1);
        emitter.constant(region.constant(key));
        emitter.hint(pc + 1);
        emitter.call(TABLES, "method", OBJECT_TYPE, MACHINE, OBJECT_TYPE, STRING, INTS, CD_int);
        guards.storeUnlessSignal(a, pc);
    }

    // --- elements: the key is any value

    void getIndex(int a, int table, int key, int pc) {
        emitter.machine();
        registers.loadObject(table);
        if (registers.isInteger(key)) {
            registers.loadLong(key);
            index(a, true, pc);
        } else {
            registers.loadObject(key);
            index(a, false, pc);
        }
    }

    void getInteger(int a, int table, int key, int pc) {
        emitter.machine();
        registers.loadObject(table);
        c.loadConstant((long) key);
        index(a, true, pc);
    }

    private void index(int a, boolean integer, int pc) {
        emitter.call(TABLES, "index", OBJECT_TYPE, MACHINE, OBJECT_TYPE, integer ? CD_long : OBJECT_TYPE);
        guards.storeUnlessSignal(a, pc);
    }

    void setIndex(int table, int key, int value, int pc) {
        registers.loadObject(table);
        if (registers.isInteger(key)) {
            registers.loadLong(key);
            setIndex(value, true, pc);
        } else {
            registers.loadObject(key);
            setIndex(value, false, pc);
        }
    }

    void setInteger(int table, int key, int value, int pc) {
        registers.loadObject(table);
        c.loadConstant((long) key);
        setIndex(value, true, pc);
    }

    private void setIndex(int value, boolean integer, int pc) {
        registers.loadObject(value);
        emitter.call(TABLES, "setIndex", CD_boolean, OBJECT_TYPE, integer ? CD_long : OBJECT_TYPE, OBJECT_TYPE);
        c.ifeq(exits.at(pc));
    }

    // --- constructors

    /** @param items the operand for how many items are expected: 0, or the exponent of a power of two and one more */
    void create(int a, int items, int fields, int pc) {
        emitter.machine();
        c.loadConstant(items == 0 ? 0 : 1 << items - 1).loadConstant(fields);
        emitter.call(TABLES, "newTable", OBJECT_TYPE, MACHINE, CD_int, CD_int);
        guards.storeUnlessSignal(a, pc);
    }

    /** Fills a table with the registers behind it; with {@code b} being 0, the last of them is an open list. */
    void fill(int a, int b, int pc) {
        emitter.machine();
        registers.loadObject(a);
        c.loadConstant(region.word(pc + 1));
        registers.loadList(a + 1, b == 0 ? region.openedAt(pc) : a + b, b == 0);
        emitter.call(TABLES, "setList", CD_void, MACHINE, OBJECT_TYPE, CD_int, OBJECTS);
    }
}
