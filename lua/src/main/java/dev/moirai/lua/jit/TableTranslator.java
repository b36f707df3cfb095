package dev.moirai.lua.jit;

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
        accesses.get("field", key, pc);
        guards.storeUnlessSignal(a, pc);
    }

    void getField(int a, int table, int key, int pc) {
        Place place = place(table, key, pc);
        boolean isFloat = place != null && region.mostlyFloat(pc);
        Label found = c.newLabel();
        if (place != null) {
            load(table, place);
            emitter.call(TABLES, isFloat ? "stored" : "value", OBJECT_TYPE, OBJECT_TYPE, LAYOUT, LAYOUT, CD_int);
            c.dup().ifnonnull(found).pop();
        }
        emitter.machine();
        registers.loadObject(table);
        accesses.get("field", key, pc);
        guards.noSignal(pc);
        c.labelBinding(found);
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

    void setGlobal(int upvalue, int key, int value, int pc) {
        emitter.upvalue(upvalue);
        registers.loadObject(value);
        accesses.set(key, pc);
        c.ifeq(exits.at(pc));
    }

    void setField(int table, int key, int value, int pc) {
        Label done = c.newLabel();
        Place place = place(table, key, pc);
        Layout known = region.met(pc, Layout.class).stream().findFirst().orElse(null);
        if (place != null) {
            load(table, place);
            boolean isFloat = registers.isFloat(value);
            if (isFloat) {
                registers.loadDouble(value);
            } else {
                registers.loadObject(value);
            }
            emitter.call(
                    TABLES,
                    "replace",
                    CD_boolean,
                    OBJECT_TYPE,
                    LAYOUT,
                    LAYOUT,
                    CD_int,
                    isFloat ? CD_double : OBJECT_TYPE);
            c.ifne(done);
        } else if (known != null) {
            add(table, known, key, value, done);
        }
        registers.loadObject(table);
        registers.loadObject(value);
        accesses.set(key, pc);
        c.ifeq(exits.at(pc));
        c.labelBinding(done);
    }

    /** Adds a field to a table with a certain layout and jumps; or goes on. */
    private void add(int table, Layout layout, int key, int value, Label done) {
        Layout extended = layout.with(requireNonNull(region.constant(key)));
        if (extended == null) {
            return;
        }
        registers.loadObject(table);
        emitter.data(layout, LAYOUT);
        c.loadConstant(2 * layout.size());
        emitter.constant(region.constant(key));
        registers.loadObject(value);
        emitter.data(extended, LAYOUT);
        emitter.call(TABLES, "add", CD_boolean, OBJECT_TYPE, LAYOUT, CD_int, STRING, OBJECT_TYPE, LAYOUT);
        c.ifne(done);
    }

    /**
     * Where a field is in tables with one of two layouts, which may be the same.
     *
     * @param at twice the number of its entry, and one more
     */
    private record Place(Layout one, Layout another, int at) {}

    /** Where a field has been lately; null if that is not known. */
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
        Layout one = known.getFirst();
        Layout another = known.getLast();
        int entry = one.entry(name);
        return new Place(one, another.entry(name) == entry ? another : one, 2 * entry + 1);
    }

    private void load(int table, Place place) {
        registers.loadReference(table);
        emitter.data(place.one, LAYOUT);
        emitter.data(place.another, LAYOUT);
        c.loadConstant(place.at);
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
        accesses.get("method", key, pc);
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
