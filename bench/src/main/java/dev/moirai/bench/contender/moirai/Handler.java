package dev.moirai.bench.contender.moirai;

import dev.moirai.kernel.Body;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Step;
import org.jspecify.annotations.Nullable;

/** A body that handles one message after the other. */
@FunctionalInterface
interface Handler extends Body {

    /** Handles what arrived; returns null to go on with the next. */
    @Nullable
    Step on(Self self, Object message) throws Throwable;

    @Override
    default Step advance(Self self, int budget) throws Throwable {
        for (int left = budget; left > 0; left -= MESSAGE_COST) {
            Object message = self.take();
            if (message == null) {
                return Step.WAITING;
            }
            Step step = on(self, message);
            if (step != null) {
                return step;
            }
        }
        return Step.READY;
    }
}
