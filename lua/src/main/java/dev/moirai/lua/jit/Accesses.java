package dev.moirai.lua.jit;

import static dev.moirai.lua.jit.Descriptors.GENERATED;
import static dev.moirai.lua.jit.Descriptors.INTS;
import static dev.moirai.lua.jit.Descriptors.MACHINE;
import static dev.moirai.lua.jit.Descriptors.OBJECT_TYPE;
import static dev.moirai.lua.jit.Descriptors.STRING;
import static dev.moirai.lua.jit.Descriptors.TABLES;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.util.Objects.requireNonNull;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The methods that get and set fields wherever they are, one for each access, to which the body turns when a field is not
 * where it was expected. They are apart so that the body stays small enough for HotSpot to inline it.
 */
final class Accesses {
    private static final MethodTypeDesc GET = MethodTypeDesc.of(OBJECT_TYPE, MACHINE, OBJECT_TYPE);
    private static final MethodTypeDesc SET = MethodTypeDesc.of(CD_boolean, OBJECT_TYPE, OBJECT_TYPE);

    private final Emitter emitter;
    private final Region region;
    private final Map<Integer, Consumer<ClassBuilder>> methods = new TreeMap<>();

    Accesses(Emitter emitter, Region region) {
        this.emitter = emitter;
        this.region = region;
    }

    /**
     * Calls the method for a field or method: the machine and the object are on the stack.
     *
     * @param how the name of the method of the runtime support
     */
    void get(String how, int key, int pc) {
        emitter.code().invokestatic(GENERATED, name(pc), GET);
        methods.put(
                pc,
                builder -> builder.withMethodBody(name(pc), GET, ClassFile.ACC_STATIC, c -> {
                    c.aload(0).aload(1);
                    key(c, key);
                    hint(c, pc);
                    c.invokestatic(
                            TABLES, how, MethodTypeDesc.of(OBJECT_TYPE, MACHINE, OBJECT_TYPE, STRING, INTS, CD_int));
                    c.areturn();
                }));
    }

    /** Calls the method for an assignment to a field: the object and the value are on the stack. */
    void set(int key, int pc) {
        emitter.code().invokestatic(GENERATED, name(pc), SET);
        methods.put(
                pc,
                builder -> builder.withMethodBody(name(pc), SET, ClassFile.ACC_STATIC, c -> {
                    c.aload(0);
                    key(c, key);
                    c.aload(1);
                    hint(c, pc);
                    MethodTypeDesc type = MethodTypeDesc.of(CD_boolean, OBJECT_TYPE, STRING, OBJECT_TYPE, INTS, CD_int);
                    c.invokestatic(TABLES, "setField", type);
                    c.ireturn();
                }));
    }

    private void key(CodeBuilder method, int key) {
        emitter.data(method, requireNonNull(region.constant(key)), STRING);
    }

    /** Pushes the words of the function and the place of the hint among them. */
    private void hint(CodeBuilder method, int pc) {
        emitter.data(method, region.prototype().code(), INTS);
        method.loadConstant(pc + 1);
    }

    private static String name(int pc) {
        return "access" + pc;
    }

    /** Writes the methods that have been called. */
    void write(ClassBuilder builder) {
        methods.values().forEach(method -> method.accept(builder));
    }
}
