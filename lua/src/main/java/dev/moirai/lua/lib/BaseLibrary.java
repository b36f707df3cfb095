package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.Chunk;
import dev.moirai.lua.Continuation;
import dev.moirai.lua.Event;
import dev.moirai.lua.FastPath;
import dev.moirai.lua.Library;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaFunction;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaStringBuilder;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Memory;
import dev.moirai.lua.NativeFunction;
import dev.moirai.lua.Numbers;
import dev.moirai.lua.Traversal;
import dev.moirai.lua.Values;
import dev.moirai.lua.syntax.SyntaxException;
import org.jspecify.annotations.Nullable;

/** Lua 5.4 manual §6.1, without what reads files: {@code dofile}, {@code loadfile}, and binary chunks in {@code load}. */
final class BaseLibrary {
    private static final NativeFunction IPAIRS_NEXT = Traversal.indexIterator(BaseLibrary::ipairsNext);

    private static final Attempt ATTEMPT = new Attempt();

    static final Library LIBRARY = Library.globals()
            .value("_VERSION", LuaString.of("Lua 5.4"))
            .function("assert", BaseLibrary::assertTrue)
            .function("collectgarbage", BaseLibrary::collectGarbage)
            .function("error", BaseLibrary::error)
            .function("getmetatable", BaseLibrary::getMetatable)
            .function("ipairs", call -> call.returns(IPAIRS_NEXT, call.checkAny(1), 0L))
            .function("load", BaseLibrary::load)
            .value("next", Traversal.NEXT)
            .function("pairs", BaseLibrary::pairs)
            .value("pcall", NativeFunction.attempt("pcall", BaseLibrary::pcall, ATTEMPT))
            .function("print", BaseLibrary::print)
            .function("rawequal", BaseLibrary::rawEqual)
            .function("rawget", call -> call.returns(call.checkTable(1).get(call.checkAny(2))))
            .function("rawlen", BaseLibrary::rawLength)
            .function("rawset", BaseLibrary::rawSet)
            .function("select", BaseLibrary::select)
            .function("setmetatable", BaseLibrary::setMetatable, new FastMetatable())
            .function("tonumber", BaseLibrary::toNumber, new FastNumber())
            .function("tostring", BaseLibrary::toText)
            .function("warn", BaseLibrary::warn)
            .function("type", call -> call.returns(typeName(call.checkAny(1))), new FastType())
            .function("xpcall", BaseLibrary::xpcall)
            .build();

    private static final LuaString ASSERTION_FAILED = LuaString.of("assertion failed!");
    private static final LuaString TEXT_AND_BINARY = LuaString.of("bt");
    private static final LuaString NIL = LuaString.of("nil");
    private static final LuaString BOOLEAN = LuaString.of("boolean");
    private static final LuaString NUMBER = LuaString.of("number");
    private static final LuaString STRING = LuaString.of("string");
    private static final LuaString TABLE = LuaString.of("table");
    private static final LuaString FUNCTION = LuaString.of("function");
    private static final LuaString THREAD = LuaString.of("thread");
    private static final LuaString USERDATA = LuaString.of("userdata");

    private BaseLibrary() {}

    private static LuaString typeName(@Nullable Object value) {
        return switch (value) {
            case null -> NIL;
            case Boolean _ -> BOOLEAN;
            case Long _, Double _ -> NUMBER;
            case LuaString _ -> STRING;
            case LuaTable _ -> TABLE;
            case LuaFunction _ -> FUNCTION;
            case dev.moirai.lua.Coroutine _ -> THREAD;
            default -> USERDATA;
        };
    }

    private static final class FastType extends FastPath {
        @Override
        public Object call(Memory memory, @Nullable Object value) {
            return typeName(value);
        }
    }

    // --- errors

    private static void rawEqual(Call call) {
        Object a = call.checkAny(1);
        Object b = call.checkAny(2);
        if (a instanceof LuaString x && b instanceof LuaString y) {
            call.charge(Math.min(x.length(), y.length()) / Substrings.BYTES_PER_STEP);
        }
        call.returns(Values.rawEquals(a, b));
    }

    private static void assertTrue(Call call) {
        if (Values.isTrue(call.checkAny(1))) {
            call.returnsArguments(1);
        } else {
            throw positioned(call, call.count() < 2 ? ASSERTION_FAILED : call.get(2), 1);
        }
    }

    private static void error(Call call) {
        throw positioned(call, call.get(1), call.optInteger(2, 1));
    }

    private static LuaError positioned(Call call, @Nullable Object value, long level) {
        if (value instanceof LuaString message && level > 0) {
            String where = call.where((int) Math.min(level, Integer.MAX_VALUE));
            call.charge(message.length() / Substrings.BYTES_PER_STEP);
            return LuaError.of(
                    where.isEmpty()
                            ? message
                            : call.builder().append(where).append(message).toLuaString());
        }
        return LuaError.of(value);
    }

    private static class Attempt implements Continuation.Protected {
        @Override
        public void resume(Call call) {
            call.returnsWith(true);
        }

        @Override
        public void caught(Call call, LuaError error) {
            call.returns(false, error.value());
        }
    }

    private static void pcall(Call call) {
        call.checkAny(1);
        call.protect(ATTEMPT, call.get(1), call.arguments(2));
    }

    private static void xpcall(Call call) {
        LuaFunction handler = call.checkFunction(2);
        call.protect(
                new Attempt() {
                    @Override
                    public Object handler() {
                        return handler;
                    }
                },
                call.get(1),
                call.arguments(3));
    }

    // --- metatables and raw access

    private static void getMetatable(Call call) {
        LuaTable metatable = call.metatable(call.checkAny(1));
        Object shown = metatable == null ? null : metatable.get(Event.METATABLE.key());
        call.returns(shown == null ? metatable : shown);
    }

    private static void setMetatable(Call call) {
        LuaTable table = call.checkTable(1);
        if (call.count() < 2 || !(call.get(2) == null || call.get(2) instanceof LuaTable)) {
            throw call.typeError(2, "nil or table");
        }
        LuaTable old = table.metatable();
        if (old != null && old.get(Event.METATABLE.key()) != null) {
            throw call.error("cannot change a protected metatable");
        }
        table.metatable((LuaTable) call.get(2));
        call.returns(table);
    }

    private static final class FastMetatable extends FastPath {
        @Override
        public @Nullable Object call(Memory memory, @Nullable Object table, @Nullable Object metatable) {
            return attach(table, metatable) ? table : DECLINED;
        }
    }

    private static void rawLength(Call call) {
        switch (call.get(1)) {
            case LuaTable table -> call.returns(table.length());
            case LuaString string -> call.returns((long) string.length());
            case null, default -> throw call.typeError(1, "table or string");
        }
    }

    private static void rawSet(Call call) {
        LuaTable table = call.checkTable(1);
        call.checkAny(2);
        call.checkAny(3);
        table.put(call.get(2), call.get(3));
        call.returns(table);
    }

    // --- traversal

    private static void pairs(Call call) {
        Object value = call.checkAny(1);
        Object method = call.metamethod(value, Event.PAIRS);
        if (method == null) {
            call.returns(Traversal.NEXT, value, null);
        } else {
            call.invoke(step -> step.returns(step.get(1), step.get(2), step.get(3)), method, value);
        }
    }

    private static void ipairsNext(Call call) {
        long index = call.checkInteger(2) + 1;
        Object value = call.get(1);
        if (value instanceof LuaTable table) {
            Object element = table.get(index);
            if (element != null || table.metatable() == null) {
                element(call, index, element);
                return;
            }
        }
        Object element = Metamethods.index(call, step -> element(step, index, step.get(1)), value, Values.box(index));
        if (element != Metamethods.PENDING) {
            element(call, index, element);
        }
    }

    private static void element(Call call, long index, @Nullable Object element) {
        if (element == null) {
            call.returns((Object) null);
        } else {
            call.returns(Values.box(index), element);
        }
    }

    private static void select(Call call) {
        if (call.get(1) instanceof LuaString sign && sign.length() == 1 && sign.byteAt(0) == '#') {
            call.returns(call.count() - 1L);
            return;
        }
        long from = call.checkInteger(1);
        if (from < 0) {
            from = call.count() + from;
        } else if (from > call.count()) {
            from = call.count();
        }
        if (from < 1) {
            throw call.argumentError(1, "index out of range");
        }
        call.returnsArguments((int) from + 1);
    }

    // --- conversions

    private static void toNumber(Call call) {
        if (call.isNoneOrNil(2)) {
            Object value = call.checkAny(1);
            call.returns(call.toNumber(value));
            return;
        }
        long base = call.checkInteger(2);
        if (!(call.get(1) instanceof LuaString string)) {
            throw call.typeError(1, "string");
        }
        call.charge(Numbers.parsingCost(string));
        if (base < 2 || base > 36) {
            throw call.argumentError(2, "base out of range");
        }
        call.returns((Object) toInteger(string, (int) base));
    }

    private static final class FastNumber extends FastPath {
        @Override
        public @Nullable Object call(Memory memory, @Nullable Object value) {
            if (!(value instanceof LuaString text)) {
                return Numbers.toNumber(value);
            }
            return memory.take(0, Numbers.parsingCost(text)) ? Numbers.parse(text) : DECLINED;
        }
    }

    private static @Nullable Long toInteger(LuaString string, int base) {
        int from = 0;
        int to = string.length();
        while (from < to && Ascii.isSpace(string.byteAt(from))) {
            from++;
        }
        while (to > from && Ascii.isSpace(string.byteAt(to - 1))) {
            to--;
        }
        boolean negative = from < to && string.byteAt(from) == '-';
        if (negative || from < to && string.byteAt(from) == '+') {
            from++;
        }
        if (from == to) {
            return null;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int c = string.byteAt(i);
            int digit = c < 128 ? Character.digit(c, base) : -1;
            if (digit < 0) {
                return null;
            }
            value = value * base + digit;
        }
        return negative ? -value : value;
    }

    private static void toText(Call call) {
        Object value = call.checkAny(1);
        LuaString text = text(call, step -> step.returns(checkText(step)), value);
        if (text != null) {
            call.returns(text);
        }
    }

    /** What {@code tostring} gives; null if a function had to be called for it, whose result {@code then} gets. */
    private static @Nullable LuaString text(Call call, Continuation then, @Nullable Object value) {
        Object method = call.metamethod(value, Event.TOSTRING);
        if (method == null) {
            return Identity.describe(call, value);
        }
        call.invoke(then, method, value);
        return null;
    }

    private static LuaString checkText(Call step) {
        LuaString text = Values.toLuaString(step.get(1));
        if (text == null) {
            throw step.error("'__tostring' must return a string");
        }
        return text;
    }

    /** Prints its arguments, one after the other as each may call a {@code __tostring}. */
    private static void print(Call call) {
        new Printing(call.arguments(1), call.builder()).next(call);
    }

    /** Whether the program wants its warnings to be shown; not before it says so. */
    private static final class Warnings {
        private boolean on;
    }

    /** {@code warn(message, ...)}: pieces of a warning; a single piece {@code "@on"} or {@code "@off"} is for us. */
    private static void warn(Call call) {
        LuaStringBuilder pieces = call.builder();
        for (int i = 1; i <= Math.max(call.count(), 1); i++) {
            pieces.append(call.checkString(i));
        }
        LuaString message = pieces.toLuaString();
        call.charge(message.length() / Substrings.BYTES_PER_STEP);
        Warnings warnings = call.environment().attachment(Warnings.class, Warnings::new);
        if (call.count() == 1 && message.length() > 0 && message.byteAt(0) == '@') {
            String control = message.toString();
            warnings.on = control.equals("@on") || warnings.on && !control.equals("@off");
        } else if (warnings.on) {
            call.environment().host().warn(message);
        }
        call.returns();
    }

    private static final class Printing implements Continuation {
        private final @Nullable Object[] values;
        private final LuaStringBuilder line;
        private int done;

        Printing(@Nullable Object[] values, LuaStringBuilder line) {
            this.values = values;
            this.line = line;
        }

        @Override
        public void resume(Call call) {
            add(checkText(call));
            next(call);
        }

        private void add(LuaString text) {
            if (done > 0) {
                line.append('\t');
            }
            line.append(text);
            done++;
        }

        void next(Call call) {
            while (done < values.length) {
                LuaString text = text(call, this, values[done]);
                if (text == null) {
                    return;
                }
                add(text);
            }
            call.environment().host().print(line.toLuaString());
            call.returns();
        }
    }

    // --- code

    /** The longest text that programs can load, as compiling is one step, which nobody can interrupt. */
    private static final int MAX_LOADED = 1 << 20;

    private static void load(Call call) {
        LuaString mode = call.isNoneOrNil(3) ? TEXT_AND_BINARY : call.checkString(3);
        boolean hasEnvironment = call.count() >= 4;
        Object environment = hasEnvironment ? call.get(4) : call.environment().globals();
        LuaString name = call.optString(2, null);
        LuaString text = Values.toLuaString(call.get(1));
        if (text != null) {
            compile(call, text, name == null ? text : name, mode, environment);
        } else {
            LuaFunction reader = call.checkFunction(1);
            LuaString chunkName = name == null ? LuaString.of("=(load)") : name;
            call.protect(new Reading(reader, chunkName, mode, environment, call.builder()), reader);
        }
    }

    private static void compile(
            Call call, LuaString source, LuaString name, LuaString mode, @Nullable Object environment) {
        if (source.length() > MAX_LOADED) {
            call.returns(null, LuaString.of("chunk is too long (limit is " + MAX_LOADED + " bytes)"));
            return;
        }
        boolean binary = source.length() > 0 && source.byteAt(0) == 0x1b;
        if (binary || mode.indexOf(LuaString.of("t"), 0) < 0) {
            call.returns(
                    null,
                    LuaString.of(
                            "attempt to load a " + (binary ? "binary" : "text") + " chunk (mode is '" + mode + "')"));
            return;
        }
        call.charge(source.length());
        call.memory().allocate(8L * source.length());
        try {
            Chunk chunk = Chunk.compile(name.toString(), source.toByteArray());
            call.returns(call.environment().load(chunk, environment));
        } catch (SyntaxException e) {
            call.returns(null, call.string(String.valueOf(e.getMessage())));
        }
    }

    /** Collects the pieces of a chunk that a function gives one by one. */
    private record Reading(
            LuaFunction reader,
            LuaString name,
            LuaString mode,
            @Nullable Object environment,
            LuaStringBuilder source) implements Continuation.Protected {
        @Override
        public void resume(Call call) {
            LuaString piece = Values.toLuaString(call.get(1));
            if (piece != null && piece.length() > 0) {
                source.append(piece);
                call.protect(this, reader);
            } else if (piece != null || call.isNoneOrNil(1)) {
                compile(call, source.toLuaString(), name, mode, environment);
            } else {
                call.returns(null, LuaString.of("reader function must return a string"));
            }
        }

        @Override
        public void caught(Call call, LuaError error) {
            call.returns(null, error.value());
        }
    }

    // --- memory

    /** Garbage is the JVM's business: only what the program can see happens, and options tell what can be told. */
    private static void collectGarbage(Call call) {
        LuaString option = call.optString(1, LuaString.of("collect"));
        switch (String.valueOf(option)) {
            case "collect" -> {
                call.collect();
                call.returns(0L);
            }
            case "step" -> {
                call.collect();
                call.returns(true);
            }
            case "count" -> call.returns(call.memory().used() / 1024.0);
            case "setpause", "setstepmul" -> call.returns(0L);
            case "isrunning" -> call.returns(true);
            case "stop", "restart" -> call.returns(0L);
            case "incremental", "generational" -> call.returns(LuaString.of("incremental"));
            default -> throw call.argumentError(1, "invalid option '" + option + "'");
        }
    }
}
