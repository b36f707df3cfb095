package dev.moirai.lua.jit;

import static dev.moirai.lua.jit.Descriptors.CALLS;
import static dev.moirai.lua.jit.Descriptors.CLOSURE_TYPE;
import static dev.moirai.lua.jit.Descriptors.COMPILED_FUNCTION;
import static dev.moirai.lua.jit.Descriptors.COMPILED_LOOP;
import static dev.moirai.lua.jit.Descriptors.FRAME;
import static dev.moirai.lua.jit.Descriptors.GENERATED;
import static dev.moirai.lua.jit.Descriptors.MACHINE;
import static dev.moirai.lua.jit.Descriptors.OBJECTS;
import static dev.moirai.lua.jit.Descriptors.OBJECT_TYPE;
import static java.lang.constant.ConstantDescs.CD_int;

import dev.moirai.lua.bytecode.Prototype;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Translates a function, or a loop of one, to a class that extends {@code CompiledCode} or {@code CompiledLoop}.
 *
 * <p>HotSpot does not compile methods of more than 8,000 bytes, so what becomes larger than that stays with the
 * interpreter.
 */
public final class Translator {
    /** In bytes; HotSpot's own limit is 8,000. */
    private static final int MAX_METHOD_SIZE = 7_900;

    /** What has more words than this would exceed that anyway, after much work. */
    private static final int MAX_WORDS = 2_500;

    /** Of a function; a JVM method has 255 at most, and the machine, the closure and the varargs are among them. */
    private static final int MAX_PARAMETERS = 200;

    /** Up to so many arguments are passed as arguments of a JVM method, more of them in an array. */
    static final int MAX_NATURAL = 4;

    // The parameters of the methods of the generated class, which are those of a body behind the object itself.
    private static final int THIS = 0;
    private static final int PARAMETERS = 1;
    private static final int ARGUMENTS = PARAMETERS + Locals.FIRST_ARGUMENT;

    private Translator() {}

    /**
     * A class.
     *
     * @param constants the class data that its code refers to
     */
    public record Translation(byte[] code, List<Object> constants) {}

    /** Translates a whole function; null if it does not fit. */
    public static @Nullable Translation function(Prototype prototype) {
        if (prototype.code().length > MAX_WORDS || prototype.parameters() > MAX_PARAMETERS) {
            return null;
        }
        List<Object> constants = new ArrayList<>();
        MethodTypeDesc bodyType = bodyType(prototype);
        Function<CodeBuilder, BodyTranslator> body = c -> BodyTranslator.function(c, prototype, constants);
        return build(COMPILED_FUNCTION, constants, bodyType, body, builder -> {
            for (int count = 0; count <= MAX_NATURAL; count++) {
                int given = count;
                builder.withMethodBody(
                        "call" + count,
                        MethodTypeDesc.of(OBJECT_TYPE, parameters(given)),
                        ClassFile.ACC_FINAL,
                        c -> delegate(c, prototype, bodyType, given));
            }
            builder.withMethodBody(
                    "callN",
                    MethodTypeDesc.of(OBJECT_TYPE, MACHINE, CLOSURE_TYPE, OBJECTS),
                    ClassFile.ACC_FINAL,
                    c -> delegateAll(c, prototype, bodyType));
        });
    }

    /**
     * Translates the loop from {@code start} to the instruction at {@code end} that jumps back there.
     *
     * @param types of the registers when it is entered, as {@link Types} has them
     */
    public static @Nullable Translation loop(Prototype prototype, int start, int end, byte[] types) {
        if (end - start > MAX_WORDS) {
            return null;
        }
        List<Object> constants = new ArrayList<>();
        MethodTypeDesc type = MethodTypeDesc.of(CD_int, MACHINE, CLOSURE_TYPE, FRAME, OBJECTS, CD_int);
        return build(
                COMPILED_LOOP,
                constants,
                type,
                c -> BodyTranslator.loop(c, prototype, constants, start, end, types),
                builder -> builder.withMethodBody("run", type, ClassFile.ACC_FINAL, c -> {
                    c.aload(PARAMETERS + Locals.MACHINE).aload(PARAMETERS + Locals.SELF);
                    c.aload(PARAMETERS + Locals.FRAME).aload(PARAMETERS + Locals.STACK);
                    c.iload(PARAMETERS + Locals.BASE);
                    c.invokestatic(GENERATED, "body", type).ireturn();
                }));
    }

    private static @Nullable Translation build(
            ClassDesc superclass,
            List<Object> constants,
            MethodTypeDesc bodyType,
            Function<CodeBuilder, BodyTranslator> body,
            Consumer<ClassBuilder> rest) {
        byte[] bytes;
        try {
            bytes = ClassFile.of().build(GENERATED, builder -> {
                builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withSuperclass(superclass);
                builder.withMethodBody(
                        ConstantDescs.INIT_NAME,
                        ConstantDescs.MTD_void,
                        0,
                        c -> c.aload(THIS)
                                .invokespecial(superclass, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                .return_());
                BodyTranslator[] translator = new BodyTranslator[1];
                builder.withMethodBody("body", bodyType, ClassFile.ACC_STATIC, c -> {
                    translator[0] = body.apply(c); // the last time, should the builder begin anew
                    translator[0].translate();
                });
                translator[0].writeMethods(builder);
                rest.accept(builder);
            });
        } catch (TooComplex | IllegalArgumentException e) {
            return null; // the latter: the method is larger than the JVM allows
        }
        return bodySize(bytes) > MAX_METHOD_SIZE ? null : new Translation(bytes, constants);
    }

    private static int bodySize(byte[] bytes) {
        return ClassFile.of().parse(bytes).methods().stream()
                .filter(method -> method.methodName().equalsString("body"))
                .mapToInt(method ->
                        method.findAttribute(Attributes.code()).orElseThrow().codeLength())
                .sum();
    }

    private static MethodTypeDesc bodyType(Prototype prototype) {
        return MethodTypeDesc.of(OBJECT_TYPE, bodyParameters(prototype));
    }

    private static List<ClassDesc> bodyParameters(Prototype prototype) {
        List<ClassDesc> types = parameters(prototype.parameters());
        if (prototype.variadic()) {
            types.add(OBJECTS);
        }
        return types;
    }

    private static List<ClassDesc> parameters(int count) {
        List<ClassDesc> types = new ArrayList<>(List.of(MACHINE, CLOSURE_TYPE));
        for (int i = 0; i < count; i++) {
            types.add(OBJECT_TYPE);
        }
        return types;
    }

    /** {@code call0} to {@code call4}: fills up with nil, drops what is too much or makes varargs of it. */
    private static void delegate(CodeBuilder c, Prototype prototype, MethodTypeDesc type, int given) {
        int wanted = prototype.parameters();
        c.aload(PARAMETERS + Locals.MACHINE).aload(PARAMETERS + Locals.SELF);
        for (int i = 0; i < wanted; i++) {
            if (i < given) {
                c.aload(ARGUMENTS + i);
            } else {
                c.aconst_null();
            }
        }
        if (prototype.variadic()) {
            int extra = Math.max(given - wanted, 0);
            c.loadConstant(extra).anewarray(OBJECT_TYPE);
            for (int i = 0; i < extra; i++) {
                c.dup().loadConstant(i).aload(ARGUMENTS + wanted + i).aastore();
            }
        }
        c.invokestatic(GENERATED, "body", type).areturn();
    }

    private static void delegateAll(CodeBuilder c, Prototype prototype, MethodTypeDesc type) {
        int wanted = prototype.parameters();
        MethodTypeDesc pick = MethodTypeDesc.of(OBJECT_TYPE, OBJECTS, CD_int);
        c.aload(PARAMETERS + Locals.MACHINE).aload(PARAMETERS + Locals.SELF);
        for (int i = 0; i < wanted; i++) {
            c.aload(ARGUMENTS).loadConstant(i).invokestatic(CALLS, "argument", pick);
        }
        if (prototype.variadic()) {
            c.aload(ARGUMENTS).loadConstant(wanted);
            c.invokestatic(CALLS, "argumentsFrom", MethodTypeDesc.of(OBJECTS, OBJECTS, CD_int));
        }
        c.invokestatic(GENERATED, "body", type).areturn();
    }
}
