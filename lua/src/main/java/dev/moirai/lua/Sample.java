package dev.moirai.lua;

import static dev.moirai.lua.bytecode.Op.*;

import dev.moirai.lua.bytecode.Op;
import dev.moirai.lua.bytecode.Prototype;
import dev.moirai.lua.jit.Guesses;
import dev.moirai.lua.jit.Kind;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What kinds of values a function is likely to compute, found by looking at one frame of it in the midst of its work.
 *
 * <p>The instructions are gone through once, in the order of the code, on a copy of the registers: what can be computed
 * without side effects is; for everything else the register still holds what was computed there the last time.
 */
final class Sample {
    private final LuaClosure closure;
    private final Prototype prototype;
    private final int pc;
    private final @Nullable Object[] before;
    private final @Nullable Object[] registers;

    private Sample(LuaClosure closure, int pc, @Nullable Object[] registers) {
        this.closure = closure;
        this.prototype = closure.prototype;
        this.pc = pc;
        this.before = registers;
        this.registers = registers.clone();
    }

    static Sample of(LuaClosure closure, Frame frame, @Nullable Object[] stack) {
        int end = Math.min(frame.base + closure.prototype.registers(), stack.length);
        @Nullable Object[] registers = Arrays.copyOfRange(stack, frame.base, end);
        return new Sample(closure, frame.pc, Arrays.copyOf(registers, closure.prototype.registers()));
    }

    /**
     * @param varies places where nothing is to be guessed
     * @param heads what is guessed about loop heads; filled up
     * @param relearned how often the guess about a loop head was given up; beyond {@code most} it is not guessed again
     */
    Guesses guesses(boolean[] varies, Map<Integer, @Nullable Kind[]> heads, Map<Integer, Integer> relearned, int most) {
        @Nullable Kind[] results = results();
        for (int at = 0; at < results.length; at++) {
            if (varies[at]) {
                results[at] = Kind.ANY;
            }
        }
        int[] code = prototype.code();
        if (pc != 0) {
            for (int at = 0; at < code.length; at += Op.length(code[at] & 0xff)) {
                int target = backwardTarget(code, at);
                if (target >= 0 && relearned.getOrDefault(~target, 0) <= most) {
                    heads.putIfAbsent(target, unboxedKinds(before.length));
                }
            }
        }
        return new Guesses(results, Map.copyOf(heads), unboxedKinds(prototype.parameters()));
    }

    private static int backwardTarget(int[] code, int at) {
        int i = code[at];
        return switch (i & 0xff) {
            case LOOP -> at + 1 + Op.distance(i);
            case FORLOOP, TFORLOOP -> at + 2 + code[at + 1];
            default -> -1;
        };
    }

    private @Nullable Kind[] unboxedKinds(int count) {
        @Nullable Kind[] kinds = new @Nullable Kind[count];
        for (int r = 0; r < count; r++) {
            kinds[r] = before[r] instanceof Long ? Kind.INTEGER : before[r] instanceof Double ? Kind.FLOAT : null;
        }
        return kinds;
    }

    private @Nullable Kind[] results() {
        int[] code = prototype.code();
        @Nullable Kind[] results = new @Nullable Kind[code.length];
        for (int at = 0; at < code.length; at += Op.length(code[at] & 0xff)) {
            int i = code[at];
            int a = Op.a(i);
            if (!writesA(i & 0xff)) {
                continue;
            }
            Object value = compute(at, i, registers[a]);
            results[at] =
                    value instanceof Long ? Kind.BOXED_INTEGER : value instanceof Double ? Kind.BOXED_FLOAT : null;
            registers[a] = value;
        }
        return results;
    }

    private static boolean writesA(int op) {
        return switch (op) {
            case SETUPCELL, SETCELL, SETGLOBAL, SETFIELD, SETINDEX, SETINT, SETLIST, JUMP, LOOP, TEST, TESTSET -> false;
            case EQ, LT, LE, EQK, LTK, LEK, GTK, GEK, TAILCALL, RETURN, RETURN0, RETURN1, RETURNCLOSE -> false;
            case FORLOOP, TFORCALL, TFORLOOP, TBC, CLOSE -> false;
            default -> true;
        };
    }

    /** The value the instruction would give, or what its register held so far. */
    private @Nullable Object compute(int at, int i, @Nullable Object last) {
        int b = Op.b(i);
        int c = Op.c(i);
        int op = i & 0xff;
        return switch (op) {
            case MOVE -> registers[b];
            case LOADI -> Values.box(Op.signedBx(i));
            case LOADK -> prototype.constants()[Op.bx(i)];
            case LOADKX -> prototype.constants()[prototype.code()[at + 1]];
            case GETUPVAL -> closure.upvalues[b];
            case GETUPCELL -> ((Cell) Objects.requireNonNull(closure.upvalues[b])).value;
            case GETCELL -> registers[b] instanceof Cell cell ? cell.value : last;
            case GETGLOBAL -> field(closure.upvalues[b], prototype.constants()[c], last);
            case GETFIELD -> field(registers[b], prototype.constants()[c], last);
            case GETINDEX -> field(registers[b], registers[c], last);
            case GETINT -> field(registers[b], (long) c, last);
            case ADD, SUB, MUL, MOD, POW, DIV, IDIV, BAND, BOR, BXOR, SHL, SHR ->
                arithmetic(op, registers[b], registers[c], last);
            case ADDK, SUBK, MULK, MODK, POWK, DIVK, IDIVK ->
                arithmetic(op - ADDK + ADD, registers[b], prototype.constants()[c], last);
            case UNM -> registers[b] instanceof Long || registers[b] instanceof Double ? registers[b] : last;
            case BNOT -> registers[b] instanceof Long ? registers[b] : last;
            case LEN -> registers[b] instanceof LuaString || registers[b] instanceof LuaTable ? (Object) 1L : last;
            case FORPREP -> registers[Op.a(i)];
            default -> last;
        };
    }

    private static @Nullable Object field(@Nullable Object object, @Nullable Object key, @Nullable Object otherwise) {
        Object value = object instanceof LuaTable table ? table.get(key) : null;
        return value == null ? otherwise : value;
    }

    private static @Nullable Object arithmetic(
            int op, @Nullable Object x, @Nullable Object y, @Nullable Object otherwise) {
        if (!(x instanceof Long || x instanceof Double) || !(y instanceof Long || y instanceof Double)) {
            return otherwise;
        }
        try {
            Object value = Arithmetic.compute(op, x, y);
            return value == null ? otherwise : value;
        } catch (ArithmeticException _) {
            return otherwise;
        }
    }
}
