package dev.moirai.bench.contender.moirai;

import dev.moirai.kernel.Body;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Step;

/** A body that does something a number of times and then ends, giving way to others as every body must. */
abstract class Loop implements Body {

    private long left;

    Loop(long times) {
        left = times;
    }

    /** Does it once; {@code left} counts down to 1. False if it could not now and wants to try again. */
    abstract boolean once(Self self, long left);

    @Override
    public final Step advance(Self self, int budget) {
        for (int cost = 0; cost < budget; cost += MESSAGE_COST) {
            if (left == 0) {
                return Step.done();
            }
            if (!once(self, left)) {
                return Step.READY;
            }
            left--;
        }
        return Step.READY;
    }
}
