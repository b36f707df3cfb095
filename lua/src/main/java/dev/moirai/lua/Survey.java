package dev.moirai.lua;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Measures what is alive in an environment: walks from its globals and its executions to everything they reach.
 *
 * <p>Frozen tables are shared with other environments and not counted. Tables, functions, cells and coroutines are marked
 * with the number of the survey; strings and userdata, which other threads may hold too, are kept in a set.
 */
final class Survey {
    private static final int FIRST_CAPACITY = 256;

    private final int number;
    private final Deque<Object> pending = new ArrayDeque<>();
    private final WeakTables weak = new WeakTables(this);
    private @Nullable Object[] seen = new @Nullable Object[FIRST_CAPACITY]; // open addressing by identity
    private int seenCount;
    private long bytes;
    private long objects;
    private int coroutines;

    /** @param number differs from that of the environment's earlier surveys */
    Survey(int number) {
        this.number = number;
    }

    long bytes() {
        return bytes;
    }

    /** How many objects were visited: what the survey cost. */
    long objects() {
        return objects;
    }

    /** Adds to what the survey cost, in objects visited. */
    void worked(long work) {
        objects += work;
    }

    /** How many coroutines are alive that have not ended. */
    int coroutines() {
        return coroutines;
    }

    void addAll(@Nullable Object[] values) {
        for (Object value : values) {
            add(value);
        }
        drain();
    }

    void add(@Nullable Object value) {
        switch (value) {
            case null -> {}
            case Boolean _ -> {}
            case NativeFunction function -> {
                if (function.kept.length > 0 && isNew(function)) {
                    bytes += function.bytes;
                    pending.add(function);
                }
            }
            case Long integer -> bytes += integer == Values.box(integer) ? 0 : Memory.NUMBER;
            case Double _ -> bytes += Memory.NUMBER;
            case LuaString string -> {
                if (isNew(string)) {
                    bytes += string.bytes();
                }
            }
            case LuaTable table -> {
                if (!table.isFrozen() && table.survey != number) {
                    table.survey = number;
                    pending.add(table);
                }
            }
            case LuaClosure closure -> {
                if (closure.survey != number) {
                    closure.survey = number;
                    pending.add(closure);
                }
            }
            case Cell cell -> {
                if (cell.survey != number) {
                    cell.survey = number;
                    pending.add(cell);
                }
            }
            case Coroutine coroutine -> {
                if (coroutine.survey != number) {
                    coroutine.survey = number;
                    pending.add(coroutine);
                }
            }
            default -> {
                if (isNew(value)) {
                    bytes += Memory.CELL;
                    pending.add(value);
                }
            }
        }
    }

    /** Whether an object is known to be alive. */
    boolean hasReached(Object object) {
        return switch (object) {
            case LuaTable table -> table.isFrozen() || table.survey == number;
            case LuaClosure closure -> closure.survey == number;
            case Coroutine coroutine -> coroutine.survey == number;
            case NativeFunction function -> function.kept.length == 0 || seen[placeOf(function)] != null;
            case Userdata userdata -> seen[placeOf(userdata)] != null;
            default -> true;
        };
    }

    /** Ends the survey: takes out of weak tables what it has not met. */
    void end() {
        weak.clear();
    }

    private void drain() {
        for (Object next = pending.poll(); next != null; next = pending.poll()) {
            objects++;
            switch (next) {
                case LuaTable table -> addTable(table);
                case LuaClosure closure -> {
                    bytes += Memory.CLOSURE + (long) closure.upvalues.length * Memory.SLOT;
                    addSlots(closure.upvalues);
                }
                case Cell cell -> {
                    bytes += Memory.CELL;
                    add(cell.value);
                }
                case Coroutine coroutine -> addCoroutine(coroutine);
                case NativeFunction function -> {
                    for (Object value : function.kept) {
                        add(value);
                    }
                }
                default -> {}
            }
            weak.reached(next);
        }
    }

    private void addSlots(@Nullable Object[] slots) {
        objects += slots.length / 8;
        for (Object slot : slots) {
            add(slot);
        }
    }

    private void addTable(LuaTable table) {
        bytes += table.bytes();
        add(table.metatable);
        if (table.ownsStorage() && !weak.walk(table)) {
            addSlots(table.array);
            addSlots(table.entries);
        }
    }

    private void addCoroutine(Coroutine coroutine) {
        coroutines += coroutine.status() == Coroutine.Status.DEAD ? 0 : 1;
        bytes += Memory.COROUTINE + (long) coroutine.stack.length * Memory.SLOT;
        addSlots(coroutine.stack);
        add(coroutine.resumer);
        for (Frame frame = coroutine.frame; frame != null; frame = frame.previous) {
            bytes += Memory.FRAME;
            add(frame.closure);
            addSlots(frame.varargs);
        }
    }

    private boolean isNew(Object object) {
        if (2 * seenCount >= seen.length) {
            @Nullable Object[] old = seen;
            seen = new @Nullable Object[2 * old.length];
            for (Object member : old) {
                if (member != null) {
                    seen[placeOf(member)] = member;
                }
            }
        }
        return insert(object);
    }

    private boolean insert(Object object) {
        int place = placeOf(object);
        if (seen[place] != null) {
            return false;
        }
        seen[place] = object;
        seenCount++;
        return true;
    }

    /** Where an object is among those seen, or would be. */
    private int placeOf(Object object) {
        int mask = seen.length - 1;
        int i = (System.identityHashCode(object) * 0x9e3779b9 >>> 8) & mask;
        while (seen[i] != null && seen[i] != object) {
            i = i + 1 & mask;
        }
        return i;
    }
}
