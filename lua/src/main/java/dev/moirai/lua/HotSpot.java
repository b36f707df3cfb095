package dev.moirai.lua;

import dev.moirai.lua.bytecode.Prototype;
import dev.moirai.lua.jit.Compilation;
import dev.moirai.lua.jit.Guesses;
import dev.moirai.lua.jit.Kind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a function that has been executed often: how hot it is, what was guessed about it, and which guesses were
 * wrong. Shared by all threads that execute the function.
 *
 * <pre>
 *   cold ── enough ticks ──► compiled ── a guess fails ──► cold, wiser ── ... ── too often ──► compiled without guesses
 *                                                                                    or never, if it cannot be
 * </pre>
 */
final class HotSpot {
    /** When a function is worth compiling. */
    enum Threshold {
        /** Never: everything is interpreted. */
        NEVER(Long.MAX_VALUE, Integer.MAX_VALUE),
        /** When it has taken long enough that compiling it will not be noticed. */
        WHEN_HOT(1_000, 60),
        /** At the first occasion. */
        AT_ONCE(1, 1);

        /** How many instructions the interpreter executes from tick to tick; the function on top at a tick gets warmer. */
        final long tick;

        /** How many ticks it takes. */
        final int ticks;

        Threshold(long tick, int ticks) {
            this.tick = tick;
            this.ticks = ticks;
        }
    }

    /** After so many compilations nothing is guessed any more. */
    private static final int MAX_GUESSING = 12;

    private static final int MAX_COMPILATIONS = 16;

    /** How often a guess may fail before it is made anew. */
    private static final int MAX_MISMATCHES = 20;

    /** A guess that fails less often than this, in entries into compiled code, is good enough. */
    private static final int SELDOM = 50;

    /** How often a guess is made anew before nothing is guessed there any more. */
    private static final int MAX_RELEARNED = 2;

    /** In place of a site: the registers at an entry. */
    private static final int REJECTED = Integer.MAX_VALUE;

    private static final int[] NO_ENTRIES = {};

    private final Prototype prototype;
    private int ticks; // a race costs a tick
    private volatile int[] entries = NO_ENTRIES;
    private int compilations; // guarded by this
    private boolean givenUp; // guarded by this
    private final boolean[] varies; // guarded by this: places whose result is not what was guessed
    private final Map<Integer, @Nullable Kind[]> heads = new HashMap<>(); // guarded by this
    private final Map<Integer, Integer> mismatches = new HashMap<>(); // guarded by this: since the last compilation
    private final Map<Integer, Integer> relearned = new HashMap<>(); // guarded by this
    private long runs; // a race costs a count

    private HotSpot(Prototype prototype) {
        this.prototype = prototype;
        this.varies = new boolean[prototype.code().length];
    }

    /** A tick has found a frame on top, with its {@code pc} at the beginning of the function or a loop. */
    static void tick(Coroutine co) {
        Frame frame = co.top();
        LuaClosure closure = frame.closure;
        if (closure == null) {
            return;
        }
        Prototype prototype = closure.prototype;
        HotSpot spot = (HotSpot) prototype.hotSpot;
        if (spot == null) {
            spot = new HotSpot(prototype);
            prototype.hotSpot = spot;
        }
        if (++spot.ticks >= co.environment().threshold().ticks && prototype.compiled == null) {
            spot.compile(closure, frame, co.stack);
        }
    }

    boolean isEntry(int pc) {
        for (int entry : entries) {
            if (entry == pc) {
                return true;
            }
        }
        return false;
    }

    private synchronized void compile(LuaClosure closure, Frame frame, @Nullable Object[] stack) {
        if (givenUp || prototype.compiled != null) {
            return;
        }
        compilations++;
        Guesses guesses = compilations > MAX_GUESSING
                ? Guesses.none(prototype.code().length, prototype.parameters())
                : Sample.of(closure, frame, stack).guesses(varies, heads, relearned, MAX_RELEARNED);
        Compilation compilation = compilations > MAX_COMPILATIONS ? null : Compilation.of(prototype, guesses);
        if (compilation == null) {
            givenUp = true;
            return;
        }
        try {
            var lookup = MethodHandles.lookup()
                    .defineHiddenClassWithClassData(compilation.classFile(), compilation.constants(), true);
            CompiledCode code = (CompiledCode)
                    lookup.findConstructor(lookup.lookupClass(), MethodType.methodType(void.class, HotSpot.class))
                            .invoke(this);
            entries = compilation.entries();
            prototype.compiled = code;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot compile " + closure.name(), e);
        }
    }

    /** A result at {@code site} was not of the kind guessed; or, if negative, what came to the loop head {@code ~site}. */
    synchronized void guessedWrong(CompiledCode code, int site) {
        if (prototype.compiled != code) {
            return;
        }
        int failures = mismatches.merge(site, 1, Integer::sum);
        if (failures < MAX_MISMATCHES || (long) failures * SELDOM < runs) {
            return;
        }
        if (relearned.merge(site, 1, Integer::sum) > MAX_RELEARNED && site >= 0) {
            varies[site] = true;
        } else if (site < 0) {
            heads.remove(~site);
        }
        recompileSoon();
    }

    /** The registers at an entry were not of the kinds guessed. */
    synchronized void rejected(CompiledCode code) {
        if (prototype.compiled == code && mismatches.merge(REJECTED, 1, Integer::sum) >= MAX_MISMATCHES) {
            heads.clear();
            recompileSoon();
        }
    }

    /** Compiled code is entered. */
    void count() {
        runs++;
    }

    private void recompileSoon() {
        mismatches.clear();
        runs = 0;
        prototype.compiled = null;
        ticks = Threshold.WHEN_HOT.ticks - 1;
    }
}
