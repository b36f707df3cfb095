package dev.moirai.lua;

import dev.moirai.lua.bytecode.Op;
import dev.moirai.lua.bytecode.Prototype;
import dev.moirai.lua.jit.Translator;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When code is compiled, and how a translation becomes a class. */
final class Compilation {
    /** Before so many calls and iterations of a function in the interpreter nothing of it is compiled. */
    static final int HOT = 5_000;

    /** The least for a loop. */
    private static final int HOT_LOOP = 16_000;

    /** After so many, all is compiled. */
    private static final int HOT_AT_ANY_SIZE = 400_000;

    /**
     * How it grows with the square of the size, in words. Compiling, and executing what was compiled until HotSpot has
     * optimized it, takes longer the larger the code is.
     */
    private static final int HOT_PER_SQUARE = 60;

    /** What calls, and the ways into a function, are worth in words: there must be several functions before it shows. */
    private static final int CALLS = 40;

    /** After so many iterations since the last call of its function a loop is compiled by itself. */
    private static final int LONG_LOOP = 1_000;

    /** So often a function is compiled anew, because it has met what it had not met before. */
    static final int MAX_COMPILATIONS = 8;

    /** So often a function may exit before it is compiled anew. */
    static final int MAX_EXITS = 60;

    private Compilation() {}

    /**
     * After how many calls and iterations a function is compiled that is called by the interpreter. One that neither calls
     * nor loops gains little as long as its callers are interpreted.
     */
    private static int threshold(Prototype prototype) {
        return prototype.isStraight() ? HOT_AT_ANY_SIZE : threshold(prototype.code().length + CALLS);
    }

    private static int threshold(int words) {
        return Math.clamp(HOT_PER_SQUARE * (long) words * words, HOT_LOOP, HOT_AT_ANY_SIZE);
    }

    /** After how many of its own iterations a loop is compiled. */
    static int loopThreshold(Prototype prototype, int start, int end) {
        return threshold(end - start + (prototype.contains(Op.CALL, start, end) ? CALLS : 0));
    }

    /** Compiles a function that the interpreter calls, if it is hot. */
    static void called(Prototype prototype) {
        if (prototype.canBeCompiled(MAX_COMPILATIONS) && prototype.isHot(HOT, threshold(prototype))) {
            compile(prototype);
        }
    }

    /** Compiles a function that compiled code calls, if it is hot: each such call ends compiled code for a while. */
    static void calledByCompiled(Prototype prototype) {
        if (prototype.canBeCompiled(MAX_COMPILATIONS) && prototype.isHot(HOT, HOT)) {
            compile(prototype);
        }
    }

    /** Compiles a function, if it fits. */
    private static void compile(Prototype prototype) {
        Translator.Translation translation = Translator.function(prototype);
        if (translation == null) {
            prototype.compiled(null, MAX_COMPILATIONS);
        } else {
            prototype.compiled(define(translation, CompiledCode.class), 1);
        }
    }

    /**
     * Whether a loop that is hot is to be compiled by itself: it does not end soon, or else the function will be compiled
     * when it is called the next time, if it can be.
     */
    static boolean isLongLoop(Prototype prototype) {
        return prototype.sinceCall() >= LONG_LOOP || !prototype.canBeCompiled(MAX_COMPILATIONS);
    }

    /** What is to be counted already of a function that is to be compiled anew: the other calls are spared it. */
    static int recompilationHeat(Prototype prototype) {
        return threshold(prototype) - HOT;
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
