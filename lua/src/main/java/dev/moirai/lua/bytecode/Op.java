package dev.moirai.lua.bytecode;

/**
 * The instructions. One is an {@code int}: the operation in the low byte, then the operands A, B and C of a byte each; Bx
 * stands for B and C taken together. R[x] is a register, K[x] a constant, U[x] an upvalue.
 *
 * <p>Instructions marked "+hint" are followed by a word in which the interpreter notes where it last found the key; those
 * marked "+jump" by the distance to jump, counted from behind that word. Distances are in words.
 */
public final class Op {
    /** R[A] = R[B] */
    public static final int MOVE = 0;
    /** R[A] = the signed integer Bx */
    public static final int LOADI = 1;
    /** R[A] = K[Bx] */
    public static final int LOADK = 2;
    /** R[A] = K[next word] */
    public static final int LOADKX = 3;
    /** R[A], …, R[A + B] = nil */
    public static final int LOADNIL = 4;
    /** R[A] = true */
    public static final int LOADTRUE = 5;
    /** R[A] = false */
    public static final int LOADFALSE = 6;
    /** R[A] = U[B], captured by value */
    public static final int GETUPVAL = 7;
    /** R[A] = the value of the cell U[B] */
    public static final int GETUPCELL = 8;
    /** the value of the cell U[B] = R[A] */
    public static final int SETUPCELL = 9;
    /** R[A] = a new cell with the value R[A] */
    public static final int NEWCELL = 10;
    /** R[A] = the value of the cell R[B] */
    public static final int GETCELL = 11;
    /** the value of the cell R[A] = R[B] */
    public static final int SETCELL = 12;
    /** R[A] = U[B][K[C]], captured by value, +hint */
    public static final int GETGLOBAL = 13;
    /** U[A][K[B]] = R[C], captured by value, +hint */
    public static final int SETGLOBAL = 14;
    /** R[A] = R[B][K[C]], a string, +hint */
    public static final int GETFIELD = 15;
    /** R[A][K[B]] = R[C], a string, +hint */
    public static final int SETFIELD = 16;
    /** R[A] = R[B][R[C]] */
    public static final int GETINDEX = 17;
    /** R[A][R[B]] = R[C] */
    public static final int SETINDEX = 18;
    /** R[A] = R[B][C] */
    public static final int GETINT = 19;
    /** R[A][B] = R[C] */
    public static final int SETINT = 20;
    /** R[A + 1] = R[B]; R[A] = R[B][K[C]], a string, +hint */
    public static final int SELF = 21;
    /** R[A] = a new table with room for about 2^(B-1) list items and C fields (0: none) */
    public static final int NEWTABLE = 22;
    /** R[A][next word + i] = R[A + i], 1 <= i <= B - 1; up to the end of the open list if B is 0 */
    public static final int SETLIST = 23;
    /** R[A] = R[B] + R[C], and so on in the order of the events of metamethods */
    public static final int ADD = 24;

    public static final int SUB = 25;
    public static final int MUL = 26;
    public static final int MOD = 27;
    public static final int POW = 28;
    public static final int DIV = 29;
    public static final int IDIV = 30;
    public static final int BAND = 31;
    public static final int BOR = 32;
    public static final int BXOR = 33;
    public static final int SHL = 34;
    public static final int SHR = 35;
    /** R[A] = R[B] + K[C], and so on: the same operations with a constant number, or a constant integer, on the right */
    public static final int ADDK = 36;

    public static final int SUBK = 37;
    public static final int MULK = 38;
    public static final int MODK = 39;
    public static final int POWK = 40;
    public static final int DIVK = 41;
    public static final int IDIVK = 42;
    public static final int BANDK = 43;
    public static final int BORK = 44;
    public static final int BXORK = 45;
    public static final int SHLK = 46;
    public static final int SHRK = 47;
    /** R[A] = -R[B] */
    public static final int UNM = 48;
    /** R[A] = ~R[B] */
    public static final int BNOT = 49;
    /** R[A] = #R[B] */
    public static final int LEN = 50;
    /** R[A] = not R[B] */
    public static final int NOT = 51;
    /** R[A] = R[B] .. … .. R[C] */
    public static final int CONCAT = 52;
    /** jump by the signed number in A, B and C, forward */
    public static final int JUMP = 53;
    /** the same backward: a place where the program can be pre-empted */
    public static final int LOOP = 54;
    /** if R[A] is true (B = 1) or false (B = 0), jump; +jump */
    public static final int TEST = 55;
    /** if R[B] is true (C = 1) or false (C = 0), R[A] = R[B] and jump; +jump */
    public static final int TESTSET = 56;
    /** if (R[A] == R[B]) is C, jump; +jump */
    public static final int EQ = 57;
    /** if (R[A] < R[B]) is C, jump; +jump */
    public static final int LT = 58;
    /** if (R[A] <= R[B]) is C, jump; +jump */
    public static final int LE = 59;
    /** if (R[A] == K[B]) is C, jump; no metamethods; +jump */
    public static final int EQK = 60;
    /** if (R[A] < K[B]) is C, jump, and so on with a constant number; +jump */
    public static final int LTK = 61;

    public static final int LEK = 62;
    public static final int GTK = 63;
    public static final int GEK = 64;
    /**
     * R[A], … = R[A](R[A + 1], …, R[A + B - 1]), C - 1 results; the arguments up to the end of the open list if B is 0,
     * all results as an open list if C is 0
     */
    public static final int CALL = 65;
    /** return R[A](R[A + 1], …, R[A + B - 1]) */
    public static final int TAILCALL = 66;
    /** return R[A], …, R[A + B - 2]; up to the end of the open list if B is 0 */
    public static final int RETURN = 67;
    /** return */
    public static final int RETURN0 = 68;
    /** return R[A] */
    public static final int RETURN1 = 69;
    /** the same as RETURN, after closing all to-be-closed variables of the function */
    public static final int RETURNCLOSE = 70;
    /** prepare R[A] = start, R[A + 1] = limit, R[A + 2] = step, R[A + 3] = variable, or jump behind the loop; +jump */
    public static final int FORPREP = 71;
    /** step, and jump back if there is a further iteration; +jump */
    public static final int FORLOOP = 72;
    /** R[A + 4], …, R[A + 3 + C] = R[A](R[A + 1], R[A + 2]), +hint */
    public static final int TFORCALL = 73;
    /** if R[A + 4] is not nil, R[A + 2] = R[A + 4] and jump back; +jump */
    public static final int TFORLOOP = 74;
    /** R[A] = a closure of the inner function Bx */
    public static final int CLOSURE = 75;
    /** R[A], …, R[A + C - 2] = ...; all of them as an open list if C is 0 */
    public static final int VARARG = 76;
    /** R[A] is to be closed when its scope is left */
    public static final int TBC = 77;
    /** close all to-be-closed variables from R[A] on */
    public static final int CLOSE = 78;

    private Op() {}

    public static int instruction(int op, int a, int b, int c) {
        return op | a << 8 | b << 16 | c << 24;
    }

    public static int instruction(int op, int a, int bx) {
        return op | a << 8 | bx << 16;
    }

    public static int jump(int op, int distance) {
        return op | distance << 8;
    }

    public static int op(int instruction) {
        return instruction & 0xff;
    }

    public static int a(int instruction) {
        return instruction >> 8 & 0xff;
    }

    public static int b(int instruction) {
        return instruction >> 16 & 0xff;
    }

    public static int c(int instruction) {
        return instruction >>> 24;
    }

    public static int bx(int instruction) {
        return instruction >>> 16;
    }

    /** The operand of LOADI. */
    public static int signedBx(int instruction) {
        return instruction >> 16;
    }

    /** The operand of JUMP and LOOP. */
    public static int distance(int instruction) {
        return instruction >> 8;
    }

    /** How many words an instruction takes, the one behind it included. */
    public static int length(int op) {
        return switch (op) {
            case LOADKX, GETGLOBAL, SETGLOBAL, GETFIELD, SETFIELD, SELF, SETLIST, TFORCALL -> 2;
            case TEST, TESTSET, EQ, LT, LE, EQK, LTK, LEK, GTK, GEK, FORPREP, FORLOOP, TFORLOOP -> 2;
            default -> 1;
        };
    }
}
