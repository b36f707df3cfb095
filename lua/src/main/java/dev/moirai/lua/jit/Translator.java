package dev.moirai.lua.jit;

import static dev.moirai.lua.bytecode.Op.*;

import dev.moirai.lua.bytecode.Prototype;
import java.lang.classfile.Attributes;
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
    private static final int MAX_METHOD_SIZE = 7_900;
    private static final int MAX_WORDS = 2_500;
    static final int MAX_NATURAL = 4;

    private static final String PACKAGE = "dev.moirai.lua.";
    static final ClassDesc OBJECT = ConstantDescs.CD_Object;
    static final ClassDesc OBJECTS = OBJECT.arrayType();
    static final ClassDesc MACHINE = ClassDesc.of(PACKAGE + "Machine");
    static final ClassDesc CLOSURE = ClassDesc.of(PACKAGE + "LuaClosure");
    static final ClassDesc FRAME = ClassDesc.of(PACKAGE + "Frame");
    private static final ClassDesc CODE = ClassDesc.of(PACKAGE + "CompiledCode");
    private static final ClassDesc LOOP = ClassDesc.of(PACKAGE + "CompiledLoop");
    static final ClassDesc NAME = ClassDesc.of(PACKAGE + "Generated");

    private Translator() {}

    /**
     * A class.
     *
     * @param constants the class data that its code refers to
     */
    public record Translation(byte[] code, List<Object> constants) {}

    /** Translates a whole function; null if it does not fit. */
    public static @Nullable Translation function(Prototype prototype) {
        if (prototype.code().length > MAX_WORDS || prototype.parameters() > 200) {
            return null;
        }
        List<Object> constants = new ArrayList<>();
        MethodTypeDesc bodyType = bodyType(prototype);
        Function<CodeBuilder, FunctionTranslator> body = c -> FunctionTranslator.function(c, prototype, constants);
        return build(CODE, constants, bodyType, body, builder -> {
            for (int count = 0; count <= MAX_NATURAL; count++) {
                int given = count;
                builder.withMethodBody(
                        "call" + count,
                        MethodTypeDesc.of(OBJECT, parameters(given)),
                        ClassFile.ACC_FINAL,
                        c -> delegate(c, prototype, bodyType, given));
            }
            builder.withMethodBody(
                    "callN",
                    MethodTypeDesc.of(OBJECT, MACHINE, CLOSURE, OBJECTS),
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
        MethodTypeDesc type =
                MethodTypeDesc.of(ConstantDescs.CD_int, MACHINE, CLOSURE, FRAME, OBJECTS, ConstantDescs.CD_int);
        return build(
                LOOP,
                constants,
                type,
                c -> FunctionTranslator.loop(c, prototype, constants, start, end, types),
                builder -> builder.withMethodBody("run", type, ClassFile.ACC_FINAL, c -> {
                    c.aload(1).aload(2).aload(3).aload(4).iload(5);
                    c.invokestatic(NAME, "body", type).ireturn();
                }));
    }

    private static @Nullable Translation build(
            ClassDesc superclass,
            List<Object> constants,
            MethodTypeDesc bodyType,
            Function<CodeBuilder, FunctionTranslator> body,
            Consumer<java.lang.classfile.ClassBuilder> rest) {
        byte[] bytes;
        try {
            bytes = ClassFile.of().build(NAME, builder -> {
                builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withSuperclass(superclass);
                builder.withMethodBody(
                        ConstantDescs.INIT_NAME,
                        ConstantDescs.MTD_void,
                        0,
                        c -> c.aload(0)
                                .invokespecial(superclass, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                .return_());
                FunctionTranslator[] translator = new FunctionTranslator[1];
                builder.withMethodBody("body", bodyType, ClassFile.ACC_STATIC, c -> {
                    translator[0] = body.apply(c); // the last time, should the builder begin anew
                    translator[0].translate();
                });
                translator[0].writeStores(builder);
                rest.accept(builder);
            });
        } catch (TooComplex | IllegalArgumentException e) {
            if (System.getenv("JITDBG") != null)
                System.err.println("JIT " + superclass.displayName() + " TOO COMPLEX " + e);
            return null; // the latter: the method is larger than the JVM allows
        }
        if (System.getenv("JITDBG") != null)
            System.err.println("JIT " + superclass.displayName() + " " + bodySize(bytes));
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
        return MethodTypeDesc.of(OBJECT, bodyParameters(prototype));
    }

    private static List<ClassDesc> bodyParameters(Prototype prototype) {
        List<ClassDesc> types = parameters(prototype.parameters());
        if (prototype.variadic()) {
            types.add(OBJECTS);
        }
        return types;
    }

    private static List<ClassDesc> parameters(int count) {
        List<ClassDesc> types = new ArrayList<>(List.of(MACHINE, CLOSURE));
        for (int i = 0; i < count; i++) {
            types.add(OBJECT);
        }
        return types;
    }

    /** {@code call0} to {@code call4}: fills up with nil, drops what is too much or makes varargs of it. */
    private static void delegate(CodeBuilder c, Prototype prototype, MethodTypeDesc type, int given) {
        int wanted = prototype.parameters();
        c.aload(1).aload(2);
        for (int i = 0; i < wanted; i++) {
            if (i < given) {
                c.aload(3 + i);
            } else {
                c.aconst_null();
            }
        }
        if (prototype.variadic()) {
            int extra = Math.max(given - wanted, 0);
            c.loadConstant(extra).anewarray(OBJECT);
            for (int i = 0; i < extra; i++) {
                c.dup().loadConstant(i).aload(3 + wanted + i).aastore();
            }
        }
        c.invokestatic(NAME, "body", type).areturn();
    }

    private static void delegateAll(CodeBuilder c, Prototype prototype, MethodTypeDesc type) {
        int wanted = prototype.parameters();
        MethodTypeDesc pick = MethodTypeDesc.of(OBJECT, OBJECTS, ConstantDescs.CD_int);
        c.aload(1).aload(2);
        for (int i = 0; i < wanted; i++) {
            c.aload(3).loadConstant(i).invokestatic(FunctionTranslator.SUPPORT, "argument", pick);
        }
        if (prototype.variadic()) {
            c.aload(3).loadConstant(wanted);
            c.invokestatic(
                    FunctionTranslator.SUPPORT,
                    "argumentsFrom",
                    MethodTypeDesc.of(OBJECTS, OBJECTS, ConstantDescs.CD_int));
        }
        c.invokestatic(NAME, "body", type).areturn();
    }
}
