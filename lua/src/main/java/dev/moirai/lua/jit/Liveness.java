package dev.moirai.lua.jit;

import static dev.moirai.lua.bytecode.Op.*;

import dev.moirai.lua.bytecode.Op;
import dev.moirai.lua.bytecode.Prototype;
import java.util.Arrays;
import java.util.BitSet;

/** Which registers each instruction of a function finds alive: they may be read before they are written. */
final class Liveness {
    private final Prototype prototype;
    private final int[] code;
    private final BitSet[] liveIn;
    private final int[] previous; // the start of the instruction in front

    Liveness(Prototype prototype) {
        this.prototype = prototype;
        this.code = prototype.code();
        this.liveIn = new BitSet[code.length + 1];
        this.previous = new int[code.length + 1];
        int[] starts = starts();
        for (int i = 1; i < starts.length; i++) {
            previous[starts[i]] = starts[i - 1];
        }
        for (int pc : starts) {
            liveIn[pc] = new BitSet();
        }
        liveIn[code.length] = new BitSet();
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = starts.length - 1; i >= 0; i--) {
                changed |= update(starts[i]);
            }
        }
    }

    /** The live registers before the instruction at {@code pc}; not to be changed. */
    BitSet before(int pc) {
        return liveIn[pc];
    }

    private int[] starts() {
        int[] starts = new int[code.length];
        int count = 0;
        for (int pc = 0; pc < code.length; pc += Op.length(Op.op(code[pc]))) {
            starts[count++] = pc;
        }
        return Arrays.copyOf(starts, count);
    }

    private boolean update(int pc) {
        int i = code[pc];
        int op = Op.op(i);
        int next = pc + Op.length(op);
        BitSet live = new BitSet();
        if (fallsThrough(op)) {
            live.or(liveIn[next]);
        }
        int target = target(code, pc);
        if (target >= 0) {
            live.or(liveIn[target]);
        }
        kill(i, op, live);
        use(pc, i, op, live);
        if (live.equals(liveIn[pc])) {
            return false;
        }
        liveIn[pc] = live;
        return true;
    }

    static boolean fallsThrough(int op) {
        return switch (op) {
            case JUMP, LOOP, RETURN, RETURN0, RETURN1, RETURNCLOSE -> false;
            default -> true;
        };
    }

    /** Where an instruction may jump to; -1 if it does not jump. */
    static int target(int[] code, int pc) {
        int i = code[pc];
        return switch (Op.op(i)) {
            case JUMP, LOOP -> pc + 1 + Op.distance(i);
            case TEST, TESTSET, EQ, LT, LE, EQK, LTK, LEK, GTK, GEK, FORPREP, FORLOOP, TFORLOOP ->
                pc + 2 + code[pc + 1];
            default -> -1;
        };
    }

    private static void kill(int i, int op, BitSet live) {
        int a = Op.a(i);
        switch (op) {
            case MOVE,
                    LOADI,
                    LOADK,
                    LOADKX,
                    LOADTRUE,
                    LOADFALSE,
                    GETUPVAL,
                    GETUPCELL,
                    GETCELL,
                    GETGLOBAL,
                    GETFIELD,
                    GETINDEX,
                    GETINT,
                    NEWTABLE,
                    CLOSURE,
                    UNM,
                    BNOT,
                    LEN,
                    NOT,
                    CONCAT -> live.clear(a);
            case LOADNIL -> live.clear(a, a + Op.b(i) + 1);
            case SELF -> live.clear(a, a + 2);
            case CALL -> live.clear(a, a + Math.max(Op.c(i), 1));
            case TFORCALL -> live.clear(a + 4, a + 4 + Op.c(i));
            case VARARG -> live.clear(a, a + Math.max(Op.c(i) - 1, 0));
            case FORPREP -> live.clear(a + 3);
            default -> {
                if (op >= ADD && op <= SHRK) {
                    live.clear(a);
                }
            }
        }
    }

    private void use(int pc, int i, int op, BitSet live) {
        int a = Op.a(i);
        int b = Op.b(i);
        int c = Op.c(i);
        switch (op) {
            case MOVE, GETCELL, GETFIELD, GETINT, SELF, UNM, BNOT, LEN, NOT, TESTSET -> live.set(b);
            case GETINDEX -> {
                live.set(b);
                live.set(c);
            }
            case SETUPCELL, NEWCELL, TEST, RETURN1, EQK, LTK, LEK, GTK, GEK, TBC -> live.set(a);
            case SETCELL, EQ, LT, LE -> {
                live.set(a);
                live.set(b);
            }
            case SETGLOBAL -> live.set(c);
            case SETFIELD, SETINT -> {
                live.set(a);
                live.set(c);
            }
            case SETINDEX -> {
                live.set(a);
                live.set(b);
                live.set(c);
            }
            case SETLIST -> live.set(a, a + Math.max(b, 1));
            case CONCAT -> live.set(b, c + 1);
            case CALL, TAILCALL -> live.set(a, a + Math.max(b, 1));
            case RETURN, RETURNCLOSE -> live.set(a, a + Math.max(b - 1, 0));
            case FORPREP -> live.set(a, a + 3);
            case FORLOOP -> live.set(a, a + 3);
            case TFORCALL -> live.set(a, a + 4);
            case TFORLOOP -> {
                live.set(a, a + 2);
                live.set(a + 3, a + 5);
            }
            case CLOSURE -> {
                for (Prototype.Upvalue upvalue : prototype.inner(Op.bx(i)).upvalues()) {
                    if (upvalue.source() == Prototype.Source.REGISTER) {
                        live.set(upvalue.index());
                    }
                }
            }
            default -> {
                if (op >= ADD && op <= SHR) {
                    live.set(b);
                    live.set(c);
                } else if (op >= ADDK && op <= SHRK) {
                    live.set(b);
                }
            }
        }
        if (b == 0 && takesOpenList(op)) {
            // The values in front of the open list's last part, which the instruction in front has made.
            live.set(op == RETURN || op == RETURNCLOSE ? a : a + 1, Math.max(openedAt(pc), a + 1));
        }
    }

    /** The registers that instructions from {@code start} on, up to {@code end}, may write. */
    BitSet assigned(int start, int end) {
        BitSet all = new BitSet();
        for (int pc = start; pc < end; pc += Op.length(Op.op(code[pc]))) {
            int i = code[pc];
            int a = Op.a(i);
            switch (Op.op(i)) {
                case LOADNIL -> all.set(a, a + Op.b(i) + 1);
                case SELF -> all.set(a, a + 2);
                case CALL, VARARG -> all.set(a, a + Math.max(Op.c(i), 1));
                case FORPREP, FORLOOP -> all.set(a, a + 4);
                case TFORCALL -> all.set(a + 4, a + 4 + Op.c(i));
                case TFORLOOP -> all.set(a + 2);
                default -> all.set(a);
            }
        }
        return all;
    }

    static boolean takesOpenList(int op) {
        return op == CALL || op == TAILCALL || op == SETLIST || op == RETURN || op == RETURNCLOSE;
    }

    /** The register from which on the instruction in front has left an open list. */
    int openedAt(int pc) {
        return Op.a(code[previous[pc]]);
    }
}
