package dev.moirai.lua.jit;

import static dev.moirai.lua.jit.Descriptors.BOOLEAN;
import static dev.moirai.lua.jit.Descriptors.CLOSURE_TYPE;
import static dev.moirai.lua.jit.Descriptors.DOUBLE;
import static dev.moirai.lua.jit.Descriptors.INTS;
import static dev.moirai.lua.jit.Descriptors.LONG;
import static dev.moirai.lua.jit.Descriptors.OBJECTS;
import static dev.moirai.lua.jit.Descriptors.OBJECT_TYPE;
import static dev.moirai.lua.jit.Descriptors.SIGNAL;
import static dev.moirai.lua.jit.Descriptors.STRING;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.moirai.lua.LuaString;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Emits what the code of all instructions is made of: constants, signals, calls of the runtime support. */
final class Emitter {
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

    private final CodeBuilder c;
    private final int[] code;
    private final List<Object> constants;
    private final Map<Object, Integer> constantIndex = new HashMap<>();

    /** @param constants receives the class data that the code refers to */
    Emitter(CodeBuilder c, int[] code, List<Object> constants) {
        this.c = c;
        this.code = code;
        this.constants = constants;
    }

    CodeBuilder code() {
        return c;
    }

    // --- what is pushed

    void machine() {
        c.aload(Locals.MACHINE);
    }

    /** Pushes the machine, this function and a place in it: what a call is told about its caller. */
    void caller(int pc) {
        c.aload(Locals.MACHINE).aload(Locals.SELF).loadConstant(pc);
    }

    void upvalue(int index) {
        c.aload(Locals.SELF)
                .getfield(CLOSURE_TYPE, "upvalues", OBJECTS)
                .loadConstant(index)
                .aaload();
    }

    void signal(String name) {
        signal(c, name);
    }

    static void signal(CodeBuilder method, String name) {
        method.getstatic(SIGNAL, name, SIGNAL);
    }

    void constant(@Nullable Object value) {
        switch (value) {
            case null -> c.aconst_null();
            case Boolean b -> constant(b.booleanValue());
            case Long _ -> data(value, LONG);
            case Double _ -> data(value, DOUBLE);
            case LuaString _ -> data(value, STRING);
            default -> data(value, OBJECT_TYPE);
        }
    }

    void constant(boolean value) {
        c.getstatic(BOOLEAN, value ? "TRUE" : "FALSE", BOOLEAN);
    }

    /** Pushes an object of the class data. */
    void data(Object value, ClassDesc type) {
        data(c, value, type);
    }

    /** The same in another method of the class. */
    void data(CodeBuilder method, Object value, ClassDesc type) {
        Integer index = constantIndex.get(value);
        if (index == null) {
            index = constants.size();
            constants.add(value);
            constantIndex.put(value, index);
        }
        method.loadConstant(DynamicConstantDesc.ofNamed(CLASS_DATA_AT, ConstantDescs.DEFAULT_NAME, type, index));
    }

    /** Pushes the words of the function and the place of one, which is a hint that may be written. */
    void hint(int pc) {
        data(code, INTS);
        c.loadConstant(pc);
    }

    // --- what is made of what has been pushed

    void call(ClassDesc owner, String name, ClassDesc result, ClassDesc... parameters) {
        c.invokestatic(owner, name, MethodTypeDesc.of(result, parameters));
    }

    void boxLong() {
        boxLong(c);
    }

    static void boxLong(CodeBuilder method) {
        method.invokestatic(LONG, "valueOf", MethodTypeDesc.of(LONG, CD_long));
    }

    void boxDouble() {
        boxDouble(c);
    }

    static void boxDouble(CodeBuilder method) {
        method.invokestatic(DOUBLE, "valueOf", MethodTypeDesc.of(DOUBLE, CD_double));
    }

    void unboxLong() {
        c.checkcast(LONG).invokevirtual(LONG, "longValue", MethodTypeDesc.of(CD_long));
    }

    void unboxDouble() {
        c.checkcast(DOUBLE).invokevirtual(DOUBLE, "doubleValue", MethodTypeDesc.of(CD_double));
    }

    /** Makes 1 of operands that pass a test, else 0. */
    void outcome(Opcode test) {
        Label yes = c.newLabel();
        Label done = c.newLabel();
        c.branch(test, yes).iconst_0().goto_(done);
        c.labelBinding(yes).iconst_1();
        c.labelBinding(done);
    }
}
