package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TimersTest {
    private final Stage stage = new Stage();
    private final Stage.Puppet owner = stage.puppet();
    private final AtomicReference<Timer> timer = new AtomicReference<>();

    @Test
    void earlierDeadlinesFireFirstWhateverTheOrderOfArming() {
        owner.does(self -> {
            for (int millis : new int[] {500, 3, 70_000, 20, 1, 4_100_000}) {
                self.sendAfter(Duration.ofMillis(millis), millis);
            }
        });

        stage.simulation.runToEnd();

        assertThat(owner.got).containsExactly(1, 3, 20, 500, 70_000, 4_100_000);
    }

    @Test
    void oneThatIsNotPositiveFiresAtOnce() {
        long before = stage.simulation.clock().nanoTime();
        owner.does(self -> {
            self.sendAfter(Duration.ZERO, "zero");
            self.sendAfter(Duration.ofDays(-1), "past");
        });

        stage.simulation.runToEnd();

        assertThat(owner.got).containsExactlyInAnyOrder("zero", "past");
        assertThat(stage.simulation.clock().nanoTime()).isEqualTo(before);
    }

    @Test
    void aCancelledOneNeverComes() {
        owner.does(self -> timer.set(self.sendAfter(Duration.ofMillis(5), "never")));
        owner.does(self -> {
            assertThat(self.cancel(timer.get())).isTrue();
            assertThat(self.cancel(timer.get())).isFalse();
        });

        stage.simulation.runToEnd();

        assertThat(owner.got).isEmpty();
        assertThat(timer.get().isPending()).isFalse();
    }

    @Test
    void oneThatIsDueButNotYetTakenCanStillBeCancelled() {
        owner.does(self -> {
            timer.set(self.sendAfter(Duration.ofMillis(5), "never"));
            self.sendAfter(Duration.ofMillis(4), "first");
        });
        Body body = new Body() {
            private @Nullable Timer late;

            @Override
            public Step advance(Self self, int budget) {
                if (late == null) {
                    late = self.sendAfter(Duration.ofMillis(1), "late");
                } else if (self.waiting() == 0) { // the timer's message is no user message
                    assertThat(self.cancel(late)).isTrue();
                    assertThat(self.take()).isNull();
                    return Step.done();
                }
                return Step.WAITING;
            }
        };
        CompletableFuture<ExitReason> exit =
                stage.node.spawnWatched(Spawn.of(body)).exit();
        stage.simulation.runToEnd();

        assertThat(exit).isCompletedWithValue(ExitReason.NORMAL);
    }

    @Test
    void itBelongsToItsOwner() {
        owner.does(self -> timer.set(self.sendAfter(Duration.ofMillis(5), "x")));
        Stage.Puppet other = stage.puppet();

        other.does(self -> assertThatThrownBy(() -> self.cancel(timer.get()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("belongs to"));
    }

    /** O6: timers must not survive their owner. */
    @Test
    void o6TheOwnersEndTakesItsTimersAlong() {
        owner.does(self -> {
            for (int i = 0; i < 1_000; i++) {
                self.sendAfter(Duration.ofMillis(1 + i), i);
            }
        });
        owner.ends(ExitReason.NORMAL);
        long before = stage.simulation.clock().nanoTime();

        stage.simulation.runToEnd();

        assertThat(stage.simulation.clock().nanoTime())
                .as("nothing was armed any more")
                .isEqualTo(before);
        assertThat(stage.deadLetters).isEmpty();
    }

    @Test
    void oneForTheEndOfTimeHarmsNobody() {
        Stage.Puppet other = stage.puppet();
        other.does(self -> self.sendAfter(Duration.ofNanos(1), "soon"));

        owner.does(self -> {
            self.sendAt(Long.MAX_VALUE, "never");
            self.sendAt(self.nanoTime() + (Long.MAX_VALUE >> 1), "in 146 years");
            self.sendAfter(Duration.ofSeconds(Long.MAX_VALUE), "in 292 billion years");
        });
        assertThat(stage.endOf(owner)).isNull();
        owner.ends(ExitReason.NORMAL);
        stage.simulation.advance(Duration.ofDays(365));

        assertThat(other.got).containsExactly("soon");
    }

    @Test
    void aMillionCanBeArmedAndFireInOrder() {
        SplittableRandom random = new SplittableRandom(4);
        int count = 1_000_000;
        List<Object> got = new ArrayList<>();
        List<Object> tooEarly = new ArrayList<>();
        stage.node.spawn(new Body() {
            private boolean armed;

            @Override
            public Step advance(Self self, int budget) {
                if (!armed) {
                    armed = true;
                    for (int i = 0; i < count; i++) {
                        long deadline = self.nanoTime()
                                + random.nextLong(Duration.ofHours(30).toNanos());
                        self.sendAt(deadline, deadline);
                    }
                }
                Object what;
                while ((what = self.take()) != null) {
                    got.add(what);
                    if ((Long) what > self.nanoTime()) {
                        tooEarly.add(what);
                    }
                }
                return Step.WAITING;
            }
        });

        stage.simulation.runToEnd();

        assertThat(got).hasSize(count);
        assertThat(tooEarly).isEmpty();
        for (int i = 1; i < count; i++) {
            assertThat((Long) got.get(i)).isGreaterThanOrEqualTo((Long) got.get(i - 1));
        }
    }

    @Nested
    class OnRealThreads {
        @Test
        void noneIsEarlyAndAllCome() throws Exception {
            try (Node node = Node.start("timers");
                    AutoCloseable _ = () -> node.stop(Duration.ZERO)) {
                int count = 20_000;
                CompletableFuture<Long> earliest = new CompletableFuture<>();
                node.spawn(new Body() {
                    private boolean armed;
                    private int left = count;
                    private long least = Long.MAX_VALUE;

                    @Override
                    public Step advance(Self self, int budget) {
                        if (!armed) {
                            armed = true;
                            SplittableRandom random = new SplittableRandom();
                            for (int i = 0; i < count; i++) {
                                long deadline = self.nanoTime() + random.nextLong(300_000_000);
                                self.sendAt(deadline, deadline);
                            }
                        }
                        Object what;
                        while ((what = self.take()) != null) {
                            least = Math.min(least, self.nanoTime() - (Long) what);
                            left--;
                        }
                        if (left == 0) {
                            earliest.complete(least);
                        }
                        return Step.WAITING;
                    }
                });

                assertThat(earliest.get(60, TimeUnit.SECONDS)).isNotNegative();
            }
        }
    }
}
