package dev.moirai.lua.jit;

import static dev.moirai.lua.bytecode.Op.*;
import static dev.moirai.lua.jit.Types.FLOAT;
import static dev.moirai.lua.jit.Types.INTEGER;
import static dev.moirai.lua.jit.Types.OBJECT;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.moirai.lua.bytecode.Op;
import dev.moirai.lua.bytecode.Prototype;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the body of a generated class.
 *
 * <p>The code of a place (an instruction that can be jumped to) is written once for each combination of register types it
 * is reached with, so types never have to be joined: a loop whose variable begins as an integer and goes on as a float has
 * a first iteration of its own. Beyond a few versions of a place, the registers are made objects and one version serves
 * all.
 */
final class FunctionTranslator {
    static final ClassDesc SUPPORT = ClassDesc.of("dev.moirai.lua.Compiled");
    private static final ClassDesc SIGNAL = ClassDesc.of("dev.moirai.lua.Signal");
    private static final ClassDesc EXIT = ClassDesc.of("dev.moirai.lua.Exit");
    private static final ClassDesc STRING = ClassDesc.of("dev.moirai.lua.LuaString");
    private static final ClassDesc PROTOTYPE = ClassDesc.of("dev.moirai.lua.bytecode.Prototype");
    private static final ClassDesc OBJECT_TYPE = ConstantDescs.CD_Object;
    private static final ClassDesc OBJECTS = OBJECT_TYPE.arrayType();
    private static final ClassDesc INTS = CD_int.arrayType();
    private static final ClassDesc MACHINE = Translator.MACHINE;
    private static final ClassDesc CLOSURE_TYPE = Translator.CLOSURE;
    private static final ClassDesc FRAME = Translator.FRAME;
    private static final ClassDesc LONG = ConstantDescs.CD_Long;
    private static final ClassDesc DOUBLE = ConstantDescs.CD_Double;
    private static final ClassDesc BOOLEAN = ConstantDescs.CD_Boolean;
    private static final DirectMethodHandleDesc CLASS_DATA_AT = MethodHandleDesc.ofMethod(
            DirectMethodHandleDesc.Kind.STATIC,
            ConstantDescs.CD_MethodHandles,
            "classDataAt",
            MethodTypeDesc.of(
                    OBJECT_TYPE,
                    ConstantDescs.CD_MethodHandles_Lookup,
                    ConstantDescs.CD_String,
                    ConstantDescs.CD_Class,
                    CD_int));

    private static final int MAX_VERSIONS = 4;
    private static final int NO_CALL = -1;

    private static final int MACHINE_SLOT = 0;
    private static final int SELF_SLOT = 1;

    private final CodeBuilder c;
    private final Prototype prototype;
    private final int[] code;
    private final Liveness liveness;
    private final List<Object> constants;
    private final Map<Object, Integer> constantIndex = new HashMap<>();

    // A loop has its registers on the stack, a function in its parameters.
    private final boolean isLoop;
    private final int start;
    private final int end; // behind the last instruction
    private final Types entry;
    private final BitSet assigned;
    private final int firstSlot;
    private final int varargsSlot;

    private final Map<Integer, List<Version>> versions = new HashMap<>();
    private final Deque<Version> unwritten = new ArrayDeque<>();
    private final Map<ExitKey, Label> exits = new LinkedHashMap<>();
    private Types types;
    private @Nullable BitSet targets; // found out when first asked for

    /** The code of a place for certain types. */
    private record Version(int pc, Types types, Label label) {}

    /**
     * A way out: where the interpreter goes on and which registers, in which form, are to be stored.
     *
     * @param callPc the instruction that has called what has exited, if that is the reason; else {@link #NO_CALL}
     */
    private record ExitKey(int pc, Types types, BitSet stored, int callPc) {}

    private FunctionTranslator(
            CodeBuilder c,
            Prototype prototype,
            List<Object> constants,
            boolean isLoop,
            int start,
            int end,
            byte[] types) {
        this.c = c;
        this.prototype = prototype;
        this.code = prototype.code();
        this.liveness = new Liveness(prototype);
        this.constants = constants;
        this.isLoop = isLoop;
        this.start = start;
        this.end = end;
        this.entry = new Types(types);
        this.assigned = liveness.assigned(start, end);
        this.types = entry;
        int parameters = prototype.parameters();
        this.varargsSlot = isLoop ? 5 : 2 + parameters;
        this.firstSlot = isLoop ? 6 : 3 + parameters;
    }

    static FunctionTranslator function(CodeBuilder c, Prototype prototype, List<Object> constants) {
        return new FunctionTranslator(
                c, prototype, constants, false, 0, prototype.code().length, new byte[prototype.registers() + 8]);
    }

    static FunctionTranslator loop(
            CodeBuilder c, Prototype prototype, List<Object> constants, int start, int end, byte[] types) {
        return new FunctionTranslator(
                c, prototype, constants, true, start, end, java.util.Arrays.copyOf(types, prototype.registers() + 8));
    }

    // --- the frame of it all

    void translate() {
        for (int r = 0; r < prototype.registers(); r++) {
            c.aconst_null().astore(objectSlot(r));
        }
        if (isLoop) {
            loadRegisters();
        } else {
            for (int r = 0; r < prototype.parameters(); r++) {
                c.aload(2 + r).astore(objectSlot(r));
            }
            if (!prototype.variadic()) {
                c.getstatic(SUPPORT, "NOTHING", OBJECTS).astore(varargsSlot);
            }
            c.aload(MACHINE_SLOT).loadConstant(prototype.callCost());
            support("enter", CD_boolean, MACHINE, CD_int);
            c.ifeq(exit(0));
        }
        goTo(start);
        while (!unwritten.isEmpty()) {
            write(unwritten.pop());
        }
        writeExits();
    }

    private void loadRegisters() {
        c.aload(2).getfield(FRAME, "varargs", OBJECTS).astore(varargsSlot);
        BitSet live = liveness.before(start);
        for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
            c.aload(3).iload(4).loadConstant(r).iadd().aaload();
            switch (entry.get(r)) {
                case INTEGER ->
                    c.checkcast(LONG)
                            .invokevirtual(LONG, "longValue", MethodTypeDesc.of(CD_long))
                            .lstore(longSlot(r));
                case FLOAT ->
                    c.checkcast(DOUBLE)
                            .invokevirtual(DOUBLE, "doubleValue", MethodTypeDesc.of(CD_double))
                            .dstore(doubleSlot(r));
                default -> c.astore(objectSlot(r));
            }
        }
    }

    private int objectSlot(int register) {
        return firstSlot + 5 * register;
    }

    private int longSlot(int register) {
        return firstSlot + 5 * register + 1;
    }

    private int doubleSlot(int register) {
        return firstSlot + 5 * register + 3;
    }

    private boolean isInside(int pc) {
        return pc >= start && pc < end;
    }

    private void write(Version version) {
        types = version.types.copy();
        c.labelBinding(version.label);
        int pc = version.pc;
        while (true) {
            int next = instruction(pc);
            if (next < 0) {
                return;
            }
            if (!isInside(next) || isTarget(next)) {
                goTo(next);
                return;
            }
            pc = next;
        }
    }

    /** Whether a variable in this register or a later one may have to be closed already when the loop is entered. */
    private boolean isMarkedAtEntry(int register) {
        for (int at = 0; at < start; at += Op.length(Op.op(code[at]))) {
            if (Op.op(code[at]) == TBC && Op.a(code[at]) >= register) {
                return true;
            }
        }
        return false;
    }

    private boolean isTarget(int pc) {
        BitSet all = targets;
        if (all == null) {
            all = new BitSet();
            for (int at = 0; at < code.length; at += Op.length(Op.op(code[at]))) {
                int target = Liveness.target(code, at);
                if (target >= 0) {
                    all.set(target);
                }
            }
            targets = all;
        }
        return all.get(pc);
    }

    /** Goes on at a place with the current types, or to the interpreter if it is outside. */
    private void goTo(int pc) {
        if (!isInside(pc)) {
            c.goto_(exit(pc));
            return;
        }
        BitSet live = liveness.before(pc);
        Types wanted = types.restrictedTo(live);
        List<Version> known = versions.computeIfAbsent(pc, _ -> new ArrayList<>());
        for (Version version : known) {
            if (version.types.equals(wanted)) {
                c.goto_(version.label);
                return;
            }
        }
        if (known.size() >= MAX_VERSIONS) {
            for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
                if (wanted.get(r) != OBJECT) {
                    loadObject(r);
                    c.astore(objectSlot(r));
                }
            }
            wanted = new Types(new byte[prototype.registers() + 8]);
            for (Version version : known) {
                if (version.types.equals(wanted)) {
                    c.goto_(version.label);
                    return;
                }
            }
            if (known.size() > 2 * MAX_VERSIONS) {
                throw new TooComplex();
            }
        }
        Version version = new Version(pc, wanted, c.newLabel());
        known.add(version);
        unwritten.push(version);
        c.goto_(version.label);
    }

    /** Jumps to a place if the test on the stack (an int) is not zero, else goes on behind. */
    private void branchIfNotZero(int target) {
        Label skip = c.newLabel();
        c.ifeq(skip);
        Types before = types.copy();
        goTo(target);
        types = before;
        c.labelBinding(skip);
    }

    // --- leaving

    /** A label to jump to so as to let the interpreter go on at an instruction. */
    private Label exit(int pc) {
        return exit(pc, liveness.before(pc), NO_CALL);
    }

    /**
     * A label to jump to when a called function has exited.
     *
     * @param pc the call
     * @param below registers from here on are the call's and are not stored
     */
    private Label exitInCall(int pc, int below) {
        int next = pc + Op.length(Op.op(code[pc]));
        BitSet stored = (BitSet) liveness.before(next).clone();
        if (below < stored.length()) {
            stored.clear(below, stored.length());
        }
        return exit(next, stored, pc);
    }

    private Label exit(int pc, BitSet live, int callPc) {
        BitSet stored = (BitSet) live.clone();
        if (isLoop) {
            stored.and(assigned); // the others are still on the stack
        }
        return exits.computeIfAbsent(new ExitKey(pc, types.restrictedTo(stored), stored, callPc), _ -> c.newLabel());
    }

    private void writeExits() {
        exits.forEach((key, label) -> {
            c.labelBinding(label);
            writeExit(key);
        });
    }

    /** Which registers, in which form, a way out stores: each such combination has a method that does it. */
    private record Store(BitSet registers, Types types) {}

    private final Map<Store, String> stores = new LinkedHashMap<>();

    private void writeExit(ExitKey key) {
        BitSet stored = key.stored;
        types = key.types;
        Store store = new Store(stored, types);
        String name = stores.computeIfAbsent(store, _ -> "store" + stores.size());
        if (isLoop) {
            c.aload(3).iload(4);
        } else {
            c.aload(MACHINE_SLOT).aload(SELF_SLOT).aload(varargsSlot).loadConstant(key.pc);
            c.loadConstant(key.callPc == NO_CALL ? 0 : code[key.callPc]);
        }
        for (int r = stored.nextSetBit(0); r >= 0; r = stored.nextSetBit(r + 1)) {
            switch (types.get(r)) {
                case INTEGER -> c.lload(longSlot(r));
                case FLOAT -> c.dload(doubleSlot(r));
                default -> c.aload(objectSlot(r));
            }
        }
        c.invokestatic(Translator.NAME, name, storeType(store));
        if (!isLoop) {
            c.areturn();
        } else if (key.callPc != NO_CALL) {
            c.aload(2).loadConstant(key.pc).putfield(FRAME, "pc", CD_int);
            c.loadConstant(~key.callPc).ireturn();
        } else {
            c.loadConstant(key.pc).ireturn();
        }
    }

    private MethodTypeDesc storeType(Store store) {
        List<ClassDesc> parameters = new ArrayList<>(
                isLoop ? List.of(OBJECTS, CD_int) : List.of(MACHINE, CLOSURE_TYPE, OBJECTS, CD_int, CD_int));
        int slots = 5;
        for (int r = store.registers.nextSetBit(0); r >= 0; r = store.registers.nextSetBit(r + 1)) {
            parameters.add(
                    switch (store.types.get(r)) {
                        case INTEGER -> CD_long;
                        case FLOAT -> CD_double;
                        default -> OBJECT_TYPE;
                    });
            slots += store.types.get(r) == OBJECT ? 1 : 2;
        }
        if (slots > 255) {
            throw new TooComplex();
        }
        return MethodTypeDesc.of(isLoop ? CD_void : OBJECT_TYPE, parameters);
    }

    /** Writes the methods that store registers. They are apart so that the body stays small enough for HotSpot. */
    void writeStores(ClassBuilder builder) {
        stores.forEach((store, name) ->
                builder.withMethodBody(name, storeType(store), ClassFile.ACC_STATIC, b -> writeStore(b, store)));
    }

    private void writeStore(CodeBuilder b, Store store) {
        BitSet stored = store.registers;
        int slot = isLoop ? 2 : 5;
        if (!isLoop) {
            b.aload(0).getfield(MACHINE, "exit", EXIT).aload(1).iload(3).iload(4);
            b.loadConstant(stored.length()).anewarray(OBJECT_TYPE);
        }
        for (int r = stored.nextSetBit(0); r >= 0; r = stored.nextSetBit(r + 1)) {
            if (isLoop) {
                b.aload(0).iload(1).loadConstant(r).iadd();
            } else {
                b.dup().loadConstant(r);
            }
            switch (store.types.get(r)) {
                case INTEGER -> b.lload(slot).invokestatic(LONG, "valueOf", MethodTypeDesc.of(LONG, CD_long));
                case FLOAT -> b.dload(slot).invokestatic(DOUBLE, "valueOf", MethodTypeDesc.of(DOUBLE, CD_double));
                default -> b.aload(slot);
            }
            slot += store.types.get(r) == OBJECT ? 1 : 2;
            b.aastore();
        }
        if (isLoop) {
            b.return_();
        } else {
            b.aload(2)
                    .invokevirtual(
                            EXIT, "add", MethodTypeDesc.of(CD_void, CLOSURE_TYPE, CD_int, CD_int, OBJECTS, OBJECTS));
            b.getstatic(SIGNAL, "EXIT", SIGNAL).areturn();
        }
    }

    private void signal(String name) {
        c.getstatic(SIGNAL, name, SIGNAL);
    }

    /** Leaves the function with the value or signal on the stack. */
    private void leave() {
        c.aload(MACHINE_SLOT)
                .dup()
                .getfield(MACHINE, "nesting", CD_int)
                .iconst_1()
                .isub();
        c.putfield(MACHINE, "nesting", CD_int);
        c.areturn();
    }

    // --- values

    private void support(String name, ClassDesc result, ClassDesc... parameters) {
        c.invokestatic(SUPPORT, name, MethodTypeDesc.of(result, parameters));
    }

    private void loadData(Object value, ClassDesc type) {
        Integer index = constantIndex.get(value);
        if (index == null) {
            index = constants.size();
            constants.add(value);
            constantIndex.put(value, index);
        }
        c.loadConstant(DynamicConstantDesc.ofNamed(CLASS_DATA_AT, ConstantDescs.DEFAULT_NAME, type, index));
    }

    private void loadCode() {
        loadData(code, INTS);
    }

    /** Pushes a register as an object. */
    private void loadObject(int register) {
        switch (types.get(register)) {
            case INTEGER -> boxLong(() -> c.lload(longSlot(register)));
            case FLOAT -> boxDouble(() -> c.dload(doubleSlot(register)));
            default -> c.aload(objectSlot(register));
        }
    }

    private void boxLong(Runnable load) {
        load.run();
        c.invokestatic(LONG, "valueOf", MethodTypeDesc.of(LONG, CD_long));
    }

    private void boxDouble(Runnable load) {
        load.run();
        c.invokestatic(DOUBLE, "valueOf", MethodTypeDesc.of(DOUBLE, CD_double));
    }

    private void storeObject(int register) {
        c.astore(objectSlot(register));
        types.set(register, OBJECT);
    }

    private void storeLong(int register) {
        c.lstore(longSlot(register));
        types.set(register, INTEGER);
    }

    private void storeDouble(int register) {
        c.dstore(doubleSlot(register));
        types.set(register, FLOAT);
    }

    private @Nullable Object constant(int index) {
        return prototype.constants()[index];
    }

    private void loadConstantObject(@Nullable Object value) {
        switch (value) {
            case null -> c.aconst_null();
            case Boolean b -> c.getstatic(BOOLEAN, b ? "TRUE" : "FALSE", BOOLEAN);
            case Long _ -> loadData(value, LONG);
            case Double _ -> loadData(value, DOUBLE);
            case dev.moirai.lua.LuaString _ -> loadData(value, STRING);
            default -> loadData(value, OBJECT_TYPE);
        }
    }

    /** An operand: a register or a constant number. */
    private sealed interface Operand {
        record Register(int index) implements Operand {}

        record Constant(Object number) implements Operand {}
    }

    private byte typeOf(Operand operand) {
        return switch (operand) {
            case Operand.Register register -> types.get(register.index());
            case Operand.Constant constant -> constant.number() instanceof Long ? INTEGER : FLOAT;
        };
    }

    private void loadOperandObject(Operand operand) {
        switch (operand) {
            case Operand.Register register -> loadObject(register.index());
            case Operand.Constant constant -> loadConstantObject(constant.number());
        }
    }

    private void loadLong(Operand operand) {
        switch (operand) {
            case Operand.Register register -> c.lload(longSlot(register.index()));
            case Operand.Constant constant -> c.loadConstant(((Long) constant.number()).longValue());
        }
    }

    /** Pushes a number as a float; an object must have been checked to be a number. */
    private void loadDouble(Operand operand) {
        switch (operand) {
            case Operand.Constant constant -> c.loadConstant(((Number) constant.number()).doubleValue());
            case Operand.Register register -> {
                switch (types.get(register.index())) {
                    case INTEGER -> c.lload(longSlot(register.index())).l2d();
                    case FLOAT -> c.dload(doubleSlot(register.index()));
                    default -> {
                        c.aload(objectSlot(register.index()));
                        support("toDouble", CD_double, OBJECT_TYPE);
                    }
                }
            }
        }
    }

    /** From here on a register is an integer, or the code has been left. */
    private void guardInteger(Operand operand, int pc) {
        if (operand instanceof Operand.Register(int r) && types.get(r) == OBJECT) {
            c.aload(objectSlot(r)).instanceOf(LONG).ifeq(exit(pc));
            c.aload(objectSlot(r)).checkcast(LONG).invokevirtual(LONG, "longValue", MethodTypeDesc.of(CD_long));
            storeLong(r);
        }
    }

    /** From here on a register is a float, or the code has been left. */
    private void guardFloat(int r, int pc) {
        c.aload(objectSlot(r)).instanceOf(DOUBLE).ifeq(exit(pc));
        c.aload(objectSlot(r)).checkcast(DOUBLE).invokevirtual(DOUBLE, "doubleValue", MethodTypeDesc.of(CD_double));
        storeDouble(r);
    }

    private void guardNumber(Operand operand, int pc) {
        if (operand instanceof Operand.Register(int r) && types.get(r) == OBJECT) {
            c.aload(objectSlot(r));
            support("isNumber", CD_boolean, OBJECT_TYPE);
            c.ifeq(exit(pc));
        }
    }

    /**
     * Stores the object on the stack in a register, unless it is a signal: that the interpreter must do the instruction,
     * or that a metamethod has exited.
     */
    private void storeUnlessSignal(int register, int pc) {
        Label ok = checkSignal(pc);
        c.labelBinding(ok);
        storeObject(register);
    }

    /** Leaves the code if the object on the stack is a signal; else goes to the label that is given back. */
    private Label checkSignal(int pc) {
        Label ok = c.newLabel();
        c.dup().instanceOf(SIGNAL).ifeq(ok);
        signal("EXIT");
        c.if_acmpeq(exitInCall(pc, Integer.MAX_VALUE)).goto_(exit(pc));
        return ok;
    }

    // --- instructions

    /** Writes one instruction; gives where the code goes on, or -1 if it does not go on behind. */
    private int instruction(int pc) {
        int i = code[pc];
        int op = Op.op(i);
        int a = Op.a(i);
        int b = Op.b(i);
        int cc = Op.c(i);
        int next = pc + Op.length(op);
        switch (op) {
            case MOVE -> move(b, a);
            case LOADI -> {
                c.loadConstant((long) Op.signedBx(i));
                storeLong(a);
            }
            case LOADK -> loadConstant(a, constant(Op.bx(i)));
            case LOADKX -> loadConstant(a, constant(code[pc + 1]));
            case LOADNIL -> {
                for (int r = a; r <= a + b; r++) {
                    c.aconst_null();
                    storeObject(r);
                }
            }
            case LOADTRUE, LOADFALSE -> {
                c.getstatic(BOOLEAN, op == LOADTRUE ? "TRUE" : "FALSE", BOOLEAN);
                storeObject(a);
            }
            case GETUPVAL -> {
                loadUpvalue(b);
                storeObject(a);
            }
            case GETUPCELL -> {
                loadUpvalue(b);
                support("get", OBJECT_TYPE, OBJECT_TYPE);
                storeObject(a);
            }
            case SETUPCELL -> {
                loadUpvalue(b);
                loadObject(a);
                support("set", CD_void, OBJECT_TYPE, OBJECT_TYPE);
            }
            case NEWCELL -> {
                c.aload(MACHINE_SLOT);
                loadObject(a);
                support("cell", OBJECT_TYPE, MACHINE, OBJECT_TYPE);
                storeUnlessSignal(a, pc);
            }
            case GETCELL -> {
                loadObject(b);
                support("get", OBJECT_TYPE, OBJECT_TYPE);
                storeObject(a);
            }
            case SETCELL -> {
                loadObject(a);
                loadObject(b);
                support("set", CD_void, OBJECT_TYPE, OBJECT_TYPE);
            }
            case GETGLOBAL, GETFIELD -> {
                c.aload(MACHINE_SLOT);
                if (op == GETFIELD) {
                    loadObject(b);
                } else {
                    loadUpvalue(b);
                }
                loadConstantObject(constant(cc));
                loadCode();
                c.loadConstant(pc + 1);
                support("field", OBJECT_TYPE, MACHINE, OBJECT_TYPE, STRING, INTS, CD_int);
                storeUnlessSignal(a, pc);
            }
            case SETGLOBAL, SETFIELD -> {
                if (op == SETFIELD) {
                    loadObject(a);
                } else {
                    loadUpvalue(a);
                }
                loadConstantObject(constant(b));
                loadObject(cc);
                loadCode();
                c.loadConstant(pc + 1);
                support("setField", CD_boolean, OBJECT_TYPE, STRING, OBJECT_TYPE, INTS, CD_int);
                c.ifeq(exit(pc));
            }
            case GETINDEX -> {
                c.aload(MACHINE_SLOT);
                loadObject(b);
                loadIndex(cc);
                storeUnlessSignal(a, pc);
            }
            case GETINT -> {
                c.aload(MACHINE_SLOT);
                loadObject(b);
                c.loadConstant((long) cc);
                support("index", OBJECT_TYPE, MACHINE, OBJECT_TYPE, CD_long);
                storeUnlessSignal(a, pc);
            }
            case SETINDEX -> {
                loadObject(a);
                boolean integer = types.get(b) == INTEGER;
                if (integer) {
                    c.lload(longSlot(b));
                } else {
                    loadObject(b);
                }
                loadObject(cc);
                support("setIndex", CD_boolean, OBJECT_TYPE, integer ? CD_long : OBJECT_TYPE, OBJECT_TYPE);
                c.ifeq(exit(pc));
            }
            case SETINT -> {
                loadObject(a);
                c.loadConstant((long) b);
                loadObject(cc);
                support("setIndex", CD_boolean, OBJECT_TYPE, CD_long, OBJECT_TYPE);
                c.ifeq(exit(pc));
            }
            case SELF -> {
                loadObject(b);
                storeObject(a + 1);
                c.aload(MACHINE_SLOT).aload(objectSlot(a + 1));
                loadConstantObject(constant(cc));
                loadCode();
                c.loadConstant(pc + 1);
                support("method", OBJECT_TYPE, MACHINE, OBJECT_TYPE, STRING, INTS, CD_int);
                storeUnlessSignal(a, pc);
            }
            case NEWTABLE -> {
                c.aload(MACHINE_SLOT).loadConstant(b == 0 ? 0 : 1 << b - 1).loadConstant(cc);
                support("newTable", OBJECT_TYPE, MACHINE, CD_int, CD_int);
                storeUnlessSignal(a, pc);
            }
            case SETLIST -> {
                c.aload(MACHINE_SLOT);
                loadObject(a);
                c.loadConstant(code[pc + 1]);
                loadList(a + 1, b == 0 ? liveness.openedAt(pc) : a + b, b == 0);
                support("setList", CD_void, MACHINE, OBJECT_TYPE, CD_int, OBJECTS);
            }
            case UNM -> negate(a, b, pc);
            case BNOT -> {
                Operand operand = new Operand.Register(b);
                if (types.get(b) == FLOAT) {
                    c.goto_(exit(pc));
                    return -1;
                }
                guardInteger(operand, pc);
                loadLong(operand);
                c.loadConstant(-1L).lxor();
                storeLong(a);
            }
            case LEN -> {
                loadObject(b);
                support("length", CD_long, OBJECT_TYPE);
                c.dup2().lconst_0().lcmp();
                Label ok = c.newLabel();
                c.ifge(ok).pop2().goto_(exit(pc));
                c.labelBinding(ok);
                storeLong(a);
            }
            case NOT -> {
                if (types.get(b) != OBJECT) {
                    c.getstatic(BOOLEAN, "FALSE", BOOLEAN);
                } else {
                    c.aload(objectSlot(b));
                    support("isTrue", CD_boolean, OBJECT_TYPE);
                    Label isFalse = c.newLabel();
                    Label done = c.newLabel();
                    c.ifeq(isFalse).getstatic(BOOLEAN, "FALSE", BOOLEAN).goto_(done);
                    c.labelBinding(isFalse).getstatic(BOOLEAN, "TRUE", BOOLEAN);
                    c.labelBinding(done);
                }
                storeObject(a);
            }
            case CONCAT -> {
                c.aload(MACHINE_SLOT);
                loadList(b, cc + 1, false);
                support("concat", OBJECT_TYPE, MACHINE, OBJECTS);
                storeUnlessSignal(a, pc);
            }
            case JUMP -> {
                goTo(Liveness.target(code, pc));
                return -1;
            }
            case LOOP -> {
                int target = Liveness.target(code, pc);
                charge(next - target, target);
                goTo(target);
                return -1;
            }
            case TEST -> {
                int target = Liveness.target(code, pc);
                if (types.get(a) != OBJECT) {
                    goTo(b == 1 ? target : next);
                    return -1;
                }
                c.aload(objectSlot(a));
                support("isTrue", CD_boolean, OBJECT_TYPE);
                c.loadConstant(1 - b).ixor();
                branchIfNotZero(target);
            }
            case TESTSET -> {
                int target = Liveness.target(code, pc);
                if (types.get(b) != OBJECT) {
                    if (cc == 1) {
                        move(b, a);
                        goTo(target);
                        return -1;
                    }
                    return next;
                }
                c.aload(objectSlot(b));
                support("isTrue", CD_boolean, OBJECT_TYPE);
                c.loadConstant(1 - cc).ixor();
                Label skip = c.newLabel();
                c.ifeq(skip);
                Types before = types.copy();
                move(b, a);
                goTo(target);
                types = before;
                c.labelBinding(skip);
            }
            case EQ -> {
                if (types.get(a) == INTEGER && types.get(b) == INTEGER) {
                    c.lload(longSlot(a)).lload(longSlot(b)).lcmp();
                    booleanFrom(Opcode.IFEQ, c.newLabel());
                } else if (types.get(a) == FLOAT && types.get(b) == FLOAT) {
                    c.dload(doubleSlot(a)).dload(doubleSlot(b)).dcmpl();
                    booleanFrom(Opcode.IFEQ, c.newLabel());
                } else {
                    c.aload(MACHINE_SLOT);
                    loadObject(a);
                    loadObject(b);
                    support("equal", CD_int, MACHINE, OBJECT_TYPE, OBJECT_TYPE);
                    exitIfNegative(pc);
                }
                c.loadConstant(1 - cc).ixor();
                branchIfNotZero(Liveness.target(code, pc));
            }
            case EQK -> {
                equalConstant(a, constant(b));
                c.loadConstant(1 - cc).ixor();
                branchIfNotZero(Liveness.target(code, pc));
            }
            case LT -> comparison(new Operand.Register(a), new Operand.Register(b), true, cc, pc);
            case LE -> comparison(new Operand.Register(a), new Operand.Register(b), false, cc, pc);
            case LTK -> comparison(new Operand.Register(a), number(b), true, cc, pc);
            case LEK -> comparison(new Operand.Register(a), number(b), false, cc, pc);
            case GTK -> comparison(number(b), new Operand.Register(a), true, cc, pc);
            case GEK -> comparison(number(b), new Operand.Register(a), false, cc, pc);
            case CALL -> call(pc, a, b, cc);
            case TAILCALL -> {
                if (isLoop) {
                    c.goto_(exit(pc));
                } else {
                    tailCall(pc, a, b);
                }
                return -1;
            }
            case RETURN, RETURN0, RETURN1, RETURNCLOSE -> {
                if (isLoop) {
                    c.goto_(exit(pc));
                } else {
                    returnValues(pc, op, a, b);
                }
                return -1;
            }
            case FORPREP -> {
                return prepareLoop(pc, a, next);
            }
            case FORLOOP -> {
                stepLoop(pc, a, next);
                return next;
            }
            case TFORCALL -> iterate(pc, a, cc, next);
            case TFORLOOP -> {
                int target = Liveness.target(code, pc);
                if (types.get(a + 4) == OBJECT) {
                    c.aload(objectSlot(a + 4));
                    Label over = c.newLabel();
                    c.ifnull(over);
                    Types before = types.copy();
                    c.aload(objectSlot(a + 4));
                    storeObject(a + 2);
                    charge(next - target, target);
                    goTo(target);
                    types = before;
                    c.labelBinding(over);
                } else {
                    move(a + 4, a + 2);
                    charge(next - target, target);
                    goTo(target);
                    return -1;
                }
            }
            case CLOSURE -> closure(a, prototype.inner(Op.bx(i)), pc);
            case VARARG -> {
                if (cc == 0) {
                    c.aload(MACHINE_SLOT).aload(varargsSlot);
                    support("returnAll", OBJECT_TYPE, MACHINE, OBJECTS);
                    c.pop();
                } else {
                    for (int k = 0; k < cc - 1; k++) {
                        c.aload(varargsSlot).loadConstant(k);
                        support("argument", OBJECT_TYPE, OBJECTS, CD_int);
                        storeObject(a + k);
                    }
                }
            }
            case TBC -> {
                if (types.get(a) != OBJECT) {
                    c.goto_(exit(pc));
                    return -1;
                }
                c.aload(objectSlot(a));
                support("isTrue", CD_boolean, OBJECT_TYPE);
                c.ifne(exit(pc));
            }
            case CLOSE -> {
                if (isMarkedAtEntry(a)) {
                    c.goto_(exit(pc));
                    return -1;
                }
            }
            default -> {
                if (!binary(pc, op, a, b, cc)) {
                    return -1;
                }
            }
        }
        return next;
    }

    private Operand number(int index) {
        return new Operand.Constant(java.util.Objects.requireNonNull(constant(index)));
    }

    private void move(int from, int to) {
        if (from == to) {
            return;
        }
        switch (types.get(from)) {
            case INTEGER -> {
                c.lload(longSlot(from));
                storeLong(to);
            }
            case FLOAT -> {
                c.dload(doubleSlot(from));
                storeDouble(to);
            }
            default -> {
                c.aload(objectSlot(from));
                storeObject(to);
            }
        }
    }

    private void loadConstant(int register, @Nullable Object value) {
        switch (value) {
            case Long integer -> {
                c.loadConstant(integer.longValue());
                storeLong(register);
            }
            case Double number -> {
                c.loadConstant(number.doubleValue());
                storeDouble(register);
            }
            case null, default -> {
                loadConstantObject(value);
                storeObject(register);
            }
        }
    }

    private void loadUpvalue(int index) {
        c.aload(SELF_SLOT)
                .getfield(CLOSURE_TYPE, "upvalues", OBJECTS)
                .loadConstant(index)
                .aaload();
    }

    private void loadIndex(int key) {
        if (types.get(key) == INTEGER) {
            c.lload(longSlot(key));
            support("index", OBJECT_TYPE, MACHINE, OBJECT_TYPE, CD_long);
        } else {
            loadObject(key);
            support("index", OBJECT_TYPE, MACHINE, OBJECT_TYPE, OBJECT_TYPE);
        }
    }

    /** Pushes an array of registers and, if so, of the open list in the machine's results behind them. */
    private void loadList(int from, int to, boolean open) {
        c.loadConstant(Math.max(to - from, 0)).anewarray(OBJECT_TYPE);
        for (int r = from; r < to; r++) {
            c.dup().loadConstant(r - from);
            loadObject(r);
            c.aastore();
        }
        if (open) {
            c.aload(MACHINE_SLOT).swap();
            support("withResults", OBJECTS, MACHINE, OBJECTS);
        }
    }

    private void closure(int target, Prototype inner, int pc) {
        Prototype.Upvalue[] upvalues = inner.upvalues();
        c.aload(MACHINE_SLOT);
        loadData(inner, PROTOTYPE);
        c.loadConstant(upvalues.length).anewarray(OBJECT_TYPE);
        for (int k = 0; k < upvalues.length; k++) {
            switch (upvalues[k].source()) {
                case REGISTER -> {
                    c.dup().loadConstant(k);
                    loadObject(upvalues[k].index());
                    c.aastore();
                }
                case UPVALUE -> {
                    c.dup().loadConstant(k);
                    loadUpvalue(upvalues[k].index());
                    c.aastore();
                }
                case ITSELF -> {}
            }
        }
        support("closure", OBJECT_TYPE, MACHINE, PROTOTYPE, OBJECTS);
        storeUnlessSignal(target, pc);
    }

    // --- arithmetic

    /** A binary operation; false if the code does not go on behind it. */
    private boolean binary(int pc, int op, int a, int b, int cc) {
        boolean withConstant = op >= ADDK;
        int operation = withConstant ? op - ADDK + ADD : op;
        Operand x = new Operand.Register(b);
        Operand y = withConstant ? number(cc) : new Operand.Register(cc);
        if (operation >= BAND) {
            return bitwise(pc, operation, a, x, y);
        }
        byte left = typeOf(x);
        byte right = typeOf(y);
        byte result = result(pc, operation, left, right);
        if (result == INTEGER) {
            guardInteger(x, pc);
            guardInteger(y, pc);
            if (typeOf(x) == FLOAT || typeOf(y) == FLOAT) {
                c.goto_(exit(pc));
                return false;
            }
            integerOperation(pc, operation, a, x, y);
        } else if (result == FLOAT) {
            // An operand that makes the result a float, the other being an integer, is one itself.
            if (operation != DIV && operation != POW) {
                if (left == OBJECT && right == INTEGER) {
                    guardFloat(b, pc);
                } else if (right == OBJECT && left == INTEGER) {
                    guardFloat(cc, pc);
                } else if (left == OBJECT && right == OBJECT && seenFloatsOnly(pc)) {
                    guardFloat(b, pc);
                    if (types.get(cc) == OBJECT) {
                        guardFloat(cc, pc);
                    }
                }
            }
            guardNumber(x, pc);
            guardNumber(y, pc);
            loadDouble(x);
            loadDouble(y);
            switch (operation) {
                case ADD -> c.dadd();
                case SUB -> c.dsub();
                case MUL -> c.dmul();
                case DIV -> c.ddiv();
                case POW -> support("power", CD_double, CD_double, CD_double);
                case MOD -> support("modulo", CD_double, CD_double, CD_double);
                default ->
                    c.ddiv()
                            .invokestatic(
                                    ClassDesc.of("java.lang.Math"), "floor", MethodTypeDesc.of(CD_double, CD_double));
            }
            storeDouble(a);
        } else if (result == OBJECT) {
            c.aload(MACHINE_SLOT).loadConstant(operation);
            loadOperandObject(x);
            loadOperandObject(y);
            support("operation", OBJECT_TYPE, MACHINE, CD_int, OBJECT_TYPE, OBJECT_TYPE);
            storeUnlessSignal(a, pc);
        } else {
            c.goto_(exit(pc));
            return false;
        }
        return true;
    }

    private static final byte NEVER = 3;

    /** What type an operation gives, by the types of its operands, or else by what it has given so far. */
    private byte result(int pc, int operation, byte left, byte right) {
        if (operation == DIV || operation == POW) {
            return FLOAT;
        }
        if (left != OBJECT && right != OBJECT) {
            return left == INTEGER && right == INTEGER ? INTEGER : FLOAT;
        }
        if (left == FLOAT || right == FLOAT) {
            // With a float, numbers never give an integer: where one is noted, a metamethod was called.
            int seen = prototype.seen(pc);
            return seen == 0 ? NEVER : (seen & Prototype.SEEN_INTEGER) != 0 ? OBJECT : FLOAT;
        }
        return switch (prototype.seen(pc)) {
            case 0 -> NEVER;
            case Prototype.SEEN_INTEGER -> INTEGER;
            case Prototype.SEEN_FLOAT, Prototype.SEEN_FLOAT | Prototype.SEEN_MIXED -> FLOAT;
            default -> OBJECT;
        };
    }

    private boolean seenFloatsOnly(int pc) {
        return prototype.seen(pc) == Prototype.SEEN_FLOAT;
    }

    private void integerOperation(int pc, int operation, int a, Operand x, Operand y) {
        if (operation == MOD || operation == IDIV) {
            if (!(y instanceof Operand.Constant(Long divisor) && divisor != 0)) {
                loadLong(y);
                c.lconst_0().lcmp().ifeq(exit(pc));
            }
            loadLong(x);
            loadLong(y);
            c.invokestatic(
                    ClassDesc.of("java.lang.Math"),
                    operation == MOD ? "floorMod" : "floorDiv",
                    MethodTypeDesc.of(CD_long, CD_long, CD_long));
        } else {
            loadLong(x);
            loadLong(y);
            switch (operation) {
                case ADD -> c.ladd();
                case SUB -> c.lsub();
                default -> c.lmul();
            }
        }
        storeLong(a);
    }

    private boolean bitwise(int pc, int operation, int a, Operand x, Operand y) {
        if (typeOf(x) == FLOAT || typeOf(y) == FLOAT) {
            c.goto_(exit(pc));
            return false;
        }
        guardInteger(x, pc);
        guardInteger(y, pc);
        boolean shift = operation == SHL || operation == SHR;
        if (shift) {
            c.loadConstant(operation);
        }
        loadLong(x);
        loadLong(y);
        switch (operation) {
            case BAND -> c.land();
            case BOR -> c.lor();
            case BXOR -> c.lxor();
            default -> support("shift", CD_long, CD_int, CD_long, CD_long);
        }
        storeLong(a);
        return true;
    }

    private void negate(int a, int b, int pc) {
        switch (types.get(b)) {
            case INTEGER -> {
                c.lload(longSlot(b)).lneg();
                storeLong(a);
            }
            case FLOAT -> {
                c.dload(doubleSlot(b)).dneg();
                storeDouble(a);
            }
            default -> {
                if (prototype.seen(pc) == Prototype.SEEN_INTEGER) {
                    guardInteger(new Operand.Register(b), pc);
                    c.lload(longSlot(b)).lneg();
                    storeLong(a);
                } else {
                    guardFloat(b, pc);
                    c.dload(doubleSlot(b)).dneg();
                    storeDouble(a);
                }
            }
        }
    }

    // --- comparison: pushes 1 or 0

    /** Makes 1 of an int that passes a test against zero, else 0. */
    private void booleanFrom(Opcode test, Label yes) {
        Label done = c.newLabel();
        c.branch(test, yes).iconst_0().goto_(done);
        c.labelBinding(yes).iconst_1();
        c.labelBinding(done);
    }

    /** Leaves a comparison that the interpreter must make, or whose metamethod has exited. */
    private void exitIfNegative(int pc) {
        Label ok = c.newLabel();
        c.dup().ifge(ok).iconst_m1().if_icmpeq(exit(pc));
        BitSet live = (BitSet) liveness.before(pc + 2).clone();
        live.or(liveness.before(Liveness.target(code, pc)));
        c.goto_(exit(pc + 2, live, pc));
        c.labelBinding(ok);
    }

    private void equalConstant(int a, @Nullable Object constant) {
        byte type = types.get(a);
        if (type == OBJECT && (constant == null || constant instanceof Boolean)) {
            c.aload(objectSlot(a));
            loadConstantObject(constant);
            Label yes = c.newLabel();
            Label done = c.newLabel();
            c.if_acmpeq(yes).iconst_0().goto_(done);
            c.labelBinding(yes).iconst_1();
            c.labelBinding(done);
        } else if (type == INTEGER && constant instanceof Long integer) {
            c.lload(longSlot(a)).loadConstant(integer.longValue()).lcmp();
            booleanFrom(Opcode.IFEQ, c.newLabel());
        } else {
            loadObject(a);
            loadConstantObject(constant);
            support("equalConstant", CD_boolean, OBJECT_TYPE, OBJECT_TYPE);
        }
    }

    /** Jumps if the comparison's outcome is what the instruction wants. */
    private void comparison(Operand x, Operand y, boolean strict, int wanted, int pc) {
        byte left = typeOf(x);
        byte right = typeOf(y);
        if (left == OBJECT && right == INTEGER || left == INTEGER && right == OBJECT) {
            // Most likely the other one is an integer too.
            Operand unknown = left == OBJECT ? x : y;
            if (prototype.seen(pc) == Prototype.SEEN_INTEGER) {
                guardInteger(unknown, pc);
                left = typeOf(x);
                right = typeOf(y);
            }
        }
        if (left == INTEGER && right == INTEGER) {
            loadLong(x);
            loadLong(y);
            c.lcmp();
            booleanFrom(strict ? Opcode.IFLT : Opcode.IFLE, c.newLabel());
        } else if (left == FLOAT && right == FLOAT) {
            loadDouble(x);
            loadDouble(y);
            c.dcmpg();
            booleanFrom(strict ? Opcode.IFLT : Opcode.IFLE, c.newLabel());
        } else if (left != OBJECT && right != OBJECT) {
            loadNative(x);
            loadNative(y);
            support(
                    strict ? "less" : "lessOrEqual",
                    CD_boolean,
                    left == INTEGER ? CD_long : CD_double,
                    right == INTEGER ? CD_long : CD_double);
        } else {
            c.aload(MACHINE_SLOT);
            loadOperandObject(x);
            loadOperandObject(y);
            support(strict ? "less" : "lessOrEqual", CD_int, MACHINE, OBJECT_TYPE, OBJECT_TYPE);
            exitIfNegative(pc);
        }
        c.loadConstant(1 - wanted).ixor();
        branchIfNotZero(Liveness.target(code, pc));
    }

    private void loadNative(Operand operand) {
        if (typeOf(operand) == INTEGER) {
            loadLong(operand);
        } else {
            loadDouble(operand);
        }
    }

    // --- calls

    /** Pushes what a call yields: a value or a signal. */
    private void pushCall(String name, int pc, int next, int a, int b) {
        int count = b - 1;
        if (b != 0 && count <= Translator.MAX_NATURAL) {
            c.aload(MACHINE_SLOT).aload(SELF_SLOT).loadConstant(next);
            ClassDesc[] parameters = new ClassDesc[4 + count];
            parameters[0] = MACHINE;
            parameters[1] = CLOSURE_TYPE;
            parameters[2] = CD_int;
            for (int k = 0; k <= count; k++) {
                loadObject(a + k);
                parameters[3 + k] = OBJECT_TYPE;
            }
            support(name + count, OBJECT_TYPE, parameters);
        } else {
            pushCallAll(name + "All", pc, next, a, b);
        }
    }

    private void pushCallAll(String name, int pc, int next, int a, int b) {
        c.aload(MACHINE_SLOT).aload(SELF_SLOT).loadConstant(next);
        loadList(a, b == 0 ? liveness.openedAt(pc) : a + b, b == 0);
        support(name, OBJECT_TYPE, MACHINE, CLOSURE_TYPE, CD_int, OBJECTS);
    }

    private void call(int pc, int a, int b, int cc) {
        int next = pc + 1;
        pushCall("call", pc, next, a, b);
        if (cc == 1) {
            single(pc, a);
            c.pop();
            return;
        }
        if (cc == 2) {
            single(pc, a);
            storeObject(a);
            return;
        }
        many(a, pc);
        for (int k = 0; k < cc - 1; k++) {
            c.aload(MACHINE_SLOT).loadConstant(k);
            support("result", OBJECT_TYPE, MACHINE, CD_int);
            storeObject(a + k);
        }
    }

    /** Makes one value of what a call has given, or exits with it. */
    private void single(int pc, int below) {
        Label plain = c.newLabel();
        c.dup().instanceOf(SIGNAL).ifeq(plain);
        c.aload(MACHINE_SLOT).swap();
        support("single", OBJECT_TYPE, MACHINE, OBJECT_TYPE);
        c.dup();
        signal("EXIT");
        c.if_acmpne(plain).pop().goto_(exitInCall(pc, below));
        c.labelBinding(plain);
    }

    /** Puts what a call has given into the list of results, or exits. */
    private void many(int a, int pc) {
        c.aload(MACHINE_SLOT).swap();
        support("many", OBJECT_TYPE, MACHINE, OBJECT_TYPE);
        signal("EXIT");
        c.if_acmpeq(exitInCall(pc, a));
    }

    private void tailCall(int pc, int a, int b) {
        int next = pc + 1;
        pushCall("tailCall", pc, next, a, b);
        c.dup();
        signal("EXIT");
        Label left = c.newLabel();
        c.if_acmpne(left).pop().goto_(exitInCall(pc, a));
        c.labelBinding(left);
        leave();
    }

    private void returnValues(int pc, int op, int a, int b) {
        if (op == RETURN1 || b == 2 && op != RETURN0) {
            loadObject(a);
        } else if (op == RETURN0 || b == 1) {
            c.aload(MACHINE_SLOT).iconst_0().putfield(MACHINE, "resultCount", CD_int);
            signal("MANY");
        } else {
            c.aload(MACHINE_SLOT);
            loadList(a, b == 0 ? liveness.openedAt(pc) : a + b - 1, b == 0);
            support("returnAll", OBJECT_TYPE, MACHINE, OBJECTS);
        }
        leave();
    }

    // --- loops

    /** Pays for an iteration, or exits to where it begins. */
    private void charge(int cost, int target) {
        c.aload(MACHINE_SLOT)
                .dup()
                .getfield(MACHINE, "budget", CD_long)
                .loadConstant((long) cost)
                .lsub();
        c.dup2_x1().putfield(MACHINE, "budget", CD_long);
        c.lconst_0().lcmp().iflt(exit(target));
    }

    private int prepareLoop(int pc, int a, int next) {
        if (types.get(a) == OBJECT && types.get(a + 2) == INTEGER) {
            if (prototype.seen(pc) == Prototype.SEEN_INTEGER) {
                guardInteger(new Operand.Register(a), pc);
            } else {
                guardFloat(a, pc);
            }
        }
        int exit = Liveness.target(code, pc);
        if (types.get(a) == INTEGER && types.get(a + 2) == INTEGER) {
            if (!prepareIntegerLoop(pc, a, exit)) {
                return -1;
            }
        } else if (types.get(a) != OBJECT && types.get(a + 2) != OBJECT) {
            if (!prepareFloatLoop(pc, a, exit)) {
                return -1;
            }
        } else {
            c.goto_(exit(pc));
            return -1;
        }
        return next;
    }

    private boolean prepareIntegerLoop(int pc, int a, int exit) {
        c.lload(longSlot(a + 2)).lconst_0().lcmp().ifeq(exit(pc));
        if (types.get(a + 1) == OBJECT) {
            if (prototype.seen(pc + 1) == Prototype.SEEN_FLOAT) {
                guardFloat(a + 1, pc);
            } else {
                guardInteger(new Operand.Register(a + 1), pc);
            }
        }
        if (types.get(a + 1) == FLOAT) {
            c.aload(MACHINE_SLOT).lload(longSlot(a)).dload(doubleSlot(a + 1)).lload(longSlot(a + 2));
            support("loopLimit", CD_long, MACHINE, CD_long, CD_double, CD_long);
            storeLong(a + 1);
            c.aload(MACHINE_SLOT).getfield(MACHINE, "emptyLoop", CD_boolean);
            branchIfNotZero(exit);
        } else {
            // Empty if start > limit for a positive step, start < limit for a negative one.
            Label negative = c.newLabel();
            Label tested = c.newLabel();
            c.lload(longSlot(a + 2)).lconst_0().lcmp().iflt(negative);
            c.lload(longSlot(a)).lload(longSlot(a + 1)).lcmp().goto_(tested);
            c.labelBinding(negative).lload(longSlot(a + 1)).lload(longSlot(a)).lcmp();
            c.labelBinding(tested);
            booleanFrom(Opcode.IFGT, c.newLabel());
            branchIfNotZero(exit);
        }
        c.lload(longSlot(a));
        storeLong(a + 3);
        return true;
    }

    private boolean prepareFloatLoop(int pc, int a, int exit) {
        if (types.get(a + 1) == OBJECT) {
            guardNumber(new Operand.Register(a + 1), pc);
        }
        for (int r = a; r <= a + 2; r++) {
            loadDouble(new Operand.Register(r));
            storeDouble(r);
        }
        c.dload(doubleSlot(a + 2)).dconst_0().dcmpl().ifeq(exit(pc));
        Label negative = c.newLabel();
        Label tested = c.newLabel();
        c.dload(doubleSlot(a + 2)).dconst_0().dcmpl().iflt(negative);
        c.dload(doubleSlot(a)).dload(doubleSlot(a + 1)).dcmpg().goto_(tested);
        c.labelBinding(negative).dload(doubleSlot(a + 1)).dload(doubleSlot(a)).dcmpg();
        c.labelBinding(tested);
        booleanFrom(Opcode.IFGT, c.newLabel());
        branchIfNotZero(exit);
        c.dload(doubleSlot(a));
        storeDouble(a + 3);
        return true;
    }

    private void stepLoop(int pc, int a, int next) {
        int target = Liveness.target(code, pc);
        for (int r = a; r <= a + 2; r++) {
            if (types.get(r) == OBJECT) { // the loop was entered when it was not known yet
                if (prototype.seen(pc) == Prototype.SEEN_FLOAT) {
                    guardFloat(r, pc);
                } else {
                    guardInteger(new Operand.Register(r), pc);
                }
            }
        }
        Label over = c.newLabel();
        Types before;
        if (types.get(a) == INTEGER) {
            Long step = constantStep(target, a);
            if (step != null && step == 1) {
                c.lload(longSlot(a)).lload(longSlot(a + 1)).lcmp().ifge(over);
                c.lload(longSlot(a)).lconst_1().ladd();
            } else {
                c.lload(longSlot(a)).lload(longSlot(a + 1)).lload(longSlot(a + 2));
                support("hasNext", CD_boolean, CD_long, CD_long, CD_long);
                c.ifeq(over);
                c.lload(longSlot(a)).lload(longSlot(a + 2)).ladd();
            }
            c.dup2();
            storeLong(a);
            before = types.copy();
            storeLong(a + 3);
        } else {
            c.dload(doubleSlot(a)).dload(doubleSlot(a + 2)).dadd();
            storeDouble(a);
            Label negative = c.newLabel();
            Label tested = c.newLabel();
            c.dload(doubleSlot(a + 2)).dconst_0().dcmpl().iflt(negative);
            c.dload(doubleSlot(a)).dload(doubleSlot(a + 1)).dcmpg().goto_(tested);
            c.labelBinding(negative)
                    .dload(doubleSlot(a + 1))
                    .dload(doubleSlot(a))
                    .dcmpg();
            c.labelBinding(tested).ifgt(over);
            before = types.copy();
            c.dload(doubleSlot(a));
            storeDouble(a + 3);
        }
        charge(next - target, target);
        goTo(target);
        types = before;
        c.labelBinding(over);
    }

    /** The step of a numeric loop, if it was loaded as a constant right before the loop. */
    private @Nullable Long constantStep(int loopStart, int a) {
        int load = loopStart - 3;
        if (load >= 0
                && Op.op(code[loopStart - 2]) == FORPREP
                && !isTarget(loopStart - 2)
                && Op.op(code[load]) == LOADI
                && Op.a(code[load]) == a + 2) {
            return (long) Op.signedBx(code[load]);
        }
        return null;
    }

    private void iterate(int pc, int a, int wanted, int next) {
        c.aload(MACHINE_SLOT).aload(SELF_SLOT).loadConstant(next);
        loadObject(a);
        loadObject(a + 1);
        loadObject(a + 2);
        loadCode();
        c.loadConstant(pc + 1);
        support(
                "iterate",
                OBJECT_TYPE,
                MACHINE,
                CLOSURE_TYPE,
                CD_int,
                OBJECT_TYPE,
                OBJECT_TYPE,
                OBJECT_TYPE,
                INTS,
                CD_int);
        Label ok = c.newLabel();
        c.dup();
        signal("EXIT");
        c.if_acmpne(ok).pop().goto_(exitInCall(pc, a + 4));
        c.labelBinding(ok);
        storeObject(a + 4);
        for (int k = 1; k < wanted; k++) {
            c.aload(MACHINE_SLOT).loadConstant(k);
            support("result", OBJECT_TYPE, MACHINE, CD_int);
            storeObject(a + 4 + k);
        }
    }
}
