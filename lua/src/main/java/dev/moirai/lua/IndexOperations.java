package dev.moirai.lua;

import static java.util.Objects.requireNonNull;

import dev.moirai.lua.bytecode.Layout;
import dev.moirai.lua.bytecode.MethodPath;
import dev.moirai.lua.bytecode.Prototype;
import org.jspecify.annotations.Nullable;

/**
 * What the instructions that read and write tables do where it is not the common case.
 *
 * <p>What may have to call a Lua function says so in its result; then the top frame has changed, or the turn has ended,
 * and the instruction is completed by {@link Interpreter#finish}. The frame's {@code pc} must be behind the instruction.
 */
final class IndexOperations {
    /** How long a chain of {@code __index} or {@code __newindex} may be. */
    private static final int MAX_CHAIN = 2000;

    private IndexOperations() {}

    /** {@code object[key]}, of which it is known that it is not simply found in a table. */
    static @Nullable Object index(Machine m, Frame frame, int target, @Nullable Object object, @Nullable Object key) {
        Object holder = object;
        for (int i = 0; i < MAX_CHAIN; i++) {
            Object method;
            if (holder instanceof LuaTable table) {
                Object value = table.get(key);
                LuaTable metatable = table.metatable;
                if (value != null || metatable == null) {
                    return value;
                }
                method = metatable.metamethod(Event.INDEX);
                if (method == null) {
                    return null;
                }
            } else if (holder instanceof LuaString && m.environment().strings() != null) {
                method = m.environment().strings();
            } else {
                LuaTable metatable = m.environment().metatable(holder);
                method = metatable == null ? null : metatable.metamethod(Event.INDEX);
                if (method == null) {
                    throw indexError(m, frame, holder, holder == object);
                }
            }
            if (method instanceof LuaFunction) {
                return MetamethodCalls.callForValue(m, frame, target, method, holder, key);
            }
            holder = method;
            m.budget--; // a chain can be long
        }
        throw m.error("'__index' chain too long; possible loop");
    }

    /** {@code object[key]} for a method call: mostly not found in the object, but in the table that its class is. */
    static @Nullable Object method(
            Machine m, Frame frame, int target, @Nullable Object object, LuaString key, int[] code, int hintAt) {
        LuaTable holder = null;
        if (object instanceof LuaTable table) {
            int entry = table.find(key);
            if (entry >= 0 && table.entries[2 * entry + 1] != null) {
                return LuaTable.value(table.entries[2 * entry + 1]);
            }
            LuaTable metatable = table.metatable;
            if (metatable == null) {
                return null;
            }
            holder = metatable.metamethod(Event.INDEX) instanceof LuaTable methods ? methods : null;
            if (table.layout != null && holder != null) {
                noteMethod(requireNonNull(frame.closure).prototype, hintAt - 1, table.layout, metatable, holder, key);
            }
        } else if (object instanceof LuaString) {
            holder = m.environment().strings();
        }
        if (holder != null) {
            Object value = holder.hinted(key, code, hintAt);
            if (value != null) {
                return value;
            }
        }
        return index(m, frame, target, object, key);
    }

    private static void noteMethod(
            Prototype prototype, int pc, Layout receiver, LuaTable metatable, LuaTable holder, LuaString key) {
        if (metatable.layout == null || holder.layout == null) {
            return;
        }
        if (prototype.met(pc) instanceof MethodPath known
                && known.receiver() == receiver
                && known.metatable() == metatable.layout
                && known.holder() == holder.layout) {
            return;
        }
        if (holder.layout.entry(key) >= 0) {
            prototype.meets(pc, new MethodPath(receiver, metatable.layout, holder.layout, null, null));
        } else if (holder.metatable != null
                && holder.metatable.metamethod(Event.INDEX) instanceof LuaTable second
                && second.layout != null
                && second.layout.entry(key) >= 0) {
            Layout layout = holder.metatable.layout;
            if (layout != null) {
                prototype.meets(pc, new MethodPath(receiver, metatable.layout, holder.layout, layout, second.layout));
            }
        }
    }

    private static LuaError indexError(Machine m, Frame frame, @Nullable Object value, boolean operand) {
        String name = operand ? VariableNames.ofIndexed(frame) : "";
        return m.error("attempt to index a " + Values.typeNameOf(value) + " value" + name);
    }

    /** {@code object[key] = value} for a key in the code; whether something was called for it. */
    static boolean setField(
            Machine m,
            Frame frame,
            @Nullable Object object,
            LuaString key,
            @Nullable Object value,
            int[] code,
            int at) {
        if (object instanceof LuaTable table && !table.isFrozen()) {
            int entry = table.find(key);
            if (entry >= 0) {
                code[at] = 2 * entry;
            }
            if (table.metatable == null
                    || entry >= 0 && table.entries[2 * entry + 1] != null
                    || table.metatable.metamethod(Event.NEWINDEX) == null) {
                table.putField(key, value, entry);
                return false;
            }
        }
        return setIndex(m, frame, object, key, value);
    }

    /** {@code object[key] = value}; whether something was called for it. */
    static boolean setIndex(
            Machine m, Frame frame, @Nullable Object object, @Nullable Object key, @Nullable Object value) {
        Object holder = object;
        for (int i = 0; i < MAX_CHAIN; i++) {
            Object method;
            if (holder instanceof LuaTable table) {
                LuaTable metatable = table.metatable;
                method = metatable == null || metatable.lacks(Event.NEWINDEX) || table.get(key) != null
                        ? null
                        : metatable.metamethod(Event.NEWINDEX);
                if (method == null) {
                    put(m, table, key, value);
                    return false;
                }
            } else {
                LuaTable metatable = m.environment().metatable(holder);
                method = metatable == null ? null : metatable.metamethod(Event.NEWINDEX);
                if (method == null) {
                    throw indexError(m, frame, holder, holder == object);
                }
            }
            if (method instanceof LuaFunction) {
                Coroutine co = m.current();
                int slot = frame.freeSlot();
                co.ensureStack(slot + 4);
                co.stack[slot] = method;
                co.stack[slot + 1] = holder;
                co.stack[slot + 2] = key;
                co.stack[slot + 3] = value;
                m.call(slot, 3, 0, Frame.DROP, 0);
                return true;
            }
            holder = method;
            m.budget--; // a chain can be long
        }
        throw m.error("'__newindex' chain too long; possible loop");
    }

    private static void put(Machine m, LuaTable table, @Nullable Object key, @Nullable Object value) {
        if (key == null) {
            throw m.error("table index is nil");
        }
        if (key instanceof Double number && number.isNaN()) {
            throw m.error("table index is NaN");
        }
        if (table.isFrozen()) {
            throw m.error("attempt to modify a read-only table");
        }
        table.put(key, value);
    }

    static void setList(@Nullable Object[] stack, int a, int count, int offset) {
        ((LuaTable) requireNonNull(stack[a])).putList(offset, stack, a + 1, count);
    }
}
