package dev.moirai.lua.jit;

import static dev.moirai.lua.jit.Descriptors.LAYOUT;
import static dev.moirai.lua.jit.Descriptors.MACHINE;
import static dev.moirai.lua.jit.Descriptors.OBJECTS;
import static dev.moirai.lua.jit.Descriptors.OBJECT_TYPE;
import static dev.moirai.lua.jit.Descriptors.TABLES;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.moirai.lua.bytecode.Layout;
import java.lang.classfile.CodeBuilder;

/** Tables: reading and writing what is in them, and making them. */
final class TableTranslator {
    private final Region region;
    private final Emitter emitter;
    private final CodeBuilder c;
    private final Registers registers;
    private final Exits exits;
    private final Guards guards;
    private final Accesses accesses;

    TableTranslator(Body body) {
        this.region = body.region();
        this.emitter = body.emitter();
        this.c = emitter.code();
        this.registers = body.registers();
        this.exits = body.exits();
        this.guards = body.guards();
        this.accesses = body.accesses();
    }

    // --- fields: the key is a constant string

    void getGlobal(int a, int upvalue, int key, int pc) {
        emitter.machine();
        emitter.upvalue(upvalue);
        accesses.field(key, pc);
        guards.storeUnlessSignal(a, pc);
    }

    void getField(int a, int table, int key, int pc) {
        emitter.machine();
        registers.loadObject(table);
        if (!accesses.expectsFloat(key, pc)) {
            accesses.field(key, pc);
            guards.storeUnlessSignal(a, pc);
            return;
        }
        accesses.stored(key, pc);
        guards.noSignal(pc);
        registers.storeScratch();
        registers.loadScratch();
        emitter.call(TABLES, "isFloat", CD_boolean, OBJECT_TYPE);
        c.ifeq(exits.at(pc));
        registers.loadScratch();
        emitter.call(TABLES, "toDouble", CD_double, OBJECT_TYPE);
        registers.storeDouble(a);
    }

    void setGlobal(int upvalue, int key, int value, int pc) {
        emitter.upvalue(upvalue);
        registers.loadObject(value);
        accesses.set(key, pc);
        c.ifeq(exits.at(pc));
    }

    void setField(int table, int key, int value, int pc) {
        registers.loadObject(table);
        if (registers.isFloat(value)) {
            registers.loadDouble(value);
            accesses.setFloat(key, pc);
        } else {
            registers.loadObject(value);
            accesses.set(key, pc);
        }
        c.ifeq(exits.at(pc));
    }

    /** {@code object:key}: the method, and the object behind it as its first argument. */
    void self(int a, int object, int key, int pc) {
        registers.loadObject(object);
        registers.storeObject(a + 1);
        emitter.machine();
        registers.loadReference(a + 1);
        accesses.method(key, pc);
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
        Layout empty = region.prototype().emptyLayout();
        if (empty == null) {
            c.aconst_null();
        } else {
            emitter.data(empty, LAYOUT);
        }
        emitter.call(TABLES, "newTable", OBJECT_TYPE, MACHINE, CD_int, CD_int, LAYOUT);
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
