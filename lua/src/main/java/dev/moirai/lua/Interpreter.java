package dev.moirai.lua;

import static dev.moirai.lua.bytecode.Op.*;
import static dev.moirai.lua.bytecode.Prototype.SEEN_FLOAT;
import static dev.moirai.lua.bytecode.Prototype.SEEN_INTEGER;
import static java.util.Objects.requireNonNull;

import dev.moirai.lua.bytecode.Prototype;
import org.jspecify.annotations.Nullable;

/**
 * Executes bytecode: the fast paths of the frequent instructions. Everything else is for {@link SlowPath}.
 *
 * <p>Calls between Lua functions do not nest in Java: they change the top frame and go on. Before anything that can throw,
 * call or stop, the frame's {@code pc} is brought up to date.
 *
 * <p>{@link #execute} is written for HotSpot's optimizing compiler:
 *
 * <ul>
 *   <li>What it calls is inlined up to 8,000 bytes of JVM code, its own included; then nothing more is, however small. So all
 *       that is not frequent is behind one call of a method too large to be inlined.
 *   <li>What several cases have in common is computed before the switch, for every instruction, and kept in memory as there
 *       are too few processor registers. So each case takes its operands out of {@code i - OP}, which gives the same operands
 *       as {@code i}, but is another expression in each case; and a field that can be read before the switch is read
 *       in one case only.
 *   <li>In the loop over the instructions of a function only {@code pc} changes. When the stack has been replaced by a larger
 *       one, the loop is left.
 * </ul>
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
            @Nullable Object[] upvalues = closure.upvalues;
            @Nullable Object[] stack = co.stack;
            int base = frame.base;
            int pc = frame.pc;
            while (true) {
                int i = code[pc++];
                int distance; // of a jump back
                back:
                {
                    // A case goes on with the next instruction, or leaves the switch where it is not on its fast path.
                    switch (i & 0xff) {
                        case MOVE -> {
                            stack[base + (i >> 8 & 0xff)] = stack[base + (i >> 16 & 0xff)];
                            continue;
                        }
                        case LOADI -> {
                            int w = i - LOADI;
                            stack[base + (w >> 8 & 0xff)] = Values.box(w >> 16);
                            continue;
                        }
                        case LOADK -> {
                            int w = i - LOADK;
                            stack[base + (w >> 8 & 0xff)] = k[w >>> 16];
                            continue;
                        }
                        case LOADTRUE -> {
                            stack[base + (i - LOADTRUE >> 8 & 0xff)] = Boolean.TRUE;
                            continue;
                        }
                        case LOADFALSE -> {
                            stack[base + (i - LOADFALSE >> 8 & 0xff)] = Boolean.FALSE;
                            continue;
                        }
                        case GETUPVAL -> {
                            int w = i - GETUPVAL;
                            stack[base + (w >> 8 & 0xff)] = upvalues[w >> 16 & 0xff];
                            continue;
                        }
                        case GETUPCELL -> {
                            int w = i - GETUPCELL;
                            stack[base + (w >> 8 & 0xff)] = cell(upvalues[w >> 16 & 0xff]).value;
                            continue;
                        }
                        case SETUPCELL -> {
                            int w = i - SETUPCELL;
                            cell(upvalues[w >> 16 & 0xff]).value = stack[base + (w >> 8 & 0xff)];
                            continue;
                        }
                        case GETCELL -> {
                            int w = i - GETCELL;
                            stack[base + (w >> 8 & 0xff)] = cell(stack[base + (w >> 16 & 0xff)]).value;
                            continue;
                        }
                        case SETCELL -> {
                            int w = i - SETCELL;
                            cell(stack[base + (w >> 8 & 0xff)]).value = stack[base + (w >> 16 & 0xff)];
                            continue;
                        }
                        case GETGLOBAL -> {
                            int w = i - GETGLOBAL;
                            if (upvalues[w >> 16 & 0xff] instanceof LuaTable table) {
                                Object value = table.atHint(k[w >>> 24], code[pc]);
                                if (value != null && prototype.knows(pc - 1, table.layout, value)) {
                                    pc++;
                                    stack[base + (w >> 8 & 0xff)] = value;
                                    continue;
                                }
                            }
                        }
                        case GETFIELD -> {
                            int w = i - GETFIELD;
                            if (stack[base + (w >> 16 & 0xff)] instanceof LuaTable table) {
                                Object value = table.atHint(k[w >>> 24], code[pc]);
                                if (value != null && prototype.knows(pc - 1, table.layout, value)) {
                                    pc++;
                                    stack[base + (w >> 8 & 0xff)] = value;
                                    continue;
                                }
                            }
                        }
                        case SETFIELD -> {
                            int w = i - SETFIELD;
                            if (stack[base + (w >> 8 & 0xff)] instanceof LuaTable table
                                    && prototype.knows(pc - 1, table.layout)
                                    && table.putHinted(k[w >> 16 & 0xff], stack[base + (w >>> 24)], code[pc])) {
                                pc++;
                                continue;
                            }
                        }
                        case GETINDEX -> {
                            int w = i - GETINDEX;
                            if (stack[base + (w >> 16 & 0xff)] instanceof LuaTable table
                                    && stack[base + (w >>> 24)] instanceof Long n) {
                                Object value = table.element(n);
                                if (value != null) {
                                    stack[base + (w >> 8 & 0xff)] = value;
                                    continue;
                                }
                            }
                        }
                        case SETINDEX -> {
                            int w = i - SETINDEX;
                            if (stack[base + (w >> 8 & 0xff)] instanceof LuaTable table
                                    && stack[base + (w >> 16 & 0xff)] instanceof Long n
                                    && table.replace(n, stack[base + (w >>> 24)])) {
                                continue;
                            }
                        }
                        case GETINT -> {
                            int w = i - GETINT;
                            if (stack[base + (w >> 16 & 0xff)] instanceof LuaTable table) {
                                Object value = table.element(w >>> 24);
                                if (value != null) {
                                    stack[base + (w >> 8 & 0xff)] = value;
                                    continue;
                                }
                            }
                        }
                        case ADD -> {
                            int w = i - ADD;
                            Object x = stack[base + (w >> 16 & 0xff)];
                            Object y = stack[base + (w >>> 24)];
                            if (x instanceof Long p && y instanceof Long q) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                stack[base + (w >> 8 & 0xff)] = Values.box(p + q);
                                continue;
                            }
                            if (x instanceof Double p && y instanceof Double q) {
                                seen[pc - 1] |= SEEN_FLOAT;
                                stack[base + (w >> 8 & 0xff)] = p + q;
                                continue;
                            }
                        }
                        case SUB -> {
                            int w = i - SUB;
                            Object x = stack[base + (w >> 16 & 0xff)];
                            Object y = stack[base + (w >>> 24)];
                            if (x instanceof Long p && y instanceof Long q) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                stack[base + (w >> 8 & 0xff)] = Values.box(p - q);
                                continue;
                            }
                            if (x instanceof Double p && y instanceof Double q) {
                                seen[pc - 1] |= SEEN_FLOAT;
                                stack[base + (w >> 8 & 0xff)] = p - q;
                                continue;
                            }
                        }
                        case MUL -> {
                            int w = i - MUL;
                            Object x = stack[base + (w >> 16 & 0xff)];
                            Object y = stack[base + (w >>> 24)];
                            if (x instanceof Long p && y instanceof Long q) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                stack[base + (w >> 8 & 0xff)] = Values.box(p * q);
                                continue;
                            }
                            if (x instanceof Double p && y instanceof Double q) {
                                seen[pc - 1] |= SEEN_FLOAT;
                                stack[base + (w >> 8 & 0xff)] = p * q;
                                continue;
                            }
                        }
                        case DIV -> {
                            int w = i - DIV;
                            if (stack[base + (w >> 16 & 0xff)] instanceof Double p
                                    && stack[base + (w >>> 24)] instanceof Double q) {
                                seen[pc - 1] |= SEEN_FLOAT;
                                stack[base + (w >> 8 & 0xff)] = p / q;
                                continue;
                            }
                        }
                        case MOD -> {
                            int w = i - MOD;
                            if (stack[base + (w >> 16 & 0xff)] instanceof Long p
                                    && stack[base + (w >>> 24)] instanceof Long q
                                    && q > 0) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                stack[base + (w >> 8 & 0xff)] = Values.box(Math.floorMod(p, q));
                                continue;
                            }
                        }
                        case BAND -> {
                            int w = i - BAND;
                            if (stack[base + (w >> 16 & 0xff)] instanceof Long p
                                    && stack[base + (w >>> 24)] instanceof Long q) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                stack[base + (w >> 8 & 0xff)] = Values.box(p & q);
                                continue;
                            }
                        }
                        case BOR -> {
                            int w = i - BOR;
                            if (stack[base + (w >> 16 & 0xff)] instanceof Long p
                                    && stack[base + (w >>> 24)] instanceof Long q) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                stack[base + (w >> 8 & 0xff)] = Values.box(p | q);
                                continue;
                            }
                        }
                        case BXOR -> {
                            int w = i - BXOR;
                            if (stack[base + (w >> 16 & 0xff)] instanceof Long p
                                    && stack[base + (w >>> 24)] instanceof Long q) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                stack[base + (w >> 8 & 0xff)] = Values.box(p ^ q);
                                continue;
                            }
                        }
                        case SHL -> {
                            int w = i - SHL;
                            if (stack[base + (w >> 16 & 0xff)] instanceof Long p
                                    && stack[base + (w >>> 24)] instanceof Long q
                                    && q >>> 6 == 0) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                stack[base + (w >> 8 & 0xff)] = Values.box(p << q);
                                continue;
                            }
                        }
                        case SHR -> {
                            int w = i - SHR;
                            if (stack[base + (w >> 16 & 0xff)] instanceof Long p
                                    && stack[base + (w >>> 24)] instanceof Long q
                                    && q >>> 6 == 0) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                stack[base + (w >> 8 & 0xff)] = Values.box(p >>> q);
                                continue;
                            }
                        }
                        case ADDK -> {
                            int w = i - ADDK;
                            Object x = stack[base + (w >> 16 & 0xff)];
                            Object y = k[w >>> 24];
                            if (x instanceof Long p && y instanceof Long q) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                stack[base + (w >> 8 & 0xff)] = Values.box(p + q);
                                continue;
                            }
                            if (x instanceof Double p && y instanceof Double q) {
                                seen[pc - 1] |= SEEN_FLOAT;
                                stack[base + (w >> 8 & 0xff)] = p + q;
                                continue;
                            }
                        }
                        case SUBK -> {
                            int w = i - SUBK;
                            Object x = stack[base + (w >> 16 & 0xff)];
                            Object y = k[w >>> 24];
                            if (x instanceof Long p && y instanceof Long q) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                stack[base + (w >> 8 & 0xff)] = Values.box(p - q);
                                continue;
                            }
                            if (x instanceof Double p && y instanceof Double q) {
                                seen[pc - 1] |= SEEN_FLOAT;
                                stack[base + (w >> 8 & 0xff)] = p - q;
                                continue;
                            }
                        }
                        case MULK -> {
                            int w = i - MULK;
                            Object x = stack[base + (w >> 16 & 0xff)];
                            Object y = k[w >>> 24];
                            if (x instanceof Long p && y instanceof Long q) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                stack[base + (w >> 8 & 0xff)] = Values.box(p * q);
                                continue;
                            }
                            if (x instanceof Double p && y instanceof Double q) {
                                seen[pc - 1] |= SEEN_FLOAT;
                                stack[base + (w >> 8 & 0xff)] = p * q;
                                continue;
                            }
                        }
                        case MODK -> {
                            int w = i - MODK;
                            if (stack[base + (w >> 16 & 0xff)] instanceof Long p
                                    && k[w >>> 24] instanceof Long q
                                    && q > 0) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                stack[base + (w >> 8 & 0xff)] = Values.box(Math.floorMod(p, q));
                                continue;
                            }
                        }
                        case BANDK -> {
                            int w = i - BANDK;
                            if (stack[base + (w >> 16 & 0xff)] instanceof Long p && k[w >>> 24] instanceof Long q) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                stack[base + (w >> 8 & 0xff)] = Values.box(p & q);
                                continue;
                            }
                        }
                        case SHLK -> {
                            int w = i - SHLK;
                            if (stack[base + (w >> 16 & 0xff)] instanceof Long p
                                    && k[w >>> 24] instanceof Long q
                                    && q >>> 6 == 0) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                stack[base + (w >> 8 & 0xff)] = Values.box(p << q);
                                continue;
                            }
                        }
                        case SHRK -> {
                            int w = i - SHRK;
                            if (stack[base + (w >> 16 & 0xff)] instanceof Long p
                                    && k[w >>> 24] instanceof Long q
                                    && q >>> 6 == 0) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                stack[base + (w >> 8 & 0xff)] = Values.box(p >>> q);
                                continue;
                            }
                        }
                        case LEN -> {
                            int w = i - LEN;
                            if (stack[base + (w >> 16 & 0xff)] instanceof LuaTable table && table.metatable == null) {
                                stack[base + (w >> 8 & 0xff)] = Values.box(table.arraySize);
                                continue;
                            }
                        }
                        case NOT -> {
                            int w = i - NOT;
                            Object value = stack[base + (w >> 16 & 0xff)];
                            stack[base + (w >> 8 & 0xff)] =
                                    value == null || value == Boolean.FALSE ? Boolean.TRUE : Boolean.FALSE;
                            continue;
                        }
                        case JUMP -> {
                            pc += i - JUMP >> 8;
                            continue;
                        }
                        case LOOP -> {
                            distance = i - LOOP >> 8;
                            break back;
                        }
                        case TEST -> {
                            int w = i - TEST;
                            Object value = stack[base + (w >> 8 & 0xff)];
                            int jump = code[pc++];
                            if ((value != null && value != Boolean.FALSE) == ((w >> 16 & 0xff) != 0)) {
                                pc += jump;
                            }
                            continue;
                        }
                        case TESTSET -> {
                            int w = i - TESTSET;
                            Object value = stack[base + (w >> 16 & 0xff)];
                            int jump = code[pc++];
                            if ((value != null && value != Boolean.FALSE) == (w >>> 24 != 0)) {
                                stack[base + (w >> 8 & 0xff)] = value;
                                pc += jump;
                            }
                            continue;
                        }
                        case EQ -> {
                            int w = i - EQ;
                            Object x = stack[base + (w >> 8 & 0xff)];
                            Object y = stack[base + (w >> 16 & 0xff)];
                            if (x instanceof Long p && y instanceof Long q) {
                                int jump = code[pc++];
                                if ((p.longValue() == q.longValue()) == (w >>> 24 != 0)) {
                                    pc += jump;
                                }
                                continue;
                            }
                        }
                        case EQK -> {
                            int w = i - EQK;
                            Object x = stack[base + (w >> 8 & 0xff)];
                            Object y = k[w >> 16 & 0xff];
                            if (x == y || x == null || y == null || x instanceof Long && y instanceof Long) {
                                int jump = code[pc++];
                                if ((x == y || x instanceof Long p && p.equals(y)) == (w >>> 24 != 0)) {
                                    pc += jump;
                                }
                                continue;
                            }
                        }
                        case LT -> {
                            int w = i - LT;
                            Object x = stack[base + (w >> 8 & 0xff)];
                            Object y = stack[base + (w >> 16 & 0xff)];
                            if (x instanceof Long p && y instanceof Long q) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                int jump = code[pc++];
                                if (p < q == (w >>> 24 != 0)) {
                                    pc += jump;
                                }
                                continue;
                            }
                            if (x instanceof Double p && y instanceof Double q) {
                                seen[pc - 1] |= SEEN_FLOAT;
                                int jump = code[pc++];
                                if (p < q == (w >>> 24 != 0)) {
                                    pc += jump;
                                }
                                continue;
                            }
                        }
                        case LE -> {
                            int w = i - LE;
                            Object x = stack[base + (w >> 8 & 0xff)];
                            Object y = stack[base + (w >> 16 & 0xff)];
                            if (x instanceof Long p && y instanceof Long q) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                int jump = code[pc++];
                                if (p <= q == (w >>> 24 != 0)) {
                                    pc += jump;
                                }
                                continue;
                            }
                            if (x instanceof Double p && y instanceof Double q) {
                                seen[pc - 1] |= SEEN_FLOAT;
                                int jump = code[pc++];
                                if (p <= q == (w >>> 24 != 0)) {
                                    pc += jump;
                                }
                                continue;
                            }
                        }
                        case LTK -> {
                            int w = i - LTK;
                            Object x = stack[base + (w >> 8 & 0xff)];
                            Object y = k[w >> 16 & 0xff];
                            if (x instanceof Long p && y instanceof Long q) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                int jump = code[pc++];
                                if (p < q == (w >>> 24 != 0)) {
                                    pc += jump;
                                }
                                continue;
                            }
                        }
                        case LEK -> {
                            int w = i - LEK;
                            Object x = stack[base + (w >> 8 & 0xff)];
                            Object y = k[w >> 16 & 0xff];
                            if (x instanceof Long p && y instanceof Long q) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                int jump = code[pc++];
                                if (p <= q == (w >>> 24 != 0)) {
                                    pc += jump;
                                }
                                continue;
                            }
                        }
                        case GTK -> {
                            int w = i - GTK;
                            Object x = stack[base + (w >> 8 & 0xff)];
                            Object y = k[w >> 16 & 0xff];
                            if (x instanceof Long p && y instanceof Long q) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                int jump = code[pc++];
                                if (p > q == (w >>> 24 != 0)) {
                                    pc += jump;
                                }
                                continue;
                            }
                        }
                        case GEK -> {
                            int w = i - GEK;
                            Object x = stack[base + (w >> 8 & 0xff)];
                            Object y = k[w >> 16 & 0xff];
                            if (x instanceof Long p && y instanceof Long q) {
                                seen[pc - 1] |= SEEN_INTEGER;
                                int jump = code[pc++];
                                if (p >= q == (w >>> 24 != 0)) {
                                    pc += jump;
                                }
                                continue;
                            }
                        }
                        case CALL -> {
                            int w = i - CALL;
                            int a = base + (w >> 8 & 0xff);
                            if (stack[a] instanceof LuaClosure function && function.prototype.compiled() == null) {
                                int b = w >> 16 & 0xff;
                                frame.pc = pc;
                                m.enter(co, function, a, b == 0 ? frame.top - a - 1 : b - 1, (w >>> 24) - 1);
                                if (m.budget < 0) {
                                    m.preempt();
                                }
                                continue frames;
                            }
                        }
                        case RETURN0, RETURN1 -> {
                            int w = i - RETURN0; // nothing is borrowed from the operands, as RETURN1 is greater
                            int count = w & 0xff;
                            int wanted = frame.wanted;
                            Frame caller = frame.previous;
                            if (wanted >= 0
                                    && wanted <= count
                                    && frame.finish == Frame.CALL
                                    && caller != null
                                    && caller.closure != null) {
                                if (wanted > 0) {
                                    stack[frame.slot] = stack[base + (w >> 8 & 0xff)];
                                }
                                co.frame = caller;
                                continue frames;
                            }
                        }
                        case FORLOOP -> {
                            int a = base + (i - FORLOOP >> 8 & 0xff);
                            if (!LoopOperations.stepLoop(stack, a)) {
                                pc++;
                                continue;
                            }
                            seen[pc - 1] |= stack[a] instanceof Long ? SEEN_INTEGER : SEEN_FLOAT;
                            distance = code[pc++];
                            break back;
                        }
                        case TFORCALL -> {
                            int w = i - TFORCALL;
                            frame.pc = pc + 1;
                            if (LoopOperations.iterate(m, co, base + (w >> 8 & 0xff), w >>> 24, code, pc)
                                    || stack != co.stack) {
                                continue frames;
                            }
                            pc++;
                            continue;
                        }
                        case TFORLOOP -> {
                            int a = base + (i - TFORLOOP >> 8 & 0xff);
                            Object control = stack[a + 4];
                            if (control == null) {
                                pc++;
                                continue;
                            }
                            stack[a + 2] = control;
                            distance = code[pc++];
                            break back;
                        }
                        default -> {
                            // rare
                        }
                    }
                    pc = SlowPath.execute(m, co, frame, i, pc);
                    if (pc == SlowPath.LEFT) {
                        continue frames;
                    }
                    if (stack != co.stack) {
                        frame.pc = pc;
                        continue frames;
                    }
                    continue;
                }
                int end = pc;
                pc += distance;
                if ((m.budget += distance) < 0) {
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
                    if (stack != co.stack) {
                        frame.pc = pc;
                        continue frames;
                    }
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
}
