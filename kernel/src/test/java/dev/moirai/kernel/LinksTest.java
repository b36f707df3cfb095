package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LinksTest {
    private static final ExitReason FAILED = new ExitReason.Failed("broken");

    private final Stage stage = new Stage();

    @Test
    void linkingTwiceMakesOneLinkAndOneExit() {
        Stage.Puppet a = stage.trapper();
        Stage.Puppet b = stage.puppet();
        a.does(self -> {
            self.link(b.pid());
            self.link(b.pid());
        });
        b.does(self -> self.link(a.pid()));

        b.ends(FAILED);

        assertThat(a.got(Signal.Exit.class)).hasSize(1);
    }

    @Test
    void oneUnlinkUndoesTheLinkHoweverOftenAndByWhomItWasMade() {
        Stage.Puppet a = stage.trapper();
        Stage.Puppet b = stage.trapper();
        a.does(self -> self.link(b.pid()));
        b.does(self -> self.link(a.pid()));
        b.does(self -> self.unlink(a.pid()));

        a.ends(FAILED);

        assertThat(b.got).isEmpty();
    }

    @Test
    void linkingToItselfDoesNothing() {
        Stage.Puppet a = stage.trapper();

        a.does(self -> self.link(self.pid()));
        a.ends(FAILED);

        assertThat(stage.endOf(a)).isEqualTo(FAILED);
        assertThat(a.got).isEmpty();
    }

    @Test
    void linkingToTheDeadTellsATrapperThereIsNoProcess() {
        Stage.Puppet a = stage.trapper();
        Stage.Puppet dead = stage.puppet();
        dead.ends(ExitReason.NORMAL);

        a.does(self -> self.link(dead.pid()));

        assertThat(a.got(Signal.Exit.class)).singleElement().satisfies(exit -> {
            assertThat(exit.from()).isEqualTo(dead.pid());
            assertThat(exit.reason()).isEqualTo(ExitReason.NO_PROCESS);
        });
    }

    @Test
    void linkingToTheDeadEndsOneThatDoesNotTrap() {
        Stage.Puppet a = stage.puppet();
        Stage.Puppet dead = stage.puppet();
        dead.ends(ExitReason.NORMAL);

        a.does(self -> self.link(dead.pid()));

        assertThat(stage.endOf(a)).isEqualTo(new ExitReason.Linked(dead.pid(), ExitReason.NO_PROCESS));
    }

    @Test
    void onceUnlinkedAndFlushedTheLinkCannotAffectTheCallerWhateverCrossesOnTheWay() {
        Stage.inManyOrders(anew -> {
            Stage.Puppet a = anew.trapper();
            Stage.Puppet b = anew.puppet();
            a.does(self -> self.link(b.pid()));
            int[] before = new int[1];

            b.willEnd(FAILED);
            a.will(self -> {
                self.unlink(b.pid());
                self.take(Signal.Exit.class::isInstance); // may have arrived already
                before[0] = a.got.size();
            });
            anew.run();

            assertThat(a.got).hasSize(before[0]);
        });
    }

    /** S4: an exit that is on its way when the link is made anew must not be taken for news of the new one. */
    @Test
    void s4TheReasonOfADissolvedLinkIsNeverTakenForNewsOfTheNextOne() {
        Stage.inManyOrders(anew -> {
            Stage.Puppet a = anew.trapper();
            Stage.Puppet b = anew.puppet();
            a.does(self -> self.link(b.pid()));
            boolean[] hadEnded = new boolean[1];

            b.willEnd(FAILED);
            a.will(self -> {
                self.unlink(b.pid());
                self.take(Signal.Exit.class::isInstance);
                a.got.clear();
                hadEnded[0] = !b.pid().isAlive();
                self.link(b.pid());
            });
            anew.run();

            assertThat(a.got(Signal.Exit.class))
                    .singleElement()
                    .satisfies(exit -> assertThat(exit.reason())
                            .isIn(ExitReason.NO_PROCESS, hadEnded[0] ? ExitReason.NO_PROCESS : FAILED));
        });
    }

    @Test
    void simultaneousLinksAndUnlinksFromBothEndsConverge() {
        Stage.inManyOrders(anew -> {
            Stage.Puppet a = anew.trapper();
            Stage.Puppet b = anew.trapper();
            for (int i = 0; i < 3; i++) {
                a.will(self -> self.link(b.pid()));
                b.will(self -> self.link(a.pid()));
                a.will(self -> self.unlink(b.pid()));
                b.will(self -> self.unlink(a.pid()));
            }
            a.will(self -> self.link(b.pid()));
            anew.run();
            assertThat(linksOf(anew, a).contains(b.pid()))
                    .isEqualTo(linksOf(anew, b).contains(a.pid()));
        });
    }

    /** What another thread can do between two of a process's own calls, done here by hand: turns of a simulation are whole. */
    @Test
    void s4ALinkThatCrossesAnUnlinkIsVoidAtBothEnds() {
        Stage.Puppet a = stage.trapper();
        Stage.Puppet b = stage.trapper();
        a.does(self -> self.link(b.pid()));

        a.does(self -> {
            self.unlink(b.pid());
            stage.node.signal(self.pid(), new Signal.Link(b.pid(), 1_000), null); // sent before b learnt of the unlink
        });

        assertThat(linksOf(stage, a)).isEmpty();
        assertThat(linksOf(stage, b)).isEmpty();
    }

    private static List<Pid> linksOf(Stage stage, Stage.Puppet puppet) {
        CompletableFuture<@Nullable ProcessInfo> info = stage.node.info(puppet.pid());
        stage.run();
        return Objects.requireNonNull(info.join()).links();
    }

    /** S8: an acknowledgement that is old must not be taken for that of the unlink made since. */
    @Test
    void s8AnOldAnswerDoesNotConfirmALaterUnlink() {
        Stage.Puppet a = stage.trapper();
        Stage.Puppet b = stage.puppet();
        long old = stage.node.nextGeneration();
        a.does(self -> self.link(b.pid()));

        a.does(self -> {
            self.unlink(b.pid());
            stage.node.signal(self.pid(), new Signal.Unlinked(b.pid(), old), null);
            stage.node.signal(self.pid(), new Signal.Link(b.pid(), 1_000), null); // sent before b learnt of the unlink
        });

        assertThat(linksOf(stage, a)).isEmpty();
    }

    /** S8: a node that is started anew under its old name is another one to those who knew the first. */
    @Test
    void s8WhoeverLivedOnAnEarlierNodeOfTheSameNameIsNobodyOnTheNext() {
        Stage next = new Stage();
        Stage.Puppet old = stage.puppet();
        Stage.Puppet inItsPlace = next.puppet();
        Stage.Puppet watcher = next.trapper();
        stage.simulation.close();

        watcher.does(self -> {
            self.monitor(old.pid());
            self.link(old.pid());
        });

        assertThat(old.pid()).hasToString(inItsPlace.pid().toString()).isNotEqualTo(inItsPlace.pid());
        assertThat(watcher.got(Signal.Down.class))
                .singleElement()
                .satisfies(down -> assertThat(down.reason()).isEqualTo(ExitReason.NO_PROCESS));
        assertThat(watcher.got(Signal.Exit.class)).hasSize(1);
        assertThat(next.endOf(inItsPlace)).isNull();
    }

    /** S7: a link made at birth holds from the first instruction, and before it. */
    @Test
    void s7AChildSpawnedLinkedThatEndsAtOnceStillTellsItsParent() {
        Stage.inManyOrders(anew -> {
            Stage.Puppet parent = anew.trapper();
            Body stillborn = (_, _) -> Step.done(FAILED);

            parent.does(self -> self.spawn(Spawn.of(stillborn).linked()));

            assertThat(parent.got(Signal.Exit.class)).hasSize(1);
        });
    }

    @Test
    void s7AParentKilledBeforeItsLinkedChildRanLeavesNoOrphan() {
        Stage.inManyOrders(anew -> {
            Stage.Puppet parent = anew.puppet();
            Stage.Puppet child = anew.new Puppet();
            parent.will(self -> {
                self.spawn(Spawn.of(child).linked());
                self.exit(self.pid(), FAILED);
            });
            anew.run();

            assertThat(anew.node.population()).isZero();
        });
    }

    @Test
    void everyLinkedProcessIsToldHoweverManyThereAre() {
        Stage.Puppet hub = stage.puppet();
        List<Stage.Puppet> spokes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            spokes.add(stage.trapper());
        }
        hub.does(self -> spokes.forEach(spoke -> self.link(spoke.pid())));

        hub.ends(FAILED);

        assertThat(spokes)
                .allSatisfy(spoke -> assertThat(spoke.got(Signal.Exit.class)).hasSize(1));
    }

    @Test
    void aChainOfAHundredThousandLinksFallsWithoutRecursion() {
        Pid[] last = new Pid[1];
        Body link = new Body() {
            @Override
            public Step advance(Self self, int budget) {
                if (self.take() instanceof Integer left && left > 0) {
                    self.send(self.spawn(Spawn.of(this).linked()).pid(), left - 1);
                } else {
                    last[0] = self.pid();
                }
                return Step.WAITING;
            }
        };
        Node node = stage.node;
        node.send(node.spawn(link), 100_000);
        stage.run();
        assertThat(node.population()).isEqualTo(100_001);

        node.kill(last[0]);
        stage.run();

        assertThat(node.population()).isZero();
    }
}
