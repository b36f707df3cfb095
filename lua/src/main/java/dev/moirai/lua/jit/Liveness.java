package dev.moirai.lua.jit;

import dev.moirai.lua.bytecode.Prototype;
import java.util.Arrays;
import java.util.BitSet;

/** Which registers are still read behind each place in the code: only they have to be right when it is left there. */
final class Liveness {
    private final BitSet[] liveIn;

    Liveness(Prototype prototype, Effects effects) {
        int length = prototype.code().length;
        liveIn = new BitSet[length + 1];
        for (int pc = 0; pc <= length; pc++) {
            liveIn[pc] = new BitSet();
        }
        int[] starts = starts(prototype, effects);
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int s = starts.length - 1; s >= 0; s--) {
                int pc = starts[s];
                BitSet live = out(prototype, effects, pc);
                BitSet written = new BitSet();
                effects.definitions(pc, written);
                live.andNot(written);
                effects.uses(pc, live);
                if (!live.equals(liveIn[pc])) {
                    liveIn[pc] = live;
                    changed = true;
                }
            }
        }
    }

    static int[] starts(Prototype prototype, Effects effects) {
        int[] starts = new int[prototype.code().length];
        int count = 0;
        for (int pc = 0; pc < prototype.code().length; pc = effects.next(pc)) {
            starts[count++] = pc;
        }
        return Arrays.copyOf(starts, count);
    }

    private BitSet out(Prototype prototype, Effects effects, int pc) {
        BitSet live = new BitSet();
        if (Effects.fallsThrough(prototype.code()[pc])) {
            live.or(liveIn[effects.next(pc)]);
        }
        int target = effects.jumpTarget(pc);
        if (target >= 0) {
            live.or(liveIn[target]);
        }
        return live;
    }

    /** The registers whose values are needed from {@code pc} on. */
    BitSet at(int pc) {
        return liveIn[pc];
    }
}
