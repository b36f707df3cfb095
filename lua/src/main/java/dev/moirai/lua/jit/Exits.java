package dev.moirai.lua.jit;

import static dev.moirai.lua.jit.Descriptors.CALLS;
import static dev.moirai.lua.jit.Descriptors.CLOSURE_TYPE;
import static dev.moirai.lua.jit.Descriptors.EXIT;
import static dev.moirai.lua.jit.Descriptors.GENERATED;
import static dev.moirai.lua.jit.Descriptors.MACHINE;
import static dev.moirai.lua.jit.Descriptors.OBJECTS;
import static dev.moirai.lua.jit.Descriptors.OBJECT_TYPE;
import static dev.moirai.lua.jit.Types.FLOAT;
import static dev.moirai.lua.jit.Types.INTEGER;
import static dev.moirai.lua.jit.Types.OBJECT;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The ways out of the code: each stores the registers that the interpreter needs to go on somewhere.
 *
 * <p>They are written behind everything else, once for each place and combination of types. A function stores its registers
 * in the machine's {@code Exit}, a loop puts them back on the stack.
 */
final class Exits {
    /** What a JVM method takes at most, a long and a double counted twice. */
    private static final int MAX_PARAMETER_SLOTS = 255;

    private final CodeBuilder c;
    private final Region region;
    private final Registers registers;
    private final Map<WayOut, Label> ways = new LinkedHashMap<>();
    private final Map<Store, Storing> stores = new LinkedHashMap<>();

    /**
     * Where the interpreter goes on, and what is stored.
     *
     * @param place an instruction, or the complement of the one that has called what has exited
     * @param signal whether a signal on the stack tells which of both it is
     */
    private record WayOut(int place, boolean signal, Store store) {}

    /** Which registers, in which form, ways out store: each such combination has its code, and a method that does it. */
    private record Store(BitSet registers, Types types) {}

    /** @param method the name of the method */
    private record Storing(Label code, String method) {}

    Exits(Emitter emitter, Region region, Registers registers) {
        this.c = emitter.code();
        this.region = region;
        this.registers = registers;
    }

    // --- where to jump to so as to leave

    /** Lets the interpreter go on at an instruction. */
    Label at(int pc) {
        return wayOut(pc, false, region.liveBefore(pc));
    }

    /**
     * Leaves because the function that an instruction has called has exited.
     *
     * @param below registers from here on are the call's and are not stored
     */
    Label inCall(int pc, int below) {
        int next = region.next(pc);
        BitSet stored = (BitSet) region.liveBefore(next).clone();
        if (below < stored.length()) {
            stored.clear(below, stored.length());
        }
        return wayOut(~pc, false, stored);
    }

    /**
     * Leaves for the signal on the stack: the interpreter does the instruction, or the metamethod that gives it its value
     * has exited. In both cases what is alive before it is stored.
     */
    Label onSignal(int pc) {
        return wayOut(pc, true, region.liveBefore(pc));
    }

    /** Leaves because the metamethod that decides where a comparison goes on has exited. */
    Label inComparison(int pc) {
        int next = region.next(pc);
        BitSet live = (BitSet) region.liveBefore(next).clone();
        live.or(region.liveBefore(region.target(pc)));
        return wayOut(~pc, false, live);
    }

    private Label wayOut(int place, boolean signal, BitSet live) {
        return ways.computeIfAbsent(new WayOut(place, signal, store(live)), _ -> c.newLabel());
    }

    private Store store(BitSet live) {
        BitSet stored = (BitSet) live.clone();
        if (region.isLoop()) {
            stored.and(region.assigned()); // the others are still on the stack
        }
        return new Store(stored, registers.types().restrictedTo(stored));
    }

    private Storing storing(Store store) {
        return stores.computeIfAbsent(store, _ -> new Storing(c.newLabel(), "store" + stores.size()));
    }

    // --- not leaving yet

    /** Puts the registers of a loop back on the stack, as the interpreter would need them at an instruction; and goes on. */
    void putBack(int pc) {
        Store store = store(region.liveBefore(pc));
        String method = storing(store).method;
        c.aload(Locals.STACK).iload(Locals.BASE);
        store.registers.stream().forEach(registers::load);
        c.invokestatic(GENERATED, method, type(store));
    }

    // --- the code of the ways out

    /** Writes all that have been asked for. They are as short as can be: HotSpot does not inline what is large. */
    void write() {
        ways.forEach((way, label) -> {
            Storing storing = storing(way.store);
            c.labelBinding(label).loadConstant(way.place);
            if (way.signal) {
                c.invokestatic(CALLS, "place", MethodTypeDesc.of(CD_int, OBJECT_TYPE, CD_int));
            }
            c.goto_(storing.code);
        });
        stores.forEach((store, storing) -> {
            c.labelBinding(storing.code);
            write(store, storing.method);
        });
    }

    /** Stores registers, with the place being on the stack. */
    private void write(Store store, String method) {
        registers.types(store.types);
        if (region.isLoop()) {
            c.aload(Locals.STACK).iload(Locals.BASE);
        } else {
            c.aload(Locals.MACHINE).aload(Locals.SELF);
            registers.loadVarargs();
        }
        store.registers.stream().forEach(registers::load);
        c.invokestatic(GENERATED, method, type(store));
        if (region.isLoop()) {
            c.ireturn();
        } else {
            c.areturn();
        }
    }

    // --- the methods that store registers

    /** Writes the methods that store registers. They are apart so that the body stays small enough for HotSpot. */
    void writeStores(ClassBuilder builder) {
        stores.forEach((store, storing) -> builder.withMethodBody(
                storing.method, type(store), ClassFile.ACC_STATIC, method -> write(method, store)));
    }

    /** What a store is given in front of the registers. */
    private List<ClassDesc> context() {
        return region.isLoop() ? List.of(OBJECTS, CD_int) : List.of(CD_int, MACHINE, CLOSURE_TYPE, OBJECTS);
    }

    private MethodTypeDesc type(Store store) {
        List<ClassDesc> parameters = new ArrayList<>(context());
        int slots = parameters.size();
        for (int r = store.registers.nextSetBit(0); r >= 0; r = store.registers.nextSetBit(r + 1)) {
            byte type = store.types.get(r);
            parameters.add(
                    switch (type) {
                        case INTEGER -> CD_long;
                        case FLOAT -> CD_double;
                        default -> OBJECT_TYPE;
                    });
            slots += slots(type);
        }
        if (slots > MAX_PARAMETER_SLOTS) {
            throw new TooComplex();
        }
        return MethodTypeDesc.of(region.isLoop() ? CD_void : OBJECT_TYPE, parameters);
    }

    private static int slots(byte type) {
        return type == OBJECT ? 1 : 2;
    }

    private void write(CodeBuilder method, Store store) {
        if (region.isLoop()) {
            storeOnStack(method, store);
        } else {
            storeInExit(method, store);
        }
    }

    private void storeOnStack(CodeBuilder method, Store store) {
        int stack = 0;
        int base = 1;
        int slot = context().size();
        for (int r = store.registers.nextSetBit(0); r >= 0; r = store.registers.nextSetBit(r + 1)) {
            method.aload(stack).iload(base).loadConstant(r).iadd();
            slot += loadBoxed(method, slot, store.types.get(r));
            method.aastore();
        }
        method.return_();
    }

    private void storeInExit(CodeBuilder method, Store store) {
        int place = 0;
        int machine = 1;
        int closure = 2;
        int varargs = 3;
        int slot = context().size();
        method.aload(machine).getfield(MACHINE, "exit", EXIT);
        method.aload(closure).iload(place);
        method.loadConstant(store.registers.length()).anewarray(OBJECT_TYPE);
        for (int r = store.registers.nextSetBit(0); r >= 0; r = store.registers.nextSetBit(r + 1)) {
            method.dup().loadConstant(r);
            slot += loadBoxed(method, slot, store.types.get(r));
            method.aastore();
        }
        method.aload(varargs);
        method.invokevirtual(EXIT, "add", MethodTypeDesc.of(CD_void, CLOSURE_TYPE, CD_int, OBJECTS, OBJECTS));
        Emitter.signal(method, "EXIT");
        method.areturn();
    }

    /** Pushes a parameter as an object; gives how many slots it takes. */
    private static int loadBoxed(CodeBuilder method, int slot, byte type) {
        switch (type) {
            case INTEGER -> Emitter.boxLong(method.lload(slot));
            case FLOAT -> Emitter.boxDouble(method.dload(slot));
            default -> method.aload(slot);
        }
        return slots(type);
    }
}
