package dev.moirai.lua.bytecode;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A compiled function: everything about it but the values of its upvalues.
 *
 * <p>Shared by all closures made of it, in any environment and thread, and immutable but for the hint words in the code:
 * those are guesses which readers check, so a race on them costs time only.
 */
public final class Prototype {
    /** {@link #seen}: an arithmetic instruction has given an integer, or compared integers. */
    public static final byte SEEN_INTEGER = 1;

    /** {@link #seen}: it has given a float, or compared something else. */
    public static final byte SEEN_FLOAT = 2;

    /** {@link #seen}: it has given a float of an integer and a float. */
    public static final byte SEEN_MIXED = 4;

    /** {@link #seen}: a call has called a native function that compiled code calls in another way. */
    public static final byte SEEN_FAST_PATH = 1;

    /** {@link #seen}: a call has called a function that changes the running coroutine. */
    public static final byte SEEN_SWITCH = 2;

    private static final int MOST_BALANCE = 120;
    private static final int OTHER_WEIGHT = 20;
    private static final byte NO_FLOAT = Byte.MIN_VALUE;

    /** Where a closure finds an upvalue when it is made. */
    public enum Source {
        /** A register of the enclosing function. */
        REGISTER,
        /** An upvalue of the enclosing function. */
        UPVALUE,
        /** The closure being made itself: {@code local function} that calls itself. */
        ITSELF
    }

    /**
     * @param index of the register or upvalue of the enclosing function
     * @param cell whether it is captured as a cell, not by value
     */
    public record Upvalue(String name, Source source, int index, boolean cell) {}

    /** A local variable, alive in the register from instruction {@code start}, inclusive, to {@code end}, exclusive. */
    public record LocalVariable(String name, int register, int start, int end) {}

    private final String source;
    private final int line;
    private final int parameters;
    private final boolean variadic;
    private final int registers;
    private final int[] code;
    private final int[] lines;
    private final @Nullable Object[] constants;
    private final Prototype[] inner;
    private final Upvalue[] upvalues;
    private final List<LocalVariable> locals;
    private final int callCost;
    private final boolean straight;

    // What follows are guesses and counts for compilation, which races may falsify harmlessly.
    private final byte[] seen;
    private int heat;
    private int lastCall;
    private boolean waits = true;
    private boolean loopCompiled;
    private int exits;
    private int compilations;
    private @Nullable Object compiled;
    private @Nullable Object @Nullable [] loops;
    private @Nullable Object @Nullable [] met;

    /** That of the tables which the code makes; set before the prototype is shared. */
    private @Nullable Layout emptyLayout;

    /**
     * @param source the chunk's name as messages show it
     * @param line where the function begins; 0 for a main function
     * @param registers how many registers it uses
     * @param lines the line of each word of the code
     * @param constants Lua values
     */
    public Prototype(
            String source,
            int line,
            int parameters,
            boolean variadic,
            int registers,
            int[] code,
            int[] lines,
            @Nullable Object[] constants,
            Prototype[] inner,
            Upvalue[] upvalues,
            List<LocalVariable> locals) {
        this.source = source;
        this.line = line;
        this.parameters = parameters;
        this.variadic = variadic;
        this.registers = registers;
        this.code = code;
        this.lines = lines;
        this.constants = constants;
        this.inner = inner;
        this.upvalues = upvalues;
        this.locals = List.copyOf(locals);
        this.callCost = 1 + code.length / 8;
        this.seen = new byte[code.length];
        this.straight = !contains(Op.CALL, 0, code.length)
                && !contains(Op.TAILCALL, 0, code.length)
                && !contains(Op.LOOP, 0, code.length)
                && !contains(Op.FORLOOP, 0, code.length)
                && !contains(Op.TFORLOOP, 0, code.length);
    }

    /** Whether an operation is in a part of the code. */
    public boolean contains(int op, int from, int to) {
        for (int pc = from; pc < to; pc += Op.length(Op.op(code[pc]))) {
            if (Op.op(code[pc]) == op) {
                return true;
            }
        }
        return false;
    }

    /** Whether the code neither calls nor loops. */
    public boolean isStraight() {
        return straight;
    }

    public String source() {
        return source;
    }

    public int line() {
        return line;
    }

    public int parameters() {
        return parameters;
    }

    public boolean variadic() {
        return variadic;
    }

    public int registers() {
        return registers;
    }

    /** The words of the code; readers may write hints only. */
    public int[] code() {
        return code;
    }

    /** The source line of the instruction at {@code pc}. */
    public int lineAt(int pc) {
        return lines[pc];
    }

    public @Nullable Object[] constants() {
        return constants;
    }

    public Prototype inner(int index) {
        return inner[index];
    }

    public Upvalue[] upvalues() {
        return upvalues;
    }

    /** What a call of the function takes from the budget, besides its loops: an eighth of its instructions. */
    public int callCost() {
        return callCost;
    }

    public boolean upvalueIsCell(int index) {
        return upvalues[index].cell();
    }

    /** The name of the local variable that is alive in a register at an instruction; null if there is none. */
    public @Nullable String localName(int register, int pc) {
        String found = null;
        for (LocalVariable local : locals) {
            if (local.register() == register && local.start() <= pc && pc < local.end()) {
                found = local.name();
            }
        }
        return found;
    }

    // --- what compilation needs to know

    /** What kinds of numbers the instruction at {@code pc} has met in the interpreter: the constants above, or 0. */
    public int seen(int pc) {
        return seen[pc];
    }

    /**
     * Notes what the instruction at {@code pc}, which loads a field, has loaded. Another value than a float is forgotten
     * after some floats, because fields often begin as the integer 0; but not where compiled code may have expected a float.
     */
    public void loads(int pc, boolean isFloat) {
        int balance = seen[pc];
        if (isFloat) {
            if (balance != NO_FLOAT && balance < MOST_BALANCE) {
                seen[pc] = (byte) (balance + 1);
            }
        } else if (wasCompiled()) {
            seen[pc] = NO_FLOAT;
        } else if (balance != NO_FLOAT) {
            seen[pc] = (byte) Math.max(balance - OTHER_WEIGHT, -MOST_BALANCE);
        }
    }

    /** Whether that has been floats but for few exceptions. */
    public boolean mostlyFloat(int pc) {
        return seen[pc] > 0;
    }

    /** The notes that {@link #seen} reads, to be written by the interpreter. */
    public byte[] seen() {
        return seen;
    }

    /** Makes the tables that the code makes have layouts, which begin with this one. */
    public void emptyLayout(Layout layout) {
        emptyLayout = layout;
    }

    public @Nullable Layout emptyLayout() {
        return emptyLayout;
    }

    /**
     * Notes with which layout the access at {@code pc}, an instruction of two words, has met a table. The last two are kept.
     *
     * @param layout a {@link Layout}, or for a method where else it was looked for
     */
    public void meets(int pc, Object layout) {
        @Nullable Object[] all = met;
        if (all == null) {
            all = new @Nullable Object[code.length];
            met = all;
        }
        if (!layout.equals(all[pc])) {
            all[pc + 1] = all[pc];
            all[pc] = layout;
        }
    }

    /** What {@link #meets} has noted last for the access at {@code pc}, or before with 1 added to that; null if nothing. */
    public @Nullable Object met(int pc) {
        @Nullable Object[] all = met;
        return all == null ? null : all[pc];
    }

    /** Whether nothing new is to be noted where the access at {@code pc} meets a table with this layout. */
    public boolean knows(int pc, @Nullable Layout layout) {
        if (layout == null) {
            return true;
        }
        @Nullable Object[] all = met;
        return all != null && (all[pc] == layout || all[pc + 1] == layout);
    }

    /** The same where it loads this value from it. */
    public boolean knows(int pc, @Nullable Layout layout, Object value) {
        return layout == null
                || (value instanceof Double ? seen[pc] >= MOST_BALANCE : seen[pc] <= -MOST_BALANCE)
                        && knows(pc, layout);
    }

    /** Counts an iteration in the interpreter; gives the count. */
    public int heat() {
        return ++heat;
    }

    /** Counts a call by the interpreter; gives the count. */
    public int called() {
        lastCall = ++heat;
        return lastCall;
    }

    /**
     * Sets the count, which then decides alone, whatever the size of the code: 0 begins anew, a negative one puts compilation
     * off, for ever if it is low enough.
     */
    public void heat(int count) {
        heat = count;
        waits = false;
    }

    /** Whether the count has reached what the size of the code asks for; or only {@code least}, if the count was set. */
    public boolean isHot(int least, int threshold) {
        return heat >= (waits ? threshold : least);
    }

    /** Whether the size of the code matters for that, as it does unless the count was set. */
    public boolean waits() {
        return waits;
    }

    /** How many iterations were counted since the last call by the interpreter. */
    public int sinceCall() {
        return heat - lastCall;
    }

    /** Whether the function can be compiled: that was not done yet, and not too often before. */
    public boolean canBeCompiled(int mostCompilations) {
        return compiled == null && compilations < mostCompilations;
    }

    /** Notes the outcome of a compilation: a form, or null to give it up for good. */
    public void compiled(@Nullable Object form, int count) {
        compiled = form;
        compilations += count;
        exits = 0;
    }

    /**
     * Counts that the compiled form had to leave the work to the interpreter; gives it up when that was too often, so that
     * it is compiled anew. The last of so many forms is kept: what it meets is all that there is to expect.
     *
     * @param count what is counted already then
     */
    public void exited(int most, int mostCompilations, int count) {
        if (++exits > most && compilations < mostCompilations) {
            compiled = null;
            heat = waits ? count : 0;
        }
    }

    /** The compiled form, if there is one. */
    public @Nullable Object compiled() {
        return compiled;
    }

    /** Whether it, or a loop of it, has ever been compiled. */
    public boolean wasCompiled() {
        return compilations > 0 || loopCompiled;
    }

    /** Notes that a loop of it was compiled. */
    public void loopCompiled() {
        loopCompiled = true;
    }

    /** What is known of the loop that begins at {@code pc}: its compiled form or its history; null if nothing. */
    public @Nullable Object loop(int pc) {
        @Nullable Object[] all = loops;
        return all == null ? null : all[pc];
    }

    public void loop(int pc, Object form) {
        @Nullable Object[] all = loops;
        if (all == null) {
            all = new @Nullable Object[code.length];
            loops = all;
        }
        all[pc] = form;
    }

    /** The functions inside this one. */
    public List<Prototype> inner() {
        return List.of(inner);
    }
}
