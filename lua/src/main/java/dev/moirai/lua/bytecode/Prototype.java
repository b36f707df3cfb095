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

    /** What a function was compiled to; the type is the interpreter's affair. */
    public abstract static class CompiledForm {}

    /** The compiled form, while there is one. */
    public volatile @Nullable CompiledForm compiled;

    /** What the interpreter notes about a function that is executed often. A race on it costs a note. */
    public @Nullable Object hotSpot;

    private final String source;
    private final int line;
    private final int lastLine;
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
            int lastLine,
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
        this.lastLine = lastLine;
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
    }

    public String source() {
        return source;
    }

    public int line() {
        return line;
    }

    public int lastLine() {
        return lastLine;
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

    /** How many functions are defined in this one. */
    public int innerCount() {
        return inner.length;
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
}
