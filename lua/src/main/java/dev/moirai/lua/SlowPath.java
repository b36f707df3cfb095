package dev.moirai.lua;

import static dev.moirai.lua.bytecode.Op.*;
import static dev.moirai.lua.bytecode.Prototype.SEEN_FLOAT;
import static dev.moirai.lua.bytecode.Prototype.SEEN_INTEGER;
import static java.util.Objects.requireNonNull;

import dev.moirai.lua.bytecode.Prototype;
import org.jspecify.annotations.Nullable;

/**
 * Executes single instructions: those that are rare, and the others where the {@link Interpreter} did not find its fast
 * path. What is more than a few lines is in the classes named {@code …Operations}.
 *
 * <p>It is a method too large for HotSpot to inline, which leaves the room for inlining there to the fast paths.
 */
final class SlowPath {
    /** Given back in place of the next instruction: the top frame has changed, or the turn has ended. */
    static final int LEFT = -1;

    private SlowPath() {}

    /**
     * Executes an instruction of the top frame; gives where that goes on, or {@link #LEFT}. The stack may be another one then.
     *
     * @param next the place of the word behind the instruction, which may belong to it
     */
    static int execute(Machine m, Coroutine co, Frame frame, int i, int next) {
        LuaClosure closure = requireNonNull(frame.closure);
        Prototype prototype = closure.prototype;
        int[] code = prototype.code();
        @Nullable Object[] k = prototype.constants();
        @Nullable Object[] stack = co.stack;
        int base = frame.base;
        int a = base + (i >> 8 & 0xff);
        int pc = next;
        frame.pc = pc;
        switch (i & 0xff) {
            case LOADKX -> stack[a] = k[code[pc++]];
            case LOADNIL -> {
                for (int to = a + (i >> 16 & 0xff); a <= to; a++) {
                    stack[a] = null;
                }
            }
            case NEWCELL -> {
                m.memory().allocate(Memory.CELL);
                stack[a] = new Cell(stack[a]);
            }
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
                    stack[a] = value;
                } else {
                    frame.pc = pc + 1;
                    value = IndexOperations.index(m, frame, a, object, key);
                    if (value == Machine.PENDING) {
                        return LEFT;
                    }
                    co.stack[a] = value;
                }
                pc++;
            }
            case SETFIELD -> {
                Object object = stack[a];
                LuaString key = string(k[i >> 16 & 0xff]);
                Object value = stack[base + (i >>> 24)];
                if (object instanceof LuaTable table && table.layout != null) {
                    prototype.meets(pc - 1, table.layout);
                }
                if (!(object instanceof LuaTable table && table.putHinted(key, value, code[pc]))) {
                    frame.pc = pc + 1;
                    if (IndexOperations.setField(m, frame, object, key, value, code, pc)) {
                        return LEFT;
                    }
                }
                pc++;
            }
            case SETGLOBAL -> {
                Object object = closure.upvalues[i >> 8 & 0xff];
                LuaString key = string(k[i >> 16 & 0xff]);
                frame.pc = pc + 1;
                if (IndexOperations.setField(m, frame, object, key, stack[base + (i >>> 24)], code, pc)) {
                    return LEFT;
                }
                pc++;
            }
            case GETINDEX -> {
                Object object = stack[base + (i >> 16 & 0xff)];
                Object key = stack[base + (i >>> 24)];
                Object value = IndexOperations.index(m, frame, a, object, key);
                if (value == Machine.PENDING) {
                    return LEFT;
                }
                co.stack[a] = value;
            }
            case SETINDEX -> {
                Object key = stack[base + (i >> 16 & 0xff)];
                if (IndexOperations.setIndex(m, frame, stack[a], key, stack[base + (i >>> 24)])) {
                    return LEFT;
                }
            }
            case GETINT -> {
                Object object = stack[base + (i >> 16 & 0xff)];
                Object value = IndexOperations.index(m, frame, a, object, Values.box(i >>> 24));
                if (value == Machine.PENDING) {
                    return LEFT;
                }
                co.stack[a] = value;
            }
            case SETINT -> {
                Object object = stack[a];
                long key = i >> 16 & 0xff;
                Object value = stack[base + (i >>> 24)];
                if (!(object instanceof LuaTable table && table.replace(key, value))
                        && IndexOperations.setIndex(m, frame, object, Values.box(key), value)) {
                    return LEFT;
                }
            }
            case SELF -> {
                Object object = stack[base + (i >> 16 & 0xff)];
                LuaString key = string(k[i >>> 24]);
                stack[a + 1] = object;
                frame.pc = pc + 1;
                Object value = IndexOperations.method(m, frame, a, object, key, code, pc);
                if (value == Machine.PENDING) {
                    return LEFT;
                }
                co.stack[a] = value;
                pc++;
            }
            case NEWTABLE -> {
                int items = i >> 16 & 0xff;
                stack[a] = new LuaTable(m.memory(), items == 0 ? 0 : 1 << items - 1, i >>> 24, prototype.emptyLayout());
            }
            case SETLIST -> {
                int count = i >> 16 & 0xff;
                frame.pc = pc + 1;
                IndexOperations.setList(stack, a, count == 0 ? frame.top - a - 1 : count - 1, code[pc++]);
            }
            case ADD,
                    SUB,
                    MUL,
                    MOD,
                    POW,
                    DIV,
                    IDIV,
                    BAND,
                    BOR,
                    BXOR,
                    SHL,
                    SHR,
                    ADDK,
                    SUBK,
                    MULK,
                    MODK,
                    POWK,
                    DIVK,
                    IDIVK,
                    BANDK,
                    BORK,
                    BXORK,
                    SHLK,
                    SHRK -> {
                if (ArithmeticOperations.arithmetic(m, frame, i, k)) {
                    return LEFT;
                }
            }
            case UNM, BNOT, LEN -> {
                if (ArithmeticOperations.unary(m, frame, i)) {
                    return LEFT;
                }
            }
            case CONCAT -> {
                if (ArithmeticOperations.concat(m, frame, a, base + (i >> 16 & 0xff), base + (i >>> 24))) {
                    return LEFT;
                }
            }
            case EQ -> {
                frame.pc = pc + 1;
                int answer = ComparisonOperations.equal(m, frame, stack[a], stack[base + (i >> 16 & 0xff)]);
                if (answer < 0) {
                    return LEFT;
                }
                pc = jumpIf(answer == i >>> 24, code, pc);
            }
            case LT, LE -> {
                Object x = stack[a];
                Object y = stack[base + (i >> 16 & 0xff)];
                frame.pc = pc + 1;
                prototype.seen()[pc - 1] |= x instanceof Long && y instanceof Long ? SEEN_INTEGER : SEEN_FLOAT;
                int answer = (i & 0xff) == LT
                        ? ComparisonOperations.less(m, frame, x, y)
                        : ComparisonOperations.lessOrEqual(m, frame, x, y);
                if (answer < 0) {
                    return LEFT;
                }
                pc = jumpIf(answer == i >>> 24, code, pc);
            }
            case EQK -> pc = jumpIf(Values.rawEquals(stack[a], k[i >> 16 & 0xff]) == (i >>> 24 != 0), code, pc);
            case LTK, LEK, GTK, GEK -> {
                Object x = stack[a];
                Object y = k[i >> 16 & 0xff];
                frame.pc = pc + 1;
                prototype.seen()[pc - 1] |= x instanceof Long && y instanceof Long ? SEEN_INTEGER : SEEN_FLOAT;
                int answer = ComparisonOperations.compareWithConstant(m, frame, i & 0xff, x, y);
                if (answer < 0) {
                    return LEFT;
                }
                pc = jumpIf(answer == i >>> 24, code, pc);
            }
            case CALL -> {
                int b = i >> 16 & 0xff;
                return CallOperations.call(m, co, frame, a, b == 0 ? frame.top - a - 1 : b - 1, (i >>> 24) - 1);
            }
            case TAILCALL -> {
                int b = i >> 16 & 0xff;
                CallOperations.tailCall(m, co, frame, a, b == 0 ? frame.top - a - 1 : b - 1);
                return LEFT;
            }
            case RETURN0, RETURN1 -> {
                CallOperations.returnValues(m, co, frame, a, (i & 0xff) - RETURN0);
                return LEFT;
            }
            case RETURN -> {
                int b = i >> 16 & 0xff;
                CallOperations.returnValues(m, co, frame, a, b == 0 ? frame.top - a : b - 1);
                return LEFT;
            }
            case RETURNCLOSE -> {
                int b = i >> 16 & 0xff;
                if (!CallOperations.closeNext(m, co, frame, base)) {
                    CallOperations.returnValues(m, co, frame, a, b == 0 ? frame.top - a : b - 1);
                }
                return LEFT;
            }
            case FORPREP -> {
                byte[] seen = prototype.seen();
                seen[pc] |= stack[a + 1] instanceof Long ? SEEN_INTEGER : SEEN_FLOAT;
                seen[pc - 1] |= stack[a] instanceof Long ? SEEN_INTEGER : SEEN_FLOAT;
                pc = jumpIf(!LoopOperations.prepareLoop(m, stack, a), code, pc);
            }
            case CLOSURE -> stack[a] = CallOperations.closure(m, closure, prototype.inner(i >>> 16), stack, base);
            case VARARG -> CallOperations.varargs(m, co, frame, a, (i >>> 24) - 1);
            case TBC -> CallOperations.markToClose(m, co, frame, a);
            case CLOSE -> {
                if (CallOperations.closeNext(m, co, frame, a)) {
                    return LEFT;
                }
            }
            default -> throw new IllegalStateException("no such instruction: " + (i & 0xff));
        }
        return pc;
    }

    /** Where an instruction goes on that may jump, by the distance in its second word. */
    private static int jumpIf(boolean jump, int[] code, int second) {
        return second + 1 + (jump ? code[second] : 0);
    }

    private static LuaString string(@Nullable Object value) {
        return (LuaString) requireNonNull(value);
    }
}
