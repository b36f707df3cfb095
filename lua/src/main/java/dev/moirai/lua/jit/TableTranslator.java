package dev.moirai.lua.jit;

import static dev.moirai.lua.jit.Descriptors.INTS;
import static dev.moirai.lua.jit.Descriptors.LAYOUT;
import static dev.moirai.lua.jit.Descriptors.MACHINE;
import static dev.moirai.lua.jit.Descriptors.OBJECTS;
import static dev.moirai.lua.jit.Descriptors.OBJECT_TYPE;
import static dev.moirai.lua.jit.Descriptors.STRING;
import static dev.moirai.lua.jit.Descriptors.TABLES;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.util.Objects.requireNonNull;

import dev.moirai.lua.Event;
import dev.moirai.lua.bytecode.Layout;
import dev.moirai.lua.bytecode.MethodPath;
import dev.moirai.lua.bytecode.Prototype;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        Place place = place(table, key, pc);
        if (place == null) {
            emitter.machine();
            registers.loadObject(table);
            field(a, key, pc);
            return;
        }
        boolean isFloat = region.seen(pc) == Prototype.SEEN_FLOAT;
        Label other = c.newLabel();
        Label done = c.newLabel();
        ifKnown(table, place, other);
        registers.loadReference(table);
        c.loadConstant(place.at);
        emitter.call(TABLES, isFloat ? "stored" : "value", OBJECT_TYPE, OBJECT_TYPE, CD_int);
        c.dup().ifnonnull(done).pop();
        c.labelBinding(other);
        emitter.machine();
        registers.loadReference(table);
        field(key, pc);
        guards.noSignal(pc);
        c.labelBinding(done);
        if (isFloat) {
            registers.storeScratch();
            registers.loadScratch();
            emitter.call(TABLES, "isFloat", CD_boolean, OBJECT_TYPE);
            c.ifeq(exits.at(pc));
            registers.loadScratch();
            emitter.call(TABLES, "toDouble", CD_double, OBJECT_TYPE);
            registers.storeDouble(a);
        } else {
            registers.storeObject(a);
        }
    }

    /**
     * Where a field is in tables with certain layouts: twice the number of its entry, and one more.
     *
     * @param extended the layout that such a table gets with the field, if it is not there yet
     */
    private record Place(List<Layout> layouts, int at, @Nullable Layout extended) {}

    /** Where a field has been lately, if that can be used; else null. */
    private @Nullable Place place(int table, int key, int pc) {
        if (!registers.isObject(table)) {
            return null;
        }
        Object name = requireNonNull(region.constant(key));
        List<Layout> known = region.met(pc, Layout.class).stream()
                .filter(layout -> layout.entry(name) >= 0)
                .toList();
        if (known.isEmpty()) {
            return null;
        }
        int entry = known.getFirst().entry(name);
        return new Place(
                known.stream().filter(layout -> layout.entry(name) == entry).toList(), 2 * entry + 1, null);
    }

    /** Where a field that is not there yet is going to be; else null. */
    private @Nullable Place newPlace(int table, int key, int pc) {
        List<Layout> met = region.met(pc, Layout.class);
        if (!registers.isObject(table) || met.isEmpty()) {
            return null;
        }
        Layout layout = met.getFirst();
        Layout extended = layout.with(requireNonNull(region.constant(key)));
        return extended == null ? null : new Place(List.of(layout), 2 * layout.size() + 1, extended);
    }

    /** Goes on only if a table has one of the layouts that go with a place. */
    private void ifKnown(int table, Place place, Label other) {
        Label known = c.newLabel();
        for (Layout layout : place.layouts) {
            registers.loadReference(table);
            emitter.call(TABLES, "layout", LAYOUT, OBJECT_TYPE);
            emitter.data(layout, LAYOUT);
            if (layout == place.layouts.getLast()) {
                c.if_acmpne(other);
            } else {
                c.if_acmpeq(known);
            }
        }
        c.labelBinding(known);
    }

    private void field(int a, int key, int pc) {
        field(key, pc);
        guards.storeUnlessSignal(a, pc);
    }

    private void field(int key, int pc) {
        emitter.constant(region.constant(key));
        emitter.hint(pc + 1);
        emitter.call(TABLES, "field", OBJECT_TYPE, MACHINE, OBJECT_TYPE, STRING, INTS, CD_int);
    }

    void setGlobal(int upvalue, int key, int value, int pc) {
        emitter.upvalue(upvalue);
        setField(key, value, pc);
    }

    void setField(int table, int key, int value, int pc) {
        Label done = c.newLabel();
        Label other = c.newLabel();
        Place place = place(table, key, pc);
        if (place != null) {
            ifKnown(table, place, other);
            registers.loadReference(table);
            c.loadConstant(place.at);
            if (registers.isFloat(value)) {
                registers.loadDouble(value);
                emitter.call(TABLES, "replace", CD_boolean, OBJECT_TYPE, CD_int, CD_double);
            } else {
                registers.loadObject(value);
                emitter.call(TABLES, "replace", CD_boolean, OBJECT_TYPE, CD_int, OBJECT_TYPE);
            }
            c.ifne(done);
        } else {
            place = newPlace(table, key, pc);
            if (place != null) {
                ifKnown(table, place, other);
                registers.loadReference(table);
                c.loadConstant(place.at - 1);
                emitter.constant(region.constant(key));
                registers.loadObject(value);
                emitter.data(requireNonNull(place.extended), LAYOUT);
                emitter.call(TABLES, "add", CD_boolean, OBJECT_TYPE, CD_int, STRING, OBJECT_TYPE, LAYOUT);
                c.ifne(done);
            }
        }
        c.labelBinding(other);
        registers.loadObject(table);
        setField(key, value, pc);
        c.labelBinding(done);
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
        Label done = c.newLabel();
        for (MethodPath path : region.met(pc, MethodPath.class)) {
            inherited(a + 1, path, requireNonNull(region.constant(key)), done);
        }
        emitter.machine();
        registers.loadReference(a + 1);
        emitter.constant(region.constant(key));
        emitter.hint(pc + 1);
        emitter.call(TABLES, "method", OBJECT_TYPE, MACHINE, OBJECT_TYPE, STRING, INTS, CD_int);
        guards.noSignal(pc);
        c.labelBinding(done);
        registers.storeObject(a);
    }

    /** Pushes the method of an object and jumps, if it is where one was found before; else goes on. */
    private void inherited(int object, MethodPath path, Object key, Label found) {
        Label other = c.newLabel();
        Label otherwise = c.newLabel();
        registers.loadReference(object);
        emitter.call(TABLES, "layout", LAYOUT, OBJECT_TYPE);
        emitter.data(path.receiver(), LAYOUT);
        c.if_acmpne(otherwise);
        registers.loadReference(object);
        holder(path.metatable(), path.holder());
        Layout last = path.holder();
        if (path.secondMetatable() != null && path.secondHolder() != null) {
            holder(path.secondMetatable(), path.secondHolder());
            last = path.secondHolder();
        }
        c.loadConstant(2 * last.entry(key) + 1);
        emitter.call(TABLES, "method", OBJECT_TYPE, OBJECT_TYPE, CD_int);
        c.dup().ifnull(other);
        if (path.secondHolder() != null) {
            emitter.machine();
            c.loadConstant(2); // tables on the way, as the interpreter counts them
            emitter.call(TABLES, "charge", CD_void, MACHINE, CD_int);
        }
        c.goto_(found);
        c.labelBinding(other).pop();
        c.labelBinding(otherwise);
    }

    private void holder(Layout metatable, Layout holder) {
        emitter.data(metatable, LAYOUT);
        c.loadConstant(2 * metatable.entry(Event.INDEX.key()) + 1);
        emitter.data(holder, LAYOUT);
        emitter.call(TABLES, "holder", OBJECT_TYPE, OBJECT_TYPE, LAYOUT, CD_int, LAYOUT);
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
