package dev.moirai.lua;

import dev.moirai.lua.bytecode.Prototype;
import org.jspecify.annotations.Nullable;

/** The compiled form of one function; its subclasses are made at run time by {@code dev.moirai.lua.jit}. */
abstract class CompiledCode extends Prototype.CompiledForm {
    private final HotSpot spot;

    CompiledCode(HotSpot spot) {
        this.spot = spot;
    }

    /**
     * Executes the top frame from its {@code pc} on, a place where compiled code can be entered.
     *
     * @return what the function returned, if that is one value; {@link Compiled#LIST} if it is another number of them, which
     *     are in the frame's slot then; either way the frame is gone. {@link Compiled#UNWIND} if it has not returned: all
     *     that is needed is in the frames, and the machine decides what is next
     */
    abstract @Nullable Object run(Machine m, Coroutine co, Frame frame);

    /** A guess has failed; everything is in the frame. Called by compiled code, whose result this gives. */
    final Object guessedWrong(int site) {
        spot.guessedWrong(this, site);
        return Compiled.UNWIND;
    }

    /** The registers are not what they were guessed to be. Called by compiled code, whose result this gives. */
    final Object reject(Machine m) {
        spot.rejected(this);
        m.reject();
        return Compiled.UNWIND;
    }

    /** The machine enters it. */
    final void count() {
        spot.count();
    }

    /** Whether it can be entered at {@code pc}. */
    final boolean isEntry(int pc) {
        return spot.isEntry(pc);
    }
}
