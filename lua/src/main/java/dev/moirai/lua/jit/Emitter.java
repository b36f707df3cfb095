package dev.moirai.lua.jit;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Registers in JVM locals, the ways out of compiled code, and the code that is rarely run, which is put behind the rest.
 *
 * <p>JVM locals: 0 this, 1 the machine, 2 the coroutine, 3 the frame, then the register stack, the frame's base, the
 * closure's upvalues, and for each register one local for each form it is ever kept in.
 */
final class Emitter {
    static final ClassDesc OBJECT = ConstantDescs.CD_Object;
    static final ClassDesc LONG = ConstantDescs.CD_Long;
    static final ClassDesc DOUBLE = ConstantDescs.CD_Double;
    static final ClassDesc OBJECTS = OBJECT.arrayType();
    static final ClassDesc MACHINE = ClassDesc.of("dev.moirai.lua.Machine");
    static final ClassDesc COROUTINE = ClassDesc.of("dev.moirai.lua.Coroutine");
    static final ClassDesc FRAME = ClassDesc.of("dev.moirai.lua.Frame");
    static final ClassDesc LUA_CLOSURE = ClassDesc.of("dev.moirai.lua.LuaClosure");
    static final ClassDesc CODE = ClassDesc.of("dev.moirai.lua.CompiledCode");
    static final ClassDesc SUPPORT = ClassDesc.of("dev.moirai.lua.Compiled");
    static final ClassDesc VALUES = ClassDesc.of("dev.moirai.lua.Values");

    private static final int M = 1;
    private static final int CO = 2;
    private static final int FRAME_LOCAL = 3;

    /** A way out: which registers to write back, and how to go on. Equal ways share their code. */
    private record Way(int pc, int site, boolean preempt, List<Integer> registers, List<Kind> kinds) {}

    /** No guess has failed: the way out is in the order of things. */
    static final int NO_SITE = Integer.MIN_VALUE;

    /** The frame's pc has been set already. */
    static final int PC_IS_SET = -1;

    private final CodeBuilder out;
    private final List<Object> constants;
    private final int stack;
    private final int base;
    private final int upvalues;
    private final int scratch;
    private final int temp;
    private final int tempCode;
    private final int[] longs;
    private final int[] doubles;
    private final int[] references;
    private final int wayPc;
    private final int waySite;
    private final Map<Way, Label> ways = new HashMap<>();
    private final Map<WriteBack, Label> writeBacks = new HashMap<>();
    private final ArrayDeque<Runnable> rare = new ArrayDeque<>();

    /** @param constants where objects go that the code refers to: the class data */
    Emitter(CodeBuilder out, int registers, List<Object> constants) {
        this.out = out;
        this.constants = constants;
        this.stack = out.allocateLocal(TypeKind.REFERENCE);
        this.base = out.allocateLocal(TypeKind.INT);
        this.upvalues = out.allocateLocal(TypeKind.REFERENCE);
        this.scratch = out.allocateLocal(TypeKind.REFERENCE);
        this.temp = out.allocateLocal(TypeKind.REFERENCE);
        this.tempCode = out.allocateLocal(TypeKind.REFERENCE);
        this.wayPc = out.allocateLocal(TypeKind.INT);
        this.waySite = out.allocateLocal(TypeKind.INT);
        this.longs = new int[registers];
        this.doubles = new int[registers];
        this.references = new int[registers];
    }

    CodeBuilder out() {
        return out;
    }

    // ---- the frame

    void prologue() {
        reloadStack();
        out.aload(FRAME_LOCAL).getfield(FRAME, "base", ConstantDescs.CD_int).istore(base);
        out.aload(FRAME_LOCAL)
                .getfield(FRAME, "closure", LUA_CLOSURE)
                .getfield(LUA_CLOSURE, "upvalues", OBJECTS)
                .astore(upvalues);
    }

    /** To be done after everything that may have made the register stack grow. */
    void reloadStack() {
        out.aload(CO).getfield(COROUTINE, "stack", OBJECTS).astore(stack);
    }

    Emitter machine() {
        out.aload(M);
        return this;
    }

    Emitter coroutine() {
        out.aload(CO);
        return this;
    }

    Emitter frame() {
        out.aload(FRAME_LOCAL);
        return this;
    }

    Emitter stack() {
        out.aload(stack);
        return this;
    }

    Emitter base() {
        out.iload(base);
        return this;
    }

    /** Pushes a register's place in the register stack. */
    Emitter place(int register) {
        out.iload(base);
        if (register != 0) {
            out.loadConstant(register).iadd();
        }
        return this;
    }

    Emitter upvalue(int index) {
        out.aload(upvalues).loadConstant(index).aaload();
        return this;
    }

    void setPc(int pc) {
        out.aload(FRAME_LOCAL).loadConstant(pc).putfield(FRAME, "pc", ConstantDescs.CD_int);
    }

    Emitter object(Object constant, ClassDesc type) {
        int index = constants.indexOf(constant);
        for (int i = 0; i < constants.size(); i++) {
            if (constants.get(i) == constant) {
                index = i;
            }
        }
        if (index < 0 || constants.get(index) != constant) {
            index = constants.size();
            constants.add(constant);
        }
        out.loadConstant(
                DynamicConstantDesc.ofNamed(ConstantDescs.BSM_CLASS_DATA_AT, ConstantDescs.DEFAULT_NAME, type, index));
        return this;
    }

    void call(ClassDesc owner, String name, ClassDesc result, ClassDesc... parameters) {
        out.invokestatic(owner, name, MethodTypeDesc.of(result, parameters));
    }

    // ---- registers in locals

    private int local(int[] locals, int register, TypeKind kind) {
        if (locals[register] == 0) {
            locals[register] = out.allocateLocal(kind);
        }
        return locals[register];
    }

    private int longLocal(int register) {
        return local(longs, register, TypeKind.LONG);
    }

    private int doubleLocal(int register) {
        return local(doubles, register, TypeKind.DOUBLE);
    }

    private int reference(int register) {
        return local(references, register, TypeKind.REFERENCE);
    }

    /** Pushes a register as a value of Lua. */
    Emitter push(int register, Kind kind) {
        switch (kind) {
            case INTEGER -> {
                out.lload(longLocal(register));
                call(VALUES, "box", LONG, ConstantDescs.CD_long);
            }
            case FLOAT -> {
                out.dload(doubleLocal(register));
                call(DOUBLE, "valueOf", DOUBLE, ConstantDescs.CD_double);
            }
            case BOXED_INTEGER, BOXED_FLOAT, ANY -> out.aload(reference(register));
        }
        return this;
    }

    /** Pushes a register that is an integer as a JVM long. */
    Emitter pushLong(int register, Kind kind) {
        if (kind == Kind.INTEGER) {
            out.lload(longLocal(register));
        } else {
            out.aload(reference(register));
            unboxLong();
        }
        return this;
    }

    /** Pushes a register that is a number as a JVM double. Anything else must have been ruled out. */
    Emitter pushDouble(int register, Kind kind) {
        switch (kind) {
            case FLOAT -> out.dload(doubleLocal(register));
            case INTEGER -> out.lload(longLocal(register)).l2d();
            case BOXED_INTEGER -> {
                out.aload(reference(register));
                unboxLong();
                out.l2d();
            }
            case BOXED_FLOAT -> {
                out.aload(reference(register));
                unboxDouble();
            }
            case ANY -> {
                out.aload(reference(register));
                call(SUPPORT, "toDouble", ConstantDescs.CD_double, OBJECT);
            }
        }
        return this;
    }

    void unboxLong() {
        out.checkcast(LONG).invokevirtual(LONG, "longValue", MethodTypeDesc.of(ConstantDescs.CD_long));
    }

    void unboxDouble() {
        out.checkcast(DOUBLE).invokevirtual(DOUBLE, "doubleValue", MethodTypeDesc.of(ConstantDescs.CD_double));
    }

    void popLong(int register) {
        out.lstore(longLocal(register));
    }

    void popDouble(int register) {
        out.dstore(doubleLocal(register));
    }

    /** Pops a reference into a register's local only. */
    void popReference(int register) {
        out.astore(reference(register));
    }

    /** Pops a value into a register that is kept as {@link Kind#ANY}. */
    void popAny(int register) {
        out.astore(reference(register));
        store(register, Kind.ANY);
    }

    /** Writes a register back. */
    void store(int register, Kind kind) {
        stack().place(register).push(register, kind);
        out.aastore();
    }

    /** Writes a register back unless it is there already. */
    void sync(int register, Kind kind) {
        if (kind.isLazy()) {
            store(register, kind);
        }
    }

    /** Loads a register that has been written by others. */
    void load(int register) {
        stack().place(register);
        out.aaload().astore(reference(register));
    }

    void move(int to, int from, Kind kind) {
        switch (kind) {
            case INTEGER -> out.lload(longLocal(from)).lstore(longLocal(to));
            case FLOAT -> out.dload(doubleLocal(from)).dstore(doubleLocal(to));
            case BOXED_INTEGER, BOXED_FLOAT -> out.aload(reference(from)).astore(reference(to));
            case ANY -> {
                out.aload(reference(from));
                popAny(to);
            }
        }
    }

    void popScratch() {
        out.astore(scratch);
    }

    Emitter pushScratch() {
        out.aload(scratch);
        return this;
    }

    void popReferenceTemp() {
        out.astore(temp);
    }

    Emitter pushTemp() {
        out.aload(temp);
        return this;
    }

    void popTempCode() {
        out.astore(tempCode);
    }

    Emitter pushTempCode() {
        out.aload(tempCode);
        return this;
    }

    // ---- guards and ways out

    /** Jumps to {@code otherwise} unless a register that is {@link Kind#ANY} is of a class. */
    void guard(int register, ClassDesc type, Label otherwise) {
        out.aload(reference(register)).instanceOf(type).ifeq(otherwise);
    }

    /** Jumps to {@code otherwise} unless a register that is {@link Kind#ANY} is a number. */
    void guardNumber(int register, Label otherwise) {
        out.aload(reference(register));
        call(SUPPORT, "isNumber", ConstantDescs.CD_boolean, OBJECT);
        out.ifeq(otherwise);
    }

    /**
     * A place to jump to (with an empty operand stack) to leave compiled code: the interpreter goes on at {@code pc}.
     *
     * @param site whose guess has failed; {@link #NO_SITE} if none
     * @param needed the registers that must be right
     */
    Label leave(int pc, int site, BitSet needed, @Nullable Kind[] state) {
        return way(pc, site, false, needed, state);
    }

    /** A place to jump to when a turn's budget is used up. */
    Label preempt(int pc, BitSet needed, @Nullable Kind[] state) {
        return way(pc, NO_SITE, true, needed, state);
    }

    /** A place to jump to when something else must run first; the frame knows already where to go on. */
    Label unwind(BitSet needed, @Nullable Kind[] state) {
        return way(PC_IS_SET, NO_SITE, false, needed, state);
    }

    private Label way(int pc, int site, boolean preempt, BitSet needed, @Nullable Kind[] state) {
        List<Integer> registers = new ArrayList<>();
        List<Kind> kinds = new ArrayList<>();
        for (int r = needed.nextSetBit(0); r >= 0; r = needed.nextSetBit(r + 1)) {
            Kind kind = state[r];
            if (kind != null && kind.isLazy()) {
                registers.add(r);
                kinds.add(kind);
            }
        }
        return ways.computeIfAbsent(new Way(pc, site, preempt, registers, kinds), way -> {
            Label label = out.newLabel();
            rarely(() -> {
                out.labelBinding(label);
                if (pc == PC_IS_SET) {
                    reloadStack(); // what was called may have made it grow
                } else {
                    out.loadConstant(pc).istore(wayPc);
                }
                if (site != NO_SITE) {
                    out.loadConstant(site).istore(waySite);
                }
                End end =
                        preempt ? End.PREEMPT : pc == PC_IS_SET ? End.UNWIND : site == NO_SITE ? End.LEAVE : End.WRONG;
                out.goto_(writeBack(end, registers, kinds));
            });
            return label;
        });
    }

    /** How a way out ends, when the registers have been written back. */
    private enum End {
        PREEMPT,
        UNWIND,
        LEAVE,
        WRONG
    }

    private record WriteBack(End end, List<Integer> registers, List<Kind> kinds) {}

    /** Writes registers back, the last first: so ways that differ only in temporaries share the rest. */
    private Label writeBack(End end, List<Integer> registers, List<Kind> kinds) {
        WriteBack key = new WriteBack(end, List.copyOf(registers), List.copyOf(kinds));
        Label known = writeBacks.get(key);
        if (known != null) {
            return known;
        }
        Label label = out.newLabel();
        writeBacks.put(key, label);
        rarely(() -> {
            out.labelBinding(label);
            int last = registers.size() - 1;
            if (last >= 0) {
                store(registers.get(last), kinds.get(last));
                out.goto_(writeBack(end, registers.subList(0, last), kinds.subList(0, last)));
            } else {
                end(end);
            }
        });
        return label;
    }

    private void end(End end) {
        if (end != End.UNWIND) {
            out.aload(FRAME_LOCAL).iload(wayPc).putfield(FRAME, "pc", ConstantDescs.CD_int);
        }
        if (end == End.PREEMPT) {
            machine().out().invokevirtual(MACHINE, "preempt", MethodTypeDesc.of(ConstantDescs.CD_void));
        }
        if (end == End.WRONG) {
            out.aload(0).iload(waySite);
            out.invokevirtual(CODE, "guessedWrong", MethodTypeDesc.of(OBJECT, ConstantDescs.CD_int))
                    .areturn();
        } else {
            returnUnwinding();
        }
    }

    void returnUnwinding() {
        out.getstatic(SUPPORT, "UNWIND", OBJECT).areturn();
    }

    // ---- code that is rarely run

    void rarely(Runnable code) {
        rare.add(code);
    }

    /** Emits what was put off, and what that puts off in turn. */
    void finish() {
        Runnable code;
        while ((code = rare.poll()) != null) {
            code.run();
        }
    }
}
