package dev.moirai.kernel.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The kernel agrees with the reference model. A failure prints its seed; {@code bin/proof replay SEED} tells its story. */
class HistoriesTest {
    /** The same in every build, so that a build fails for what was changed; {@code bin/proof histories} looks further. */
    private static final long FIRST_SEED = Long.getLong("seed", 1);

    @Test
    void kernelAndModelAgreeOnFiftyThousandRandomHistories() throws Exception {
        System.out.println("first seed " + FIRST_SEED);

        assertThat(Histories.run(FIRST_SEED, 50_000)).isGreaterThan(1_000_000);
    }

    @Test
    @Tag("long")
    void kernelAndModelAgreeOnAMillionRandomHistories() throws Exception {
        long first = Long.getLong("seed", System.nanoTime());
        System.out.println("first seed " + first);

        assertThat(Histories.run(first, 1_000_000)).isGreaterThan(20_000_000);
    }

    @Test
    void theSameSeedGivesTheSameTraceAThousandTimes() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + 1_000; seed++) {
            History once = new History(seed, false);
            History again = new History(seed, false);
            once.run();
            again.run();

            assertThat(again.traceHash()).as("seed " + seed).isEqualTo(once.traceHash());
        }
    }

    @Test
    void aReplayTellsTheSameHistory() {
        History silent = new History(FIRST_SEED, false);
        History told = new History(FIRST_SEED, true);
        silent.run();
        told.run();

        assertThat(told.traceHash()).isEqualTo(silent.traceHash());
        assertThat(told.story()).hasSize((int) told.events());
    }
}
