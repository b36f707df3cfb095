package dev.moirai.lua.jit;

import static dev.moirai.lua.bytecode.Op.*;

import dev.moirai.lua.bytecode.Op;
import dev.moirai.lua.bytecode.Prototype;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The kind of every live register at every place in the code: a fixed point over all ways through it.
 *
 * <p>At a loop head with a guess the guess holds, and ways that bring something else convert it or leave compiled code;
 * elsewhere it is the join of what the ways bring.
 *
 * <p>A way that certainly brings another kind of number than guessed (a sum that begins with the integer 0 and becomes a
 * float in the first iteration) goes to a second version of the code, where nothing is guessed about loop heads, and comes
 * back to the first where it fits. So places in the code are <em>nodes</em>: a pc, plus the code's length in the second
 * version.
 */
final class Kinds {
    private final Prototype prototype;
    private final int[] code;
    private final Effects effects;
    private final Liveness liveness;
    private final Guesses guesses;
    private final TreeSet<Integer> heads = new TreeSet<>();
    private final @Nullable Kind[] @Nullable [] before;

    Kinds(Prototype prototype, Effects effects, Liveness liveness, Guesses guesses) {
        this.prototype = prototype;
        this.code = prototype.code();
        this.effects = effects;
        this.liveness = liveness;
        this.guesses = guesses;
        this.before = new @Nullable Kind[2 * code.length][];
        findHeads();
        solve();
    }

    private void findHeads() {
        for (int pc = 0; pc < code.length; pc = effects.next(pc)) {
            int target = effects.jumpTarget(pc);
            if (target >= 0 && target <= pc) {
                heads.add(target);
            }
        }
    }

    /** Where backward jumps go, in order. */
    TreeSet<Integer> heads() {
        return heads;
    }

    /** The kinds before the instruction at a node, null for registers that are not live; null if it is never reached. */
    @Nullable
    Kind @Nullable [] at(int node) {
        return before[node];
    }

    int pcOf(int node) {
        return node % code.length;
    }

    /** Where a way goes on that leaves {@code node} for the pc {@code target} with the registers like {@code state}. */
    int nodeFor(int node, int target, @Nullable Kind[] state) {
        if (heads.contains(target) && guesses.heads().containsKey(target)) {
            return isCertainMismatch(target, state) ? target + code.length : target;
        }
        return node < code.length ? target : target + code.length;
    }

    private boolean isCertainMismatch(int head, @Nullable Kind[] state) {
        @Nullable Kind[] wanted = Objects.requireNonNull(before[head]);
        for (int r = 0; r < wanted.length; r++) {
            Kind to = wanted[r];
            if (to != null
                    && to.isNumber()
                    && kind(state, r).isNumber()
                    && to.isInteger() != kind(state, r).isInteger()) {
                return true;
            }
        }
        return false;
    }

    private void solve() {
        ArrayDeque<Integer> work = new ArrayDeque<>();
        for (int head : heads) {
            @Nullable Kind[] guess = guesses.heads().get(head);
            if (guess != null) {
                before[head] = fixed(head, guess);
                work.add(head);
            }
        }
        before[0] = fixed(0, guesses.parameters());
        work.addFirst(0);
        while (!work.isEmpty()) {
            int node = work.poll();
            int pc = pcOf(node);
            @Nullable Kind[] state = Objects.requireNonNull(before[node]).clone();
            int target = effects.jumpTarget(pc);
            if (target >= 0) {
                @Nullable Kind[] jumping = state.clone();
                apply(pc, jumping, true);
                flow(nodeFor(node, target, jumping), jumping, work);
            }
            if (Effects.fallsThrough(code[pc])) {
                apply(pc, state, false);
                flow(nodeFor(node, effects.next(pc), state), state, work);
            }
        }
    }

    private @Nullable Kind[] fixed(int pc, @Nullable Kind[] guess) {
        @Nullable Kind[] state = new @Nullable Kind[prototype.registers()];
        BitSet live = liveness.at(pc);
        for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
            Kind guessed = r < guess.length ? guess[r] : null;
            state[r] = guessed == null ? Kind.ANY : guessed;
        }
        return state;
    }

    private void flow(int to, @Nullable Kind[] state, ArrayDeque<Integer> work) {
        if (guesses.heads().containsKey(to) && heads.contains(to)) {
            return; // its kinds are fixed
        }
        BitSet live = liveness.at(pcOf(to));
        @Nullable Kind[] known = before[to];
        if (known == null) {
            @Nullable Kind[] first = new @Nullable Kind[state.length];
            for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
                first[r] = state[r] == null ? Kind.ANY : state[r];
            }
            before[to] = first;
            work.add(to);
            return;
        }
        boolean changed = false;
        for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
            Kind brought = state[r] == null ? Kind.ANY : state[r];
            Kind joined = known[r] == null ? brought : Kind.join(known[r], brought);
            if (joined != known[r]) {
                known[r] = joined;
                changed = true;
            }
        }
        if (changed && !work.contains(to)) {
            work.add(to);
        }
    }

    /** Changes {@code state} as the instruction does, on its way to the next one or on its jump. */
    void apply(int pc, @Nullable Kind[] state, boolean jumping) {
        int i = code[pc];
        int a = Op.a(i);
        switch (i & 0xff) {
            case FORPREP -> {
                if (!jumping) {
                    Kind kind = loopKind(pc, state);
                    Arrays.fill(state, a, a + 4, kind == null ? Kind.ANY : kind);
                }
            }
            case FORLOOP -> {
                if (jumping) {
                    Kind kind = steppedKind(pc, state);
                    state[a] = kind;
                    state[a + 3] = kind;
                }
            }
            case TESTSET -> {
                if (jumping) {
                    state[a] = state[Op.b(i)];
                }
            }
            case TFORLOOP -> {
                if (jumping) {
                    state[a + 2] = state[a + 4];
                }
            }
            default -> {
                Kind result = result(pc, state);
                BitSet written = new BitSet();
                effects.definitions(pc, written);
                for (int r = written.nextSetBit(0); r >= 0; r = written.nextSetBit(r + 1)) {
                    state[r] = Kind.ANY;
                }
                if (written.get(a)) {
                    state[a] = result;
                }
            }
        }
    }

    /** What kind of loop a FORPREP prepares: {@link Kind#INTEGER}, {@link Kind#FLOAT}, or null if it is not known. */
    @Nullable
    Kind loopKind(int pc, @Nullable Kind[] state) {
        int a = Op.a(code[pc]);
        Kind start = kind(state, a);
        Kind limit = kind(state, a + 1);
        Kind step = kind(state, a + 2);
        if (start.isInteger() && step.isInteger()) {
            return Kind.INTEGER;
        }
        if (start.isNumber() && step.isNumber() && limit.isNumber()) {
            return Kind.FLOAT;
        }
        Kind guess = guesses.results()[pc];
        if (guess == null || guess == Kind.ANY) {
            return null;
        }
        return guess.isInteger() ? Kind.INTEGER : Kind.FLOAT;
    }

    /** How the FORLOOP at {@code pc} keeps its variable: unboxed if all of its registers are of one kind of number. */
    Kind steppedKind(int pc, @Nullable Kind[] state) {
        int a = Op.a(code[pc]);
        Kind index = kind(state, a);
        Kind limit = kind(state, a + 1);
        Kind step = kind(state, a + 2);
        if (index.isInteger() && limit.isInteger() && step.isInteger()) {
            return Kind.INTEGER;
        }
        return index.isFloat() && limit.isFloat() && step.isFloat() ? Kind.FLOAT : Kind.ANY;
    }

    static Kind kind(@Nullable Kind[] state, int register) {
        Kind kind = state[register];
        return kind == null ? Kind.ANY : kind;
    }

    /** The kind of the instruction's result in register A. */
    Kind result(int pc, @Nullable Kind[] state) {
        int i = code[pc];
        return switch (i & 0xff) {
            case MOVE -> kind(state, Op.b(i));
            case LOADI -> Kind.INTEGER;
            case LOADK -> ofConstant(Op.bx(i));
            case LOADKX -> ofConstant(code[pc + 1]);
            case GETUPVAL, GETUPCELL, GETCELL, GETGLOBAL, GETFIELD, GETINDEX, GETINT -> guessed(pc);
            case CALL -> Op.c(i) == 2 ? guessed(pc) : Kind.ANY;
            case ADD, SUB, MUL, MOD, IDIV -> arithmetic(pc, kind(state, Op.b(i)), kind(state, Op.c(i)));
            case ADDK, SUBK, MULK, MODK, IDIVK -> arithmetic(pc, kind(state, Op.b(i)), ofConstant(Op.c(i)));
            case DIV, POW -> quotient(pc, kind(state, Op.b(i)), kind(state, Op.c(i)));
            case DIVK, POWK -> quotient(pc, kind(state, Op.b(i)), ofConstant(Op.c(i)));
            case BAND, BOR, BXOR, SHL, SHR -> bitwise(pc, kind(state, Op.b(i)), kind(state, Op.c(i)));
            case UNM -> {
                Kind operand = kind(state, Op.b(i));
                yield operand.isInteger() ? Kind.INTEGER : operand.isFloat() ? Kind.FLOAT : unboxed(pc);
            }
            case BNOT -> kind(state, Op.b(i)).isInteger() ? Kind.INTEGER : Kind.ANY;
            case LEN -> guesses.results()[pc] == Kind.BOXED_INTEGER ? Kind.INTEGER : Kind.ANY;
            default -> Kind.ANY;
        };
    }

    private Kind arithmetic(int pc, Kind x, Kind y) {
        if (x.isFloat() && y.isNumber() || x.isNumber() && y.isFloat()) {
            return Kind.FLOAT;
        }
        if ((x.isFloat() || y.isFloat()) && guesses.results()[pc] != Kind.ANY) {
            return Kind.FLOAT; // whatever number the other is; checked
        }
        if (x.isInteger() && y.isInteger()) {
            return Kind.INTEGER;
        }
        return unboxed(pc);
    }

    private Kind quotient(int pc, Kind x, Kind y) {
        if (x.isNumber() && y.isNumber()) {
            return Kind.FLOAT;
        }
        Kind guess = guesses.results()[pc];
        return guess == null || guess == Kind.ANY ? Kind.ANY : Kind.FLOAT;
    }

    private Kind bitwise(int pc, Kind x, Kind y) {
        if (x.isFloat() || y.isFloat()) {
            return Kind.ANY;
        }
        return x.isInteger() && y.isInteger() || guesses.results()[pc] == Kind.BOXED_INTEGER ? Kind.INTEGER : Kind.ANY;
    }

    private Kind guessed(int pc) {
        Kind guess = guesses.results()[pc];
        return guess == null ? Kind.ANY : guess;
    }

    private Kind unboxed(int pc) {
        Kind guess = guesses.results()[pc];
        return guess == null || guess == Kind.ANY ? Kind.ANY : guess.isInteger() ? Kind.INTEGER : Kind.FLOAT;
    }

    /** The kind of a constant as a register would have it. */
    Kind ofConstant(int index) {
        Object constant = prototype.constants()[index];
        return constant instanceof Long ? Kind.INTEGER : constant instanceof Double ? Kind.FLOAT : Kind.ANY;
    }
}
