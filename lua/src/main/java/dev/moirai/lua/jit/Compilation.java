package dev.moirai.lua.jit;

import static dev.moirai.lua.bytecode.Op.*;

import dev.moirai.lua.bytecode.Op;
import dev.moirai.lua.bytecode.Prototype;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The class file of one function's compiled form.
 *
 * @param classFile of a class in package {@code dev.moirai.lua} that extends {@code CompiledCode}
 * @param constants its class data
 * @param entries where it can be entered, in ascending order
 */
public record Compilation(byte[] classFile, List<Object> constants, int[] entries) {
    private static final ClassDesc NAME = ClassDesc.of("dev.moirai.lua.Hot");
    private static final ClassDesc CODE = ClassDesc.of("dev.moirai.lua.CompiledCode");
    private static final ClassDesc STATE = ClassDesc.of("dev.moirai.lua.HotSpot");

    /** HotSpot never compiles a larger method, so ours would be slower than the interpreter. */
    private static final int MAX_CODE_BYTES = 8_000;

    private static final int MAX_WORDS = 1_500;

    /** Compiles a function; null if it is not worth it or not possible. */
    public static @Nullable Compilation of(Prototype prototype, Guesses guesses) {
        if (prototype.code().length > MAX_WORDS || !isSupported(prototype)) {
            return null;
        }
        Effects effects = new Effects(prototype);
        Liveness liveness = new Liveness(prototype, effects);
        Kinds kinds = new Kinds(prototype, effects, liveness, guesses);
        List<Object> constants = new ArrayList<>();
        MethodTypeDesc run = MethodTypeDesc.of(Emitter.OBJECT, Emitter.MACHINE, Emitter.COROUTINE, Emitter.FRAME);
        MethodTypeDesc init = MethodTypeDesc.of(ConstantDescs.CD_void, STATE);
        byte[] bytes = ClassFile.of()
                .build(
                        NAME,
                        type -> type.withSuperclass(CODE)
                                .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                                .withMethodBody(
                                        "<init>",
                                        init,
                                        0,
                                        code -> code.aload(0)
                                                .aload(1)
                                                .invokespecial(CODE, "<init>", init)
                                                .return_())
                                .withMethodBody(
                                        "run",
                                        run,
                                        0,
                                        code -> new Translator(prototype, effects, liveness, kinds, code, constants)
                                                .translate()));
        return codeBytes(bytes) > MAX_CODE_BYTES ? null : new Compilation(bytes, constants, entries(kinds));
    }

    private static int codeBytes(byte[] classFile) {
        return ClassFile.of().parse(classFile).methods().stream()
                .filter(method -> method.methodName().equalsString("run"))
                .mapToInt(method -> method.code()
                        .map(code -> ((CodeAttribute) code).codeLength())
                        .orElse(0))
                .sum();
    }

    private static int[] entries(Kinds kinds) {
        List<Integer> entries = new ArrayList<>();
        entries.add(0);
        for (int head : kinds.heads()) {
            if (head != 0 && kinds.at(head) != null) {
                entries.add(head);
            }
        }
        return entries.stream().mapToInt(Integer::intValue).toArray();
    }

    private static boolean isSupported(Prototype prototype) {
        int[] code = prototype.code();
        for (int pc = 0; pc < code.length; pc += Op.length(code[pc] & 0xff)) {
            switch (code[pc] & 0xff) {
                case TBC, CLOSE, RETURNCLOSE -> {
                    return false; // rare, and left to the interpreter
                }
                default -> {
                    // has a translation
                }
            }
        }
        return true;
    }
}
