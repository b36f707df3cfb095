package dev.moirai.kernel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Must fail: a counter with a race. If jcstress does not find this, it finds nothing. */
public final class Canary {
    private Canary() {}

    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "luck")
    @Outcome(expect = FORBIDDEN, desc = "an increment was lost")
    @State
    public static class RacyCounter {
        private int counter;

        @Actor
        public void one() {
            counter++;
        }

        @Actor
        public void other() {
            counter++;
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = counter;
        }
    }
}
