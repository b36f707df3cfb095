package dev.moirai.lua.jit;

import static dev.moirai.lua.bytecode.Op.TBC;
import static java.util.Objects.requireNonNull;

import dev.moirai.lua.bytecode.Op;
import dev.moirai.lua.bytecode.Prototype;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The instructions that are translated together: all of a function, or those of one of its loops. */
final class Region {
    private final Prototype prototype;
    private final int[] code;
    private final Liveness liveness;
    private final boolean isLoop;
    private final int start;
    private final int end; // behind the last instruction
    private final BitSet assigned;
    private final BitSet targets;

    private Region(Prototype prototype, boolean isLoop, int start, int end) {
        this.prototype = prototype;
        this.code = prototype.code();
        this.liveness = new Liveness(prototype);
        this.isLoop = isLoop;
        this.start = start;
        this.end = end;
        this.assigned = liveness.assigned(start, end);
        this.targets = targets(code);
    }

    static Region function(Prototype prototype) {
        return new Region(prototype, false, 0, prototype.code().length);
    }

    static Region loop(Prototype prototype, int start, int end) {
        return new Region(prototype, true, start, end);
    }

    private static BitSet targets(int[] code) {
        BitSet all = new BitSet();
        for (int pc = 0; pc < code.length; pc += Op.length(Op.op(code[pc]))) {
            int target = Liveness.target(code, pc);
            if (target >= 0) {
                all.set(target);
            }
        }
        return all;
    }

    Prototype prototype() {
        return prototype;
    }

    /** Whether it is a loop, whose registers are on the stack when it is entered, and not a function. */
    boolean isLoop() {
        return isLoop;
    }

    int start() {
        return start;
    }

    boolean contains(int pc) {
        return pc >= start && pc < end;
    }

    // --- instructions

    /** The instruction at {@code pc}, or the word behind the one in front. */
    int word(int pc) {
        return code[pc];
    }

    /** Where the instruction behind the one at {@code pc} is. */
    int next(int pc) {
        return pc + Op.length(Op.op(code[pc]));
    }

    /** Where the instruction at {@code pc} may jump to; -1 if it does not jump. */
    int target(int pc) {
        return Liveness.target(code, pc);
    }

    boolean isTarget(int pc) {
        return targets.get(pc);
    }

    /** What kinds of numbers the instruction has met in the interpreter, as {@link Prototype#seen(int)} has it. */
    int seen(int pc) {
        return prototype.seen(pc);
    }

    /** Whether what the instruction loads is a float nearly always. */
    boolean mostlyFloat(int pc) {
        return prototype.mostlyFloat(pc);
    }

    /** With which layouts the access at {@code pc} has met tables lately: none, one or two, as {@link Prototype#met} has them. */
    <T> List<T> met(int pc, Class<T> type) {
        return Stream.of(prototype.met(pc), prototype.met(pc + 1))
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @Nullable
    Object constant(int index) {
        return prototype.constants()[index];
    }

    Operand number(int index) {
        return new Operand.Constant(requireNonNull(constant(index)));
    }

    // --- registers

    /** The live registers before the instruction at {@code pc}; not to be changed. */
    BitSet liveBefore(int pc) {
        return liveness.before(pc);
    }

    /** The registers that it may write; not to be changed. */
    BitSet assigned() {
        return assigned;
    }

    /** The register from which on the instruction in front has left an open list. */
    int openedAt(int pc) {
        return liveness.openedAt(pc);
    }

    /** Whether a variable in this register or a later one may have to be closed already when the loop is entered. */
    boolean isMarkedAtEntry(int register) {
        for (int pc = 0; pc < start; pc += Op.length(Op.op(code[pc]))) {
            if (Op.op(code[pc]) == TBC && Op.a(code[pc]) >= register) {
                return true;
            }
        }
        return false;
    }
}
