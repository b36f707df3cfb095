package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MonitorsTest {
    private static final ExitReason FAILED = new ExitReason.Failed("broken");

    private final Stage stage = new Stage();
    private final Stage.Puppet watcher = stage.puppet();
    private final Stage.Puppet target = stage.puppet();

    @Test
    void eachOfSeveralMonitorsOnOneProcessIsAnsweredOnce() {
        List<Monitor> monitors = new ArrayList<>();
        watcher.does(self -> {
            for (int i = 0; i < 3; i++) {
                monitors.add(self.monitor(target.pid()));
            }
        });

        target.ends(FAILED);

        assertThat(watcher.got(Signal.Down.class))
                .extracting(Signal.Down::monitor)
                .containsExactlyElementsOf(monitors);
        assertThat(watcher.got(Signal.Down.class)).allSatisfy(down -> {
            assertThat(down.from()).isEqualTo(target.pid());
            assertThat(down.reason()).isEqualTo(FAILED);
        });
    }

    @Test
    void theWatcherSurvivesAndIsToldWhateverTheReason() {
        watcher.does(self -> self.monitor(target.pid()));

        target.ends(ExitReason.NORMAL);

        assertThat(watcher.got(Signal.Down.class)).hasSize(1);
        assertThat(stage.endOf(watcher)).isNull();
    }

    /** S2: a monitor on the dead must not be silent. */
    @Test
    void s2AMonitorPlacedAtAnyPointOfTheTargetsEndIsAnsweredExactlyOnce() {
        Stage.inManyOrders(anew -> {
            Stage.Puppet late = anew.puppet();
            Stage.Puppet dying = anew.puppet();

            dying.willEnd(FAILED);
            late.will(self -> self.monitor(dying.pid()));
            anew.run();

            assertThat(late.got(Signal.Down.class))
                    .singleElement()
                    .satisfies(down -> assertThat(down.reason()).isIn(FAILED, ExitReason.NO_PROCESS));
        });
    }

    @Test
    void theEndOfOneThatNeverLivedIsNoProcess() {
        watcher.does(self -> self.monitor("nobody has this name"));

        assertThat(watcher.got(Signal.Down.class)).singleElement().satisfies(down -> {
            assertThat(down.reason()).isEqualTo(ExitReason.NO_PROCESS);
            assertThat(down.monitor().name()).isEqualTo("nobody has this name");
        });
    }

    @Test
    void aMonitorByNameWatchesWhoHoldsItNowAndDoesNotFollowTheName() {
        target.does(self -> self.register("desk"));
        watcher.does(self -> self.monitor((Object) "desk"));
        Stage.Puppet next = stage.puppet();
        target.does(self -> self.unregister("desk"));
        next.does(self -> self.register("desk"));

        next.ends(FAILED);
        assertThat(watcher.got).isEmpty();

        target.ends(FAILED);
        assertThat(watcher.got(Signal.Down.class))
                .singleElement()
                .satisfies(down -> assertThat(down.from()).isEqualTo(target.pid()));
    }

    @Test
    void aMonitorOnItselfNeverFires() {
        watcher.does(self -> self.monitor(self.pid()));

        assertThat(watcher.got).isEmpty();
    }

    @Test
    void aMonitorAtBirthTellsOfAChildThatNeverRan() {
        Stage.inManyOrders(anew -> {
            Stage.Puppet parent = anew.puppet();
            parent.will(self -> self.kill(
                    self.spawn(Spawn.of((_, _) -> Step.WAITING).monitored()).pid()));
            anew.run();

            assertThat(parent.got(Signal.Down.class))
                    .singleElement()
                    .satisfies(down -> assertThat(down.reason()).isEqualTo(ExitReason.KILLED));
        });
    }

    @Test
    void aHundredThousandWatchersAreAllTold() {
        int[] told = new int[1];
        for (int i = 0; i < 100_000; i++) {
            stage.node.spawn(watcherOf(target.pid(), told));
        }
        stage.run();

        target.ends(FAILED);

        assertThat(told[0]).isEqualTo(100_000);
    }

    private static Body watcherOf(Pid target, int[] told) {
        return new Body() {
            private boolean watching;

            @Override
            public Step advance(Self self, int budget) {
                if (!watching) {
                    watching = true;
                    self.monitor(target);
                }
                if (self.take() instanceof Signal.Down) {
                    told[0]++;
                    return Step.done();
                }
                return Step.WAITING;
            }
        };
    }

    @Nested
    class Demonitor {
        @Test
        void endsTheWatch() {
            AtomicReference<Monitor> monitor = new AtomicReference<>();
            watcher.does(self -> monitor.set(self.monitor(target.pid())));
            watcher.does(self -> assertThat(self.demonitor(monitor.get())).isTrue());

            target.ends(FAILED);

            assertThat(watcher.got).isEmpty();
        }

        @Test
        void endsOnlyOneOfSeveralWatches() {
            AtomicReference<Monitor> monitor = new AtomicReference<>();
            watcher.does(self -> {
                self.monitor(target.pid());
                monitor.set(self.monitor(target.pid()));
                self.monitor(target.pid());
                self.demonitor(monitor.get());
            });

            target.ends(FAILED);

            assertThat(watcher.got(Signal.Down.class)).hasSize(2);
        }

        @Test
        void saysFalseWhenTheDownHadArrivedAndLeavesItWaiting() {
            AtomicReference<Monitor> monitor = new AtomicReference<>();
            watcher.does(self -> monitor.set(self.monitor(target.pid())));
            List<Object> seen = new ArrayList<>();

            target.willEnd(FAILED);
            stage.run();
            watcher.does(self -> seen.add(self.demonitor(monitor.get())));

            assertThat(seen).containsExactly(false);
            assertThat(watcher.got(Signal.Down.class)).hasSize(1);
        }

        /** S3: after a demonitor with flush returned there is no Down, ever. */
        @Test
        void s3WithFlushNoDownIsEverTakenAfterwards() {
            Stage.inManyOrders(anew -> {
                Stage.Puppet careful = anew.puppet();
                Stage.Puppet dying = anew.puppet();
                AtomicReference<Monitor> monitor = new AtomicReference<>();
                careful.does(self -> monitor.set(self.monitor(dying.pid())));
                int[] before = {-1};

                dying.willEnd(FAILED);
                careful.will(self -> {
                    self.demonitorAndFlush(monitor.get());
                    before[0] = careful.got(Signal.Down.class).size();
                });
                anew.run();

                assertThat(careful.got(Signal.Down.class)).hasSize(before[0]);
            });
        }

        @Test
        void ofAMonitorOfAnotherProcessIsRefused() {
            AtomicReference<Monitor> monitor = new AtomicReference<>();
            watcher.does(self -> monitor.set(self.monitor(target.pid())));

            target.does(self -> assertThatThrownBy(() -> self.demonitor(monitor.get()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not a monitor of"));
            assertThat(stage.endOf(target)).isNull();
        }
    }

    /** S6: the result of a process that ends normally is there before its Down, and both stay. */
    @Test
    void s6AResultSentBeforeANormalEndIsNotReplacedByTheDown() {
        Stage.inManyOrders(anew -> {
            Stage.Puppet owner = anew.puppet();
            owner.will(self -> {
                Pid me = self.pid();
                self.spawn(Spawn.of((task, _) -> {
                            task.send(me, "result");
                            return Step.done();
                        })
                        .monitored());
            });
            anew.run();

            assertThat(owner.got).hasSize(2);
            assertThat(owner.got.get(0)).isEqualTo("result");
            assertThat(owner.got.get(1)).isInstanceOf(Signal.Down.class);
        });
    }

    /** S1: a comparison that overflows must not lose a monitor among many; ids are compared in two places. */
    @Test
    void s1EveryMonitorOfManyIsAnsweredUnlessItIsTakenBack() {
        Stage anew = new Stage();
        List<Stage.Puppet> targets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            targets.add(anew.puppet());
        }
        List<Stage.Puppet> watchers = List.of(anew.puppet(), anew.puppet(), anew.puppet());
        SplittableRandom random = new SplittableRandom(1);
        Map<Monitor, Pid> expected = new HashMap<>();
        for (Stage.Puppet watcher : watchers) {
            watcher.does(self -> {
                for (int i = 0; i < 10_000; i++) {
                    Monitor monitor = self.monitor(
                            targets.get(random.nextInt(targets.size())).pid());
                    if (random.nextInt(4) == 0) {
                        self.demonitor(monitor);
                    } else {
                        expected.put(monitor, self.pid());
                    }
                }
            });
        }

        targets.forEach(target -> target.willEnd(ExitReason.NORMAL));
        anew.run();

        Map<Monitor, Pid> answered = new HashMap<>();
        for (Stage.Puppet watcher : watchers) {
            for (Signal.Down down : watcher.got(Signal.Down.class)) {
                assertThat(answered.put(down.monitor(), watcher.pid())).isNull();
            }
        }
        assertThat(answered).isEqualTo(expected);
    }

    @Test
    void s1PidsAreOrderedAtTheEndsOfTheirRangeToo() {
        Node node = new Stage().node;
        Pid least = new Pid(node, null, Long.MIN_VALUE);
        Pid zero = new Pid(node, null, 0);
        Pid most = new Pid(node, null, Long.MAX_VALUE);

        assertThat(List.of(most, least, zero).stream().sorted()).containsExactly(least, zero, most);
        assertThat(new HashSet<>(List.of(least, zero, most))).hasSize(3);
    }

    @Test
    void aMonitorIsKnownByItsTag() {
        watcher.does(self -> {
            self.monitor(target.pid(), "tagged");
            self.monitor(target.pid());
        });

        target.ends(FAILED);

        assertThat(watcher.got(Signal.Down.class))
                .extracting(down -> down.monitor().tag())
                .containsExactly("tagged", null);
    }
}
