package dev.moirai.lua;

import static dev.moirai.lua.bytecode.Op.*;
import static dev.moirai.lua.bytecode.Prototype.SEEN_FLOAT;
import static dev.moirai.lua.bytecode.Prototype.SEEN_INTEGER;
import static java.util.Objects.requireNonNull;

import dev.moirai.lua.bytecode.Prototype;
import org.jspecify.annotations.Nullable;

/**
 * Executes bytecode.
 *
 * <p>{@link #execute} is one method that HotSpot can compile: it must stay below 8,000 bytes of JVM code, so everything
 * that is not the common case is in the classes named {@code …Operations}. Calls between Lua functions do not nest in Java: they change the
 * top frame and go on. Before anything that can throw, call or stop, the frame's {@code pc} is brought up to date.
 */
final class Interpreter {
    private Interpreter() {}

    /** Executes the top frame, and those that follow it, until a native frame or the home is on top or the turn is over. */
    static void execute(Machine m) {
        frames:
        while (!m.stopped()) {
            Coroutine co = m.current();
            Frame frame = co.frame;
            LuaClosure closure = frame == null ? null : frame.closure;
            if (frame == null || closure == null || frame == m.home) {
                return;
            }
            Prototype prototype = closure.prototype;
            int[] code = prototype.code();
            byte[] seen = prototype.seen();
            @Nullable Object[] k = prototype.constants();
            @Nullable Object[] stack = co.stack;
            int base = frame.base;
            int pc = frame.pc;
            while (true) {
                int i = code[pc++];
                int a = base + (i >> 8 & 0xff);
                switch (i & 0xff) {
                    case MOVE -> stack[a] = stack[base + (i >> 16 & 0xff)];
                    case LOADI -> stack[a] = Values.box(i >> 16);
                    case LOADK -> stack[a] = k[i >>> 16];
                    case LOADKX -> stack[a] = k[code[pc++]];
                    case LOADNIL -> {
                        for (int to = a + (i >> 16 & 0xff); a <= to; a++) {
                            stack[a] = null;
                        }
                    }
                    case LOADTRUE -> stack[a] = Boolean.TRUE;
                    case LOADFALSE -> stack[a] = Boolean.FALSE;
                    case GETUPVAL -> stack[a] = closure.upvalues[i >> 16 & 0xff];
                    case GETUPCELL -> stack[a] = cell(closure.upvalues[i >> 16 & 0xff]).value;
                    case SETUPCELL -> cell(closure.upvalues[i >> 16 & 0xff]).value = stack[a];
                    case NEWCELL -> {
                        frame.pc = pc;
                        m.environment().memory().allocate(Memory.CELL);
                        stack[a] = new Cell(stack[a]);
                    }
                    case GETCELL -> stack[a] = cell(stack[base + (i >> 16 & 0xff)]).value;
                    case SETCELL -> cell(stack[a]).value = stack[base + (i >> 16 & 0xff)];
                    case GETGLOBAL, GETFIELD -> {
                        int b = i >> 16 & 0xff;
                        Object object = (i & 0xff) == GETFIELD ? stack[base + b] : closure.upvalues[b];
                        LuaString key = string(k[i >>> 24]);
                        Object value;
                        if (object instanceof LuaTable table
                                && ((value = table.hinted(key, code, pc)) != null || table.metatable == null)) {
                            if (table.layout != null) {
                                prototype.meets(pc - 1, table.layout);
                                prototype.loads(pc - 1, value instanceof Double);
                            }
                            pc++;
                            stack[a] = value;
                        } else {
                            frame.pc = ++pc;
                            value = IndexOperations.index(m, frame, a, object, key);
                            if (value == Machine.PENDING) {
                                continue frames;
                            }
                            stack = co.stack;
                            stack[a] = value;
                        }
                    }
                    case SETFIELD -> {
                        Object object = stack[a];
                        LuaString key = string(k[i >> 16 & 0xff]);
                        Object value = stack[base + (i >>> 24)];
                        if (object instanceof LuaTable table && table.layout != null) {
                            prototype.meets(pc - 1, table.layout);
                        }
                        if (object instanceof LuaTable table && table.putHinted(key, value, code[pc])) {
                            pc++;
                        } else {
                            frame.pc = pc + 1;
                            if (IndexOperations.setField(m, frame, object, key, value, code, pc)) {
                                continue frames;
                            }
                            pc++;
                        }
                    }
                    case SETGLOBAL -> {
                        Object object = closure.upvalues[i >> 8 & 0xff];
                        LuaString key = string(k[i >> 16 & 0xff]);
                        frame.pc = pc + 1;
                        if (IndexOperations.setField(m, frame, object, key, stack[base + (i >>> 24)], code, pc)) {
                            continue frames;
                        }
                        pc++;
                    }
                    case GETINDEX -> {
                        Object object = stack[base + (i >> 16 & 0xff)];
                        Object key = stack[base + (i >>> 24)];
                        Object value;
                        if (object instanceof LuaTable table
                                && ((value = key instanceof Long n ? table.get(n.longValue()) : table.get(key)) != null
                                        || table.metatable == null)) {
                            stack[a] = value;
                        } else {
                            frame.pc = pc;
                            value = IndexOperations.index(m, frame, a, object, key);
                            if (value == Machine.PENDING) {
                                continue frames;
                            }
                            stack = co.stack;
                            stack[a] = value;
                        }
                    }
                    case SETINDEX -> {
                        Object object = stack[a];
                        Object key = stack[base + (i >> 16 & 0xff)];
                        Object value = stack[base + (i >>> 24)];
                        if (!(object instanceof LuaTable table && key instanceof Long n && table.replace(n, value))) {
                            frame.pc = pc;
                            if (IndexOperations.setIndex(m, frame, object, key, value)) {
                                continue frames;
                            }
                        }
                    }
                    case GETINT -> {
                        Object object = stack[base + (i >> 16 & 0xff)];
                        long key = i >>> 24;
                        Object value;
                        if (object instanceof LuaTable table
                                && ((value = table.get(key)) != null || table.metatable == null)) {
                            stack[a] = value;
                        } else {
                            frame.pc = pc;
                            value = IndexOperations.index(m, frame, a, object, Values.box(key));
                            if (value == Machine.PENDING) {
                                continue frames;
                            }
                            stack = co.stack;
                            stack[a] = value;
                        }
                    }
                    case SETINT -> {
                        Object object = stack[a];
                        long key = i >> 16 & 0xff;
                        Object value = stack[base + (i >>> 24)];
                        if (!(object instanceof LuaTable table && table.replace(key, value))) {
                            frame.pc = pc;
                            if (IndexOperations.setIndex(m, frame, object, Values.box(key), value)) {
                                continue frames;
                            }
                        }
                    }
                    case SELF -> {
                        Object object = stack[base + (i >> 16 & 0xff)];
                        LuaString key = string(k[i >>> 24]);
                        stack[a + 1] = object;
                        frame.pc = pc + 1;
                        Object value = IndexOperations.method(m, frame, a, object, key, code, pc);
                        if (value == Machine.PENDING) {
                            continue frames;
                        }
                        stack = co.stack;
                        stack[a] = value;
                        pc++;
                    }
                    case NEWTABLE -> {
                        int items = i >> 16 & 0xff;
                        frame.pc = pc;
                        stack[a] = new LuaTable(
                                m.environment().memory(),
                                items == 0 ? 0 : 1 << items - 1,
                                i >>> 24,
                                prototype.emptyLayout());
                    }
                    case SETLIST -> {
                        int count = i >> 16 & 0xff;
                        frame.pc = pc + 1;
                        IndexOperations.setList(stack, a, count == 0 ? frame.top - a - 1 : count - 1, code[pc++]);
                    }
                    case ADD -> {
                        Object x = stack[base + (i >> 16 & 0xff)];
                        Object y = stack[base + (i >>> 24)];
                        Object value = Arithmetic.add(x, y);
                        if (value == null) {
                            frame.pc = pc;
                            if (ArithmeticOperations.arithmetic(m, frame, i, k)) {
                                continue frames;
                            }
                            stack = co.stack;
                        } else {
                            seen[pc - 1] |= ArithmeticOperations.kind(x, y, value);
                            stack[a] = value;
                        }
                    }
                    case SUB -> {
                        Object x = stack[base + (i >> 16 & 0xff)];
                        Object y = stack[base + (i >>> 24)];
                        Object value = Arithmetic.subtract(x, y);
                        if (value == null) {
                            frame.pc = pc;
                            if (ArithmeticOperations.arithmetic(m, frame, i, k)) {
                                continue frames;
                            }
                            stack = co.stack;
                        } else {
                            seen[pc - 1] |= ArithmeticOperations.kind(x, y, value);
                            stack[a] = value;
                        }
                    }
                    case MUL -> {
                        Object x = stack[base + (i >> 16 & 0xff)];
                        Object y = stack[base + (i >>> 24)];
                        Object value = Arithmetic.multiply(x, y);
                        if (value == null) {
                            frame.pc = pc;
                            if (ArithmeticOperations.arithmetic(m, frame, i, k)) {
                                continue frames;
                            }
                            stack = co.stack;
                        } else {
                            seen[pc - 1] |= ArithmeticOperations.kind(x, y, value);
                            stack[a] = value;
                        }
                    }
                    case ADDK -> {
                        Object x = stack[base + (i >> 16 & 0xff)];
                        Object y = k[i >>> 24];
                        Object value = Arithmetic.add(x, y);
                        if (value == null) {
                            frame.pc = pc;
                            if (ArithmeticOperations.arithmetic(m, frame, i, k)) {
                                continue frames;
                            }
                            stack = co.stack;
                        } else {
                            seen[pc - 1] |= ArithmeticOperations.kind(x, y, value);
                            stack[a] = value;
                        }
                    }
                    case MOD, POW, DIV, IDIV, BAND, BOR, BXOR, SHL, SHR, SUBK, MULK, MODK, POWK, DIVK, IDIVK -> {
                        frame.pc = pc;
                        if (ArithmeticOperations.arithmetic(m, frame, i, k)) {
                            continue frames;
                        }
                        stack = co.stack;
                    }
                    case UNM, BNOT, LEN -> {
                        frame.pc = pc;
                        if (ArithmeticOperations.unary(m, frame, i)) {
                            continue frames;
                        }
                        stack = co.stack;
                    }
                    case NOT -> stack[a] = Values.isTrue(stack[base + (i >> 16 & 0xff)]) ? Boolean.FALSE : Boolean.TRUE;
                    case CONCAT -> {
                        frame.pc = pc;
                        if (ArithmeticOperations.concat(m, frame, a, base + (i >> 16 & 0xff), base + (i >>> 24))) {
                            continue frames;
                        }
                        stack = co.stack;
                    }
                    case JUMP -> pc += i >> 8;
                    case LOOP -> {
                        int end = pc;
                        pc += i >> 8;
                        if ((m.budget += i >> 8) < 0) {
                            frame.pc = pc;
                            m.preempt();
                            return;
                        }
                        if (prototype.heat() > Compilation.HOT) {
                            frame.pc = pc;
                            pc = LoopOperations.hotLoop(m, co, frame, pc, end);
                            if (pc < 0) {
                                continue frames;
                            }
                            stack = co.stack;
                        }
                    }
                    case TEST -> {
                        Object value = stack[a];
                        int jump = code[pc++];
                        if (((value != null && value != Boolean.FALSE) ? 1 : 0) == (i >> 16 & 0xff)) {
                            pc += jump;
                        }
                    }
                    case TESTSET -> {
                        Object value = stack[base + (i >> 16 & 0xff)];
                        int jump = code[pc++];
                        if (((value != null && value != Boolean.FALSE) ? 1 : 0) == i >>> 24) {
                            stack[a] = value;
                            pc += jump;
                        }
                    }
                    case EQ -> {
                        Object x = stack[a];
                        Object y = stack[base + (i >> 16 & 0xff)];
                        int jump = code[pc++];
                        boolean equal;
                        if (x == y && !(x instanceof Double)) {
                            equal = true;
                        } else if (x instanceof Long n && y instanceof Long o) {
                            equal = n.longValue() == o.longValue();
                        } else {
                            frame.pc = pc;
                            int answer = ComparisonOperations.equal(m, frame, x, y);
                            if (answer < 0) {
                                continue frames;
                            }
                            stack = co.stack;
                            equal = answer != 0;
                        }
                        if (equal == (i >>> 24 != 0)) {
                            pc += jump;
                        }
                    }
                    case LT -> {
                        Object x = stack[a];
                        Object y = stack[base + (i >> 16 & 0xff)];
                        int jump = code[pc++];
                        boolean less;
                        seen[pc - 2] |= x instanceof Long && y instanceof Long ? SEEN_INTEGER : SEEN_FLOAT;
                        if (x instanceof Long n && y instanceof Long o) {
                            less = n < o;
                        } else if (x instanceof Double n && y instanceof Double o) {
                            less = n < o;
                        } else {
                            frame.pc = pc;
                            int answer = ComparisonOperations.less(m, frame, x, y);
                            if (answer < 0) {
                                continue frames;
                            }
                            stack = co.stack;
                            less = answer != 0;
                        }
                        if (less == (i >>> 24 != 0)) {
                            pc += jump;
                        }
                    }
                    case LE -> {
                        Object x = stack[a];
                        Object y = stack[base + (i >> 16 & 0xff)];
                        int jump = code[pc++];
                        boolean less;
                        seen[pc - 2] |= x instanceof Long && y instanceof Long ? SEEN_INTEGER : SEEN_FLOAT;
                        if (x instanceof Long n && y instanceof Long o) {
                            less = n <= o;
                        } else if (x instanceof Double n && y instanceof Double o) {
                            less = n <= o;
                        } else {
                            frame.pc = pc;
                            int answer = ComparisonOperations.lessOrEqual(m, frame, x, y);
                            if (answer < 0) {
                                continue frames;
                            }
                            stack = co.stack;
                            less = answer != 0;
                        }
                        if (less == (i >>> 24 != 0)) {
                            pc += jump;
                        }
                    }
                    case EQK -> {
                        Object x = stack[a];
                        Object y = k[i >> 16 & 0xff];
                        int jump = code[pc++];
                        if ((x == y || Values.rawEquals(x, y)) == (i >>> 24 != 0)) {
                            pc += jump;
                        }
                    }
                    case LTK, LEK, GTK, GEK -> {
                        Object x = stack[a];
                        Object y = k[i >> 16 & 0xff];
                        int jump = code[pc++];
                        int answer;
                        seen[pc - 2] |= x instanceof Long && y instanceof Long ? SEEN_INTEGER : SEEN_FLOAT;
                        if (x instanceof Long n && y instanceof Long o) {
                            answer = ComparisonOperations.compare(i & 0xff, n, o);
                        } else {
                            frame.pc = pc;
                            answer = ComparisonOperations.compareWithConstant(m, frame, i & 0xff, x, y);
                            if (answer < 0) {
                                continue frames;
                            }
                            stack = co.stack;
                        }
                        if (answer == i >>> 24) {
                            pc += jump;
                        }
                    }
                    case CALL -> {
                        int b = i >> 16 & 0xff;
                        int arguments = b == 0 ? frame.top - a - 1 : b - 1;
                        int wanted = (i >>> 24) - 1;
                        frame.pc = pc;
                        Object callee = stack[a];
                        if (callee instanceof LuaClosure function) {
                            if (function.prototype.compiled() instanceof CompiledCode compiled) {
                                if (CallSupport.call(m, co, frame, compiled, function, a, arguments, wanted)) {
                                    stack = co.stack;
                                    continue;
                                }
                                continue frames;
                            }
                            m.enter(co, function, a, arguments, wanted);
                            if (m.budget < 0) {
                                m.preempt();
                            }
                            continue frames;
                        }
                        if (!(callee instanceof NativeFunction function)
                                || function.switches()
                                || !m.runNative(co, function, a, arguments)) {
                            CallOperations.call(m, co, callee, a, arguments, wanted);
                            continue frames;
                        }
                        seen[pc - 1] |= function.mark();
                        stack = co.stack;
                        int results = m.nativeResults();
                        if (wanted < 0) {
                            frame.top = a + results;
                        } else {
                            for (; results < wanted; results++) {
                                stack[a + results] = null;
                            }
                        }
                    }
                    case TAILCALL -> {
                        int b = i >> 16 & 0xff;
                        frame.pc = pc;
                        CallOperations.tailCall(m, co, frame, a, b == 0 ? frame.top - a - 1 : b - 1);
                        continue frames;
                    }
                    case RETURN0 -> {
                        CallOperations.returnValues(m, co, frame, a, 0);
                        continue frames;
                    }
                    case RETURN1 -> {
                        Frame caller = frame.previous;
                        if (frame.finish == Frame.CALL
                                && caller != null
                                && caller.closure != null
                                && frame.wanted == 1) {
                            stack[frame.slot] = stack[a];
                            co.frame = caller;
                        } else {
                            CallOperations.returnValues(m, co, frame, a, 1);
                        }
                        continue frames;
                    }
                    case RETURN -> {
                        int b = i >> 16 & 0xff;
                        CallOperations.returnValues(m, co, frame, a, b == 0 ? frame.top - a : b - 1);
                        continue frames;
                    }
                    case RETURNCLOSE -> {
                        int b = i >> 16 & 0xff;
                        frame.pc = pc;
                        if (!CallOperations.closeNext(m, co, frame, base)) {
                            CallOperations.returnValues(m, co, frame, a, b == 0 ? frame.top - a : b - 1);
                        }
                        continue frames;
                    }
                    case FORPREP -> {
                        frame.pc = pc;
                        seen[pc] |= stack[a + 1] instanceof Long ? SEEN_INTEGER : SEEN_FLOAT;
                        seen[pc - 1] |= stack[a] instanceof Long ? SEEN_INTEGER : SEEN_FLOAT;
                        int jump = code[pc++];
                        if (!LoopOperations.prepareLoop(m, stack, a)) {
                            pc += jump;
                        }
                    }
                    case FORLOOP -> {
                        int jump = code[pc++];
                        int end = pc;
                        if (LoopOperations.stepLoop(stack, a)) {
                            seen[end - 2] |= stack[a] instanceof Long ? SEEN_INTEGER : SEEN_FLOAT;
                            pc += jump;
                            if ((m.budget += jump) < 0) {
                                frame.pc = pc;
                                m.preempt();
                                return;
                            }
                            if (prototype.heat() > Compilation.HOT) {
                                frame.pc = pc;
                                pc = LoopOperations.hotLoop(m, co, frame, pc, end);
                                if (pc < 0) {
                                    continue frames;
                                }
                                stack = co.stack;
                            }
                        }
                    }
                    case TFORCALL -> {
                        frame.pc = pc + 1;
                        if (LoopOperations.iterate(m, co, a, i >>> 24, code, pc)) {
                            continue frames;
                        }
                        stack = co.stack;
                        pc++;
                    }
                    case TFORLOOP -> {
                        int jump = code[pc++];
                        int end = pc;
                        Object control = stack[a + 4];
                        if (control != null) {
                            stack[a + 2] = control;
                            pc += jump;
                            if ((m.budget += jump) < 0) {
                                frame.pc = pc;
                                m.preempt();
                                return;
                            }
                            if (prototype.heat() > Compilation.HOT) {
                                frame.pc = pc;
                                pc = LoopOperations.hotLoop(m, co, frame, pc, end);
                                if (pc < 0) {
                                    continue frames;
                                }
                                stack = co.stack;
                            }
                        }
                    }
                    case CLOSURE -> {
                        frame.pc = pc;
                        stack[a] = CallOperations.closure(m, closure, prototype.inner(i >>> 16), stack, base);
                    }
                    case VARARG -> {
                        frame.pc = pc;
                        CallOperations.varargs(m, co, frame, a, (i >>> 24) - 1);
                        stack = co.stack;
                    }
                    case TBC -> {
                        frame.pc = pc;
                        CallOperations.markToClose(m, co, frame, a);
                    }
                    case CLOSE -> {
                        frame.pc = pc;
                        if (CallOperations.closeNext(m, co, frame, a)) {
                            continue frames;
                        }
                        stack = co.stack;
                    }
                    default -> throw new IllegalStateException("no such instruction: " + (i & 0xff));
                }
            }
        }
    }

    /** Takes the result of a metamethod to where the instruction that called it wants it. */
    static void finish(Machine m, Coroutine co, Frame frame, @Nullable Object value, byte finish, int target) {
        switch (finish) {
            case Frame.VALUE -> co.stack[target] = value;
            case Frame.COMPARE -> {
                int[] code = requireNonNull(frame.closure).prototype.code();
                boolean wanted = code[frame.pc - 2] >>> 24 != 0;
                if (Values.isTrue(value) == wanted) {
                    frame.pc += code[frame.pc - 1];
                }
            }
            case Frame.CONCAT -> {
                int i = requireNonNull(frame.closure).prototype.code()[frame.pc - 1];
                co.stack[target] = value;
                ArithmeticOperations.concat(
                        m, frame, frame.base + (i >> 8 & 0xff), frame.base + (i >> 16 & 0xff), target);
            }
            case Frame.AGAIN -> frame.pc--;
            default -> {
                // DROP: the results are not wanted
            }
        }
    }

    private static Cell cell(@Nullable Object value) {
        return (Cell) requireNonNull(value);
    }

    private static LuaString string(@Nullable Object value) {
        return (LuaString) requireNonNull(value);
    }
}
