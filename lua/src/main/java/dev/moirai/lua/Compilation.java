package dev.moirai.lua;

import dev.moirai.lua.bytecode.Prototype;
import dev.moirai.lua.jit.Translator;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When code is compiled, and how a translation becomes a class. */
final class Compilation {
    /** After how many calls and iterations in the interpreter a function is compiled. */
    static final int HOT = 20_000;

    /** So often a function is compiled anew, because it has met what it had not met before. */
    static final int MAX_COMPILATIONS = 8;

    /** So often a function may exit before it is compiled anew. */
    static final int MAX_EXITS = 60;

    private Compilation() {}

    /** Compiles a function that has become hot, if it fits. */
    static void compile(Prototype prototype) {
        Translator.Translation translation = Translator.function(prototype);
        if (translation == null) {
            prototype.compiled(null, MAX_COMPILATIONS);
        } else {
            prototype.compiled(define(translation, CompiledCode.class), 1);
        }
    }

    static @Nullable CompiledLoop compileLoop(Prototype prototype, int start, int end, byte[] types) {
        Translator.Translation translation = Translator.loop(prototype, start, end, types);
        return translation == null ? null : define(translation, CompiledLoop.class);
    }

    private static <T> T define(Translator.Translation translation, Class<T> type) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup()
                    .defineHiddenClassWithClassData(translation.code(), List.copyOf(translation.constants()), true);
            return type.cast(lookup.findConstructor(lookup.lookupClass(), MethodType.methodType(void.class))
                    .invoke());
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("generated class cannot be used", e);
        }
    }
}
