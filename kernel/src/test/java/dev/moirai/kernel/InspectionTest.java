package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InspectionTest {
    private final Simulation simulation = new Simulation(5);
    private final Node node = simulation.node();

    private static final class Session implements Body {
        @Override
        public Step advance(Self self, int budget) {
            return Step.WAITING;
        }

        @Override
        public String waitsFor() {
            return "its user";
        }
    }

    /** Spawns sessions, then waits. */
    private static Body owner(int sessions) {
        return new Body() {
            private int left = sessions;

            @Override
            public Step advance(Self self, int budget) {
                for (; left > 0; left--) {
                    self.spawn(new Session());
                }
                return Step.WAITING;
            }
        };
    }

    @Nested
    class Info {
        @Test
        void tellsTheTiesOfAProcess() throws Exception {
            List<Pid> others = new ArrayList<>();
            Pid pid = node.spawn(new Body() {
                @Override
                public Step advance(Self self, int budget) {
                    if (others.isEmpty()) {
                        self.register("boss");
                        self.trapExits(true);
                        others.add(self.spawn(Spawn.of(new Session()).linked()).pid());
                        others.add(
                                self.spawn(Spawn.of(new Session()).monitored()).pid());
                    }
                    return Step.WAITING;
                }
            });
            simulation.run();
            node.send(pid, "unread");
            CompletableFuture<@Nullable ProcessInfo> asked = node.info(pid);
            simulation.run();

            ProcessInfo info = asked.get();
            assertThat(info).isNotNull();
            assertThat(info.names()).containsExactly("boss");
            assertThat(info.links()).containsExactly(others.get(0));
            assertThat(info.monitors()).containsExactly(others.get(1));
            assertThat(info.trapsExits()).isTrue();
            assertThat(info.queued()).isEqualTo(1);
        }

        @Test
        void isNullForTheDead() throws Exception {
            Pid pid = node.spawn((_, _) -> Step.done());
            simulation.run();

            assertThat(node.info(pid).get()).isNull();
        }
    }

    @Nested
    class DumpOfAllProcesses {
        @Test
        void groupsAlikeSiblingsUnderTheirParentAndSaysWhatTheyWaitFor() {
            node.spawn(Spawn.of(owner(1_000)).labelled("sessions"));
            simulation.run();

            assertThat(node.dump())
                    .contains("1001 processes on 1 host")
                    .contains("sessions: waits for messages")
                    .contains("  1000 × InspectionTest$Session: waits for its user");
        }

        @Test
        void staysSmallHoweverManyProcessesThereAre() {
            for (int i = 0; i < 100; i++) {
                node.spawn(Spawn.of(owner(2_000)).labelled("sessions " + i));
            }
            simulation.run();

            assertThat(node.population()).isEqualTo(200_100);
            assertThat(node.dump().length()).isLessThan(50_000);
        }

        @Test
        void namesTheLongestQueues() {
            Pid slow = node.spawn(Spawn.of(new Session()).labelled("slow"));
            for (int i = 0; i < 7; i++) {
                node.send(slow, i);
            }
            simulation.run();

            assertThat(node.dump()).contains("7 messages wait for " + slow + " slow");
        }
    }

    @Nested
    class CancelOfATree {
        /** Spawns a chain of {@code depth} below itself; on cancel notes it and ends after a while, or never. */
        private Body link(int depth, long reactionMillis, List<String> log) {
            return new Body() {
                private boolean begun;

                @Override
                public Step advance(Self self, int budget) {
                    if (!begun) {
                        begun = true;
                        if (depth > 0) {
                            self.spawn(link(depth - 1, reactionMillis, log));
                        }
                    }
                    Object what;
                    while ((what = self.take()) != null) {
                        if (what instanceof Signal.Cancel && reactionMillis >= 0) {
                            self.sendAfter(Duration.ofMillis(reactionMillis), "done");
                        } else if (what.equals("done")) {
                            log.add("level " + depth);
                            return Step.done(ExitReason.SHUTDOWN);
                        }
                    }
                    return Step.WAITING;
                }
            };
        }

        @Test
        void endsChildrenBeforeParents() {
            List<String> log = new ArrayList<>();
            Pid root = node.spawn(link(3, 10, log));
            simulation.run();

            CompletableFuture<StopReport> report = node.cancelTree(root, "enough", Duration.ofSeconds(1));
            simulation.runUntil(report::isDone);

            assertThat(log).containsExactly("level 0", "level 1", "level 2", "level 3");
            assertThat(report.join()).isEqualTo(new StopReport(4, List.of(), List.of()));
        }

        @Test
        void fitsTheBudgetsOfAllGenerationsIntoTheDeadline() {
            Pid root = node.spawn(link(3, -1, new ArrayList<>()));
            simulation.run();
            long start = node.clock().nanoTime();

            CompletableFuture<StopReport> report = node.cancelTree(root, "enough", Duration.ofSeconds(1));
            simulation.runUntil(report::isDone);

            assertThat(Duration.ofNanos(node.clock().nanoTime() - start)).isLessThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(report.join().killed()).hasSize(4);
            assertThat(node.population()).isZero();
        }
    }
}
