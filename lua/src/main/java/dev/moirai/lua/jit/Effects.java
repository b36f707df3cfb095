package dev.moirai.lua.jit;

import static dev.moirai.lua.bytecode.Op.*;

import dev.moirai.lua.bytecode.Op;
import dev.moirai.lua.bytecode.Prototype;
import java.util.BitSet;

/** Which registers each instruction reads and writes, and where it can go. */
final class Effects {
    private final Prototype prototype;
    private final int[] code;
    /** For each place where a list is open, the register where its open part begins. */
    private final int[] openFrom;

    Effects(Prototype prototype) {
        this.prototype = prototype;
        this.code = prototype.code();
        this.openFrom = openLists(code);
    }

    /** An open list is used by the instruction behind the one that made it, or a few moves later; never across a jump. */
    private static int[] openLists(int[] code) {
        int[] from = new int[code.length];
        int open = -1;
        for (int pc = 0; pc < code.length; pc += Op.length(code[pc] & 0xff)) {
            from[pc] = open;
            int op = code[pc] & 0xff;
            if ((op == CALL || op == VARARG) && code[pc] >>> 24 == 0) {
                open = Op.a(code[pc]);
            } else if (op == TAILCALL) {
                open = Op.a(code[pc]);
            }
        }
        return from;
    }

    /** The register where the open list begins that the instruction at {@code pc} uses. */
    int openFrom(int pc) {
        return openFrom[pc];
    }

    /** Whether the instruction takes an open list. */
    static boolean takesOpenList(int i) {
        return switch (i & 0xff) {
            case CALL, TAILCALL, RETURN, SETLIST -> Op.b(i) == 0;
            default -> false;
        };
    }

    /** The registers read by the instruction at {@code pc}, but for the open part of a list. */
    void uses(int pc, BitSet into) {
        int i = code[pc];
        int a = Op.a(i);
        int b = Op.b(i);
        int c = Op.c(i);
        switch (i & 0xff) {
            case MOVE, GETCELL, GETFIELD, GETINT, SELF, UNM, BNOT, LEN, NOT, TESTSET -> into.set(b);
            case ADDK, SUBK, MULK, MODK, POWK, DIVK, IDIVK -> into.set(b);
            case SETUPCELL, NEWCELL, TEST, RETURN1, EQK, LTK, LEK, GTK, GEK -> into.set(a);
            case SETCELL, EQ, LT, LE -> {
                into.set(a);
                into.set(b);
            }
            case SETGLOBAL -> into.set(c);
            case SETFIELD, SETINT -> {
                into.set(a);
                into.set(c);
            }
            case GETINDEX, ADD, SUB, MUL, MOD, POW, DIV, IDIV, BAND, BOR, BXOR, SHL, SHR -> {
                into.set(b);
                into.set(c);
            }
            case SETINDEX -> {
                into.set(a);
                into.set(b);
                into.set(c);
            }
            case CONCAT -> into.set(b, c + 1);
            case SETLIST, CALL, TAILCALL -> into.set(a, b == 0 ? Math.max(openFrom[pc], a + 1) : a + b);
            case RETURN -> into.set(a, b == 0 ? Math.max(openFrom[pc], a) : a + b - 1);
            case FORPREP, FORLOOP, TFORCALL -> into.set(a, a + 3);
            case TFORLOOP -> into.set(a + 4);
            case CLOSURE -> {
                for (Prototype.Upvalue upvalue : prototype.inner(Op.bx(i)).upvalues()) {
                    if (upvalue.source() == Prototype.Source.REGISTER) {
                        into.set(upvalue.index());
                    }
                }
            }
            default -> {
                // reads no register
            }
        }
    }

    /** The registers that certainly have a new value behind the instruction, on every way out of it. */
    void definitions(int pc, BitSet into) {
        int i = code[pc];
        int a = Op.a(i);
        int b = Op.b(i);
        int c = Op.c(i);
        switch (i & 0xff) {
            case MOVE, LOADI, LOADK, LOADKX, LOADTRUE, LOADFALSE, GETUPVAL, GETUPCELL, NEWCELL, GETCELL -> into.set(a);
            case GETGLOBAL, GETFIELD, GETINDEX, GETINT, NEWTABLE, UNM, BNOT, LEN, NOT, CONCAT, CLOSURE -> into.set(a);
            case ADD, SUB, MUL, MOD, POW, DIV, IDIV, BAND, BOR, BXOR, SHL, SHR -> into.set(a);
            case ADDK, SUBK, MULK, MODK, POWK, DIVK, IDIVK -> into.set(a);
            case LOADNIL -> into.set(a, a + b + 1);
            case SELF -> into.set(a, a + 2);
            case CALL, VARARG -> into.set(a, c == 0 ? a + 1 : a + c - 1);
            case TFORCALL -> into.set(a + 4, a + 4 + c);
            default -> {
                // writes no register, or only on one of its ways
            }
        }
    }

    /** Where the instruction jumps to if it does; -1 if it never jumps. */
    int jumpTarget(int pc) {
        int i = code[pc];
        return switch (i & 0xff) {
            case JUMP, LOOP -> pc + 1 + Op.distance(i);
            case TEST, TESTSET, EQ, LT, LE, EQK, LTK, LEK, GTK, GEK, FORPREP, FORLOOP, TFORLOOP ->
                pc + 2 + code[pc + 1];
            default -> -1;
        };
    }

    /** Whether the instruction can go on to the one behind it. */
    static boolean fallsThrough(int i) {
        return switch (i & 0xff) {
            case JUMP, LOOP, RETURN, RETURN0, RETURN1, RETURNCLOSE -> false;
            default -> true;
        };
    }

    /** Whether an instruction begins at {@code before} and is the only one that goes on to {@code at}. */
    boolean isReachedOnlyFrom(int before, int at) {
        boolean found = false;
        for (int pc = 0; pc < code.length; pc = next(pc)) {
            if (jumpTarget(pc) == at) {
                return false;
            }
            found |= pc == before;
        }
        return found;
    }

    int next(int pc) {
        return pc + Op.length(code[pc] & 0xff);
    }
}
