package dev.moirai.lua.compile;

import static java.util.Objects.requireNonNull;

import dev.moirai.lua.LuaString;
import dev.moirai.lua.bytecode.Op;
import dev.moirai.lua.bytecode.Prototype;
import dev.moirai.lua.syntax.FunctionBody;
import dev.moirai.lua.syntax.Position;
import dev.moirai.lua.syntax.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The code of one function while it is being written: its words and lines, constants, registers and local variables.
 *
 * <p>Registers are a stack: first those of the active local variables, then temporaries. {@code free} is the lowest that
 * nobody uses.
 */
final class CodeBuilder {
    static final int MAX_REGISTERS = 250;
    private static final int MAX_DISTANCE = (1 << 23) - 1;

    private final List<Variable> upvalues;
    private int[] code = new int[32];
    private int[] lines = new int[32];
    private int size;
    private int line;
    private Position position;

    private final List<@Nullable Object> constants = new ArrayList<>();
    private final Map<Object, Integer> constantIndex = new HashMap<>();
    private final List<Prototype> inner = new ArrayList<>();

    private final Map<Variable, Integer> registers = new IdentityHashMap<>();
    private final List<Integer> starts = new ArrayList<>();
    private final List<Variable> active = new ArrayList<>();
    private final List<Prototype.LocalVariable> locals = new ArrayList<>();
    private int activeRegisters;
    private int free;
    private int most = 2;

    CodeBuilder(FunctionBody body, List<Variable> upvalues) {
        this.upvalues = upvalues;
        this.position = body.position();
        this.line = position.line();
    }

    /** Whether a variable lives in a cell: it is shared with a closure and changes. */
    static boolean isCell(Variable variable) {
        return variable.captured() && variable.reassigned();
    }

    // --- code

    /** What is emitted from here on comes from this place in the source. */
    void at(Position place) {
        position = place;
        line = place.line();
    }

    int pc() {
        return size;
    }

    void word(int word) {
        if (size == code.length) {
            code = Arrays.copyOf(code, 2 * size);
            lines = Arrays.copyOf(lines, 2 * size);
        }
        lines[size] = line;
        code[size++] = word;
    }

    void emit(int op, int a, int b, int c) {
        word(Op.instruction(op, a, b, c));
    }

    void emitWide(int op, int a, int bx) {
        word(Op.instruction(op, a, bx));
    }

    /** An instruction whose second word is a hint or an operand. */
    void emitTwo(int op, int a, int b, int c, int second) {
        emit(op, a, b, c);
        word(second);
    }

    /** Emits a conditional jump, or FORPREP; to be given its target by {@link #land}. */
    int emitJump(int op, int a, int b, int c) {
        emitTwo(op, a, b, c, 0);
        return size - 1;
    }

    /** Emits an unconditional jump forward; to be given its target by {@link #land}. */
    int emitJump() {
        word(Op.jump(Op.JUMP, 0));
        return size - 1;
    }

    /** Lets a jump lead here. */
    void land(int jump) {
        int distance = size - jump - 1;
        checkDistance(distance);
        if (isPlainJump(jump)) {
            code[jump] = Op.jump(Op.JUMP, distance);
        } else {
            code[jump] = distance;
        }
    }

    void land(Jumps jumps) {
        jumps.forEach(this::land);
    }

    /** Whether the word at {@code jump} is a JUMP, not the second word of a conditional jump, which still is 0. */
    private boolean isPlainJump(int jump) {
        return code[jump] != 0;
    }

    /** Jumps back, where the program can be pre-empted. */
    void emitLoop(int target) {
        int distance = target - size - 1;
        checkDistance(-distance);
        word(Op.jump(Op.LOOP, distance));
    }

    /** Emits FORLOOP or TFORLOOP. */
    void emitLoop(int op, int a, int target) {
        emit(op, a, 0, 0);
        int distance = target - size - 1;
        checkDistance(-distance);
        word(distance);
    }

    private void checkDistance(int distance) {
        if (distance > MAX_DISTANCE) {
            throw new TooLarge(position, "control structure too long");
        }
    }

    /** Makes the CALL emitted last a TAILCALL. */
    void makeTailCall() {
        int call = code[size - 1];
        code[size - 1] = Op.instruction(Op.TAILCALL, Op.a(call), Op.b(call), 0);
    }

    // --- constants

    /** The index of a constant: a Lua value, or null for nil. */
    int constant(@Nullable Object value) {
        Object key = value == null ? Void.class : value;
        Integer known = constantIndex.get(key);
        if (known == null) {
            known = constants.size();
            constants.add(value instanceof LuaString string ? string.canonical() : value);
            constantIndex.put(key, known);
        }
        return known;
    }

    int constant(String name) {
        return constant(LuaString.of(name));
    }

    void loadConstant(int target, Object value) {
        if (value instanceof Long integer && integer == (short) (long) integer) {
            emitWide(Op.LOADI, target, (int) (long) integer);
            return;
        }
        int index = constant(value);
        if (index <= 0xffff) {
            emitWide(Op.LOADK, target, index);
        } else {
            emitTwo(Op.LOADKX, target, 0, 0, index);
        }
    }

    int addInner(Prototype prototype) {
        if (inner.size() > 0xffff) {
            throw new TooLarge(position, "too many functions in one function (limit is 65536)");
        }
        inner.add(prototype);
        return inner.size() - 1;
    }

    // --- registers

    int free() {
        return free;
    }

    /** Gives up all temporaries from a register on. */
    void free(int register) {
        free = register;
    }

    int allocate() {
        return allocate(1);
    }

    /** The first of so many new temporaries in a row. */
    int allocate(int count) {
        int first = free;
        need(count);
        free += count;
        return first;
    }

    /** Makes sure that so many registers from the first free one on exist. */
    void need(int count) {
        most = Math.max(most, free + count);
        if (most > MAX_REGISTERS) {
            throw new TooLarge(position, "function or expression needs too many registers");
        }
    }

    /** Whether no variable lives in a register, so that it can take intermediate values. */
    boolean isScratch(int register) {
        return register >= activeRegisters;
    }

    // --- variables

    /** Makes the next register, which has the value already, a variable's. */
    void activate(Variable variable) {
        registers.put(variable, activeRegisters);
        active.add(variable);
        starts.add(size);
        activeRegisters++;
        free = Math.max(free, activeRegisters);
    }

    /** Takes a register in the row of the variables that none of them uses: the hidden ones of a loop. */
    void activateHidden(int count) {
        activeRegisters += count;
        free = Math.max(free, activeRegisters);
    }

    int activeRegisters() {
        return activeRegisters;
    }

    int activeVariables() {
        return active.size();
    }

    /** Ends the scope of the newest variables, down to a count of them and of registers. */
    void deactivate(int variables, int registerCount) {
        for (int i = active.size() - 1; i >= variables; i--) {
            Variable variable = active.removeLast();
            int register = requireNonNull(registers.remove(variable));
            locals.add(new Prototype.LocalVariable(variable.name(), register, starts.removeLast(), size));
        }
        activeRegisters = registerCount;
        free = registerCount;
    }

    /** The register of a variable of this function; -1 if it is of an enclosing one. */
    int register(Variable variable) {
        return registers.getOrDefault(variable, -1);
    }

    int upvalue(Variable variable) {
        for (int i = 0; i < upvalues.size(); i++) {
            if (upvalues.get(i) == variable) {
                return i;
            }
        }
        throw new IllegalStateException("not resolved: " + variable);
    }

    Prototype finish(String source, FunctionBody body, Prototype.Upvalue[] captured) {
        return new Prototype(
                source,
                body.position().line(),
                body.parameters().size(),
                body.variadic(),
                most,
                Arrays.copyOf(code, size),
                Arrays.copyOf(lines, size),
                constants.toArray(),
                inner.toArray(new Prototype[0]),
                captured,
                locals);
    }
}
