package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.Event;
import dev.moirai.lua.FastPath;
import dev.moirai.lua.Library;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaStringBuilder;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Memory;
import dev.moirai.lua.Values;
import org.jspecify.annotations.Nullable;

/** The library {@code table} (manual §6.6). All of it but {@code pack} honours metamethods, as in 5.4. */
final class TableLibrary {
    private static final LuaString N = LuaString.of("n");
    private static final int MAX_RESULTS = 1_000_000;
    private static final int ELEMENTS_PER_CHARGE = 256;
    private static final int SLOT_SIZE = 4;

    static final Library LIBRARY = Library.named("table")
            .function("concat", call -> new Concat(call).run(call))
            .function("insert", call -> new Insert(call).run(call), new FastAppend())
            .function("move", TableLibrary::move)
            .function("pack", TableLibrary::pack)
            .function("remove", call -> new Remove(call).run(call), new FastRemoval())
            .function("sort", call -> new TableSort(call).run(call))
            .function("unpack", TableLibrary::unpack)
            .build();

    private TableLibrary() {}

    /** An argument that is a table or can be used as one, because it has the metamethods that will be needed. */
    static @Nullable Object checkTableLike(Call call, int index, Event... needed) {
        Object value = call.get(index);
        if (!(value instanceof LuaTable)) {
            for (Event event : needed) {
                if (call.metamethod(value, event) == null) {
                    throw call.typeError(index, "table");
                }
            }
        }
        return value;
    }

    /** {@code table.pack(...)} */
    private static void pack(Call call) {
        int count = call.count();
        LuaTable table = call.argumentTable(1);
        table.put(N, Values.box(count));
        call.charge(count >> 2);
        call.returns(table);
    }

    /** {@code table.unpack(list [, i [, j]])} */
    private static void unpack(Call call) {
        if (call.get(1) instanceof LuaTable table && table.metatable() == null) {
            long first = call.optInteger(2, 1);
            long last = call.isNoneOrNil(3) ? table.length() : call.checkInteger(3);
            checkResults(call, first, last);
            call.charge(Math.max(last - first, 0) >> 2);
            call.returnsElements(table, first, last);
        } else {
            new Unpack(call).run(call);
        }
    }

    private static void checkResults(Call call, long first, long last) {
        if (first <= last && (last - first < 0 || last - first >= MAX_RESULTS)) {
            throw call.error("too many results to unpack");
        }
    }

    private static final class Unpack extends Steps {
        private final @Nullable Object list;
        private final long first;
        private long last;
        private boolean lastKnown;
        private @Nullable Object @Nullable [] values;
        private int count;

        Unpack(Call call) {
            list = call.get(1);
            first = call.optInteger(2, 1);
            lastKnown = !call.isNoneOrNil(3);
            last = lastKnown ? call.checkInteger(3) : 0;
        }

        @Override
        void run(Call call) {
            if (!lastKnown) {
                if (!length(call, list)) {
                    return;
                }
                last = integer(value());
                lastKnown = true;
            }
            @Nullable Object[] results = values;
            if (results == null) {
                checkResults(call, first, last);
                int size = first > last ? 0 : (int) (last - first + 1);
                call.memory().allocate((long) size * SLOT_SIZE);
                results = new @Nullable Object[size];
                values = results;
            }
            for (; count < results.length; count++) {
                if (!get(call, list, first + count)) {
                    return;
                }
                results[count] = value();
            }
            call.charge(count);
            call.returnsAll(results);
        }
    }

    private static long integer(@Nullable Object value) {
        return value instanceof Long integer ? integer : 0;
    }

    /** {@code table.concat(list [, sep [, i [, j]]])} */
    private static final class Concat extends Steps {
        private final @Nullable Object list;
        private final LuaString separator;
        private long at;
        private long last;
        private boolean lastKnown;
        private boolean finished;
        private final LuaStringBuilder result;
        private int charged;

        Concat(Call call) {
            list = checkTableLike(call, 1, Event.INDEX, Event.LEN);
            LuaString given = call.optString(2, LuaString.EMPTY);
            separator = given == null ? LuaString.EMPTY : given;
            at = call.optInteger(3, 1);
            lastKnown = !call.isNoneOrNil(4);
            last = lastKnown ? call.checkInteger(4) : 0;
            result = call.builder();
        }

        @Override
        void run(Call call) {
            if (!lastKnown) {
                if (!length(call, list)) {
                    return;
                }
                last = integer(value());
                lastKnown = true;
            }
            finished |= at > last;
            while (!finished) {
                if (!get(call, list, at)) {
                    return;
                }
                LuaString text = Values.toLuaString(value());
                if (text == null) {
                    throw call.error("invalid value (" + Values.typeNameOf(value()) + ") at index " + at
                            + " in table for 'concat'");
                }
                result.append(text);
                finished = at == last;
                if (!finished) {
                    result.append(separator);
                    at++;
                }
                if ((at & ELEMENTS_PER_CHARGE - 1) == 0 && pauses(call, ELEMENTS_PER_CHARGE + bytes())) {
                    return;
                }
            }
            call.charge((at & ELEMENTS_PER_CHARGE - 1) + bytes());
            call.returns(result.toLuaString());
        }

        private int bytes() {
            int work = (result.length() - charged) / Substrings.BYTES_PER_STEP;
            charged = result.length();
            return work;
        }
    }

    /** Copies {@code count} elements one by one, up or down; pauses in between. */
    private static final class Copy {
        private final @Nullable Object source;
        private final @Nullable Object target;
        private final long from;
        private final long to;
        private final long count;
        private final boolean up;
        private long done;
        private boolean read;
        private @Nullable Object element;

        Copy(@Nullable Object source, @Nullable Object target, long from, long to, long count, boolean up) {
            this.source = source;
            this.target = target;
            this.from = from;
            this.to = to;
            this.count = count;
            this.up = up;
        }

        /** Goes on; true when all is copied. */
        boolean run(Call call, Steps steps) {
            while (done < count) {
                long offset = up ? done : count - 1 - done;
                if (!read) {
                    if (!steps.get(call, source, from + offset)) {
                        return false;
                    }
                    element = steps.value();
                    read = true;
                }
                if (!steps.set(call, target, to + offset, element)) {
                    return false;
                }
                read = false;
                done++;
                if ((done & ELEMENTS_PER_CHARGE - 1) == 0 && steps.pauses(call, ELEMENTS_PER_CHARGE)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** {@code table.insert(list, [pos,] value)} */
    private static final class Insert extends Steps {
        private final @Nullable Object list;
        private final int arguments;
        private final long wanted;
        private final @Nullable Object inserted;
        private long position;
        private @Nullable Copy copy;

        Insert(Call call) {
            list = checkTableLike(call, 1, Event.INDEX, Event.NEWINDEX, Event.LEN);
            arguments = call.count();
            wanted = arguments == 3 ? call.checkInteger(2) : 0;
            inserted = call.get(arguments);
        }

        @Override
        void run(Call call) {
            Copy moving = copy;
            if (moving == null) {
                if (!length(call, list)) {
                    return;
                }
                moving = start(call, integer(value()) + 1);
                copy = moving;
            }
            if (moving.run(call, this) && set(call, list, position, inserted)) {
                call.returns();
            }
        }

        private Copy start(Call call, long end) {
            if (arguments == 2) {
                position = end;
            } else if (arguments == 3) {
                position = wanted;
                if (Long.compareUnsigned(position - 1, end) >= 0) {
                    throw call.argumentError(2, "position out of bounds");
                }
            } else {
                throw call.error("wrong number of arguments to 'insert'");
            }
            return new Copy(list, list, position, position + 1, end - position, false);
        }
    }

    private static final class FastAppend extends FastPath {
        FastAppend() {
            super(false);
        }

        @Override
        public @Nullable Object call(Memory memory, @Nullable Object list, @Nullable Object value) {
            return append(list, value) ? null : DECLINED;
        }
    }

    /** {@code table.remove(list [, pos])} */
    private static final class Remove extends Steps {
        private final @Nullable Object list;
        private final boolean given;
        private final long wanted;
        private long position;
        private long size;
        private boolean sizeKnown;
        private boolean read;
        private @Nullable Object removed;
        private @Nullable Copy copy;

        Remove(Call call) {
            list = checkTableLike(call, 1, Event.INDEX, Event.NEWINDEX, Event.LEN);
            given = !call.isNoneOrNil(2);
            wanted = call.optInteger(2, 0);
        }

        @Override
        void run(Call call) {
            if (!sizeKnown) {
                if (!length(call, list)) {
                    return;
                }
                size = integer(value());
                sizeKnown = true;
                position = given ? wanted : size;
                if (position != size && Long.compareUnsigned(position - 1, size) > 0) {
                    throw call.argumentError(1, "position out of bounds");
                }
            }
            if (!read) {
                if (!get(call, list, position)) {
                    return;
                }
                removed = value();
                read = true;
            }
            Copy moving = copy;
            if (moving == null) {
                moving = new Copy(list, list, position + 1, position, Math.max(size - position, 0), true);
                copy = moving;
            }
            if (moving.run(call, this) && set(call, list, Math.max(position, size), null)) {
                call.returns(removed);
            }
        }
    }

    private static final class FastRemoval extends FastPath {
        @Override
        public @Nullable Object call(Memory memory, @Nullable Object list) {
            return removeLast(list);
        }
    }

    /** {@code table.move(a1, f, e, t [,a2])} */
    private static void move(Call call) {
        long from = call.checkInteger(2);
        long last = call.checkInteger(3);
        long to = call.checkInteger(4);
        int targetIndex = call.isNoneOrNil(5) ? 1 : 5;
        Object source = checkTableLike(call, 1, Event.INDEX);
        Object target = checkTableLike(call, targetIndex, Event.NEWINDEX);
        if (last < from) {
            call.returns(target);
            return;
        }
        if (from <= 0 && last >= Long.MAX_VALUE + from) {
            throw call.argumentError(3, "too many elements to move");
        }
        long count = last - from + 1;
        if (to > Long.MAX_VALUE - count + 1) {
            throw call.argumentError(4, "destination wrap around");
        }
        boolean up = to > last || to <= from || !Values.rawEquals(source, target);
        Copy copy = new Copy(source, target, from, to, count, up);
        new Steps() {
            @Override
            void run(Call step) {
                if (copy.run(step, this)) {
                    step.returns(target);
                }
            }
        }.run(call);
    }
}
