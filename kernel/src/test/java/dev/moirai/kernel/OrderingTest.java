package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.stress.LastMessages;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Signals from one process to another are received in the order they were sent; nothing else is promised. */
class OrderingTest {

    @Test
    void messagesFromOneSenderArriveInOrder() {
        Stage.inManyOrders(stage -> {
            Stage.Puppet receiver = stage.puppet();
            List<Stage.Puppet> senders = List.of(stage.puppet(), stage.puppet(), stage.puppet());
            for (int i = 0; i < 5; i++) {
                int number = i;
                for (Stage.Puppet sender : senders) {
                    sender.will(self -> self.send(receiver.pid(), List.of(self.pid(), number)));
                }
            }
            stage.run();

            for (Stage.Puppet sender : senders) {
                List<Object> expected = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    expected.add(List.of(sender.pid(), i));
                }
                assertThat(receiver.got.stream()
                                .filter(message ->
                                        ((List<?>) message).getFirst().equals(sender.pid()))
                                .toList())
                        .isEqualTo(expected);
            }
        });
    }

    /** S5: the notice of a death must not overtake what the dead sent before. */
    @Test
    void s5WhatAProcessSentBeforeItEndedIsThereBeforeItsDownAndItsExit() {
        Stage.inManyOrders(stage -> {
            Stage.Puppet watcher = stage.trapper();
            watcher.will(self -> {
                Pid me = self.pid();
                self.spawn(Spawn.of((dying, _) -> {
                            dying.send(me, 1);
                            dying.send(me, 2);
                            return Step.done();
                        })
                        .linked()
                        .monitored());
            });
            stage.run();

            assertThat(watcher.got).hasSize(4);
            assertThat(watcher.got.subList(0, 2)).containsExactly(1, 2);
        });
    }

    @Test
    void s5HoldsOnRealThreads() throws Exception {
        assertThat(LastMessages.overtaken(100_000)).isZero();
    }

    @Test
    void aMessageSentBeforeAnExitMayBeHandledAndOneSentAfterNeverIs() {
        Stage.inManyOrders(stage -> {
            Stage.Puppet target = stage.puppet();
            Stage.Puppet sender = stage.puppet();

            sender.does(self -> {
                self.send(target.pid(), "before");
                self.exit(target.pid(), new ExitReason.Failed("now"));
                self.send(target.pid(), "after");
            });

            assertThat(target.got).isSubsetOf("before");
            assertThat(stage.deadLetters).contains("after");
        });
    }

    @Test
    void whatIsMonitoredAfterAKillByTheSameProcessIsDead() {
        Stage.inManyOrders(stage -> {
            Stage.Puppet target = stage.puppet();
            Stage.Puppet killer = stage.puppet();

            killer.does(self -> {
                self.kill(target.pid());
                self.monitor(target.pid());
            });

            assertThat(killer.got(Signal.Down.class))
                    .singleElement()
                    .satisfies(down -> assertThat(down.reason()).isIn(ExitReason.KILLED, ExitReason.NO_PROCESS));
        });
    }

    @Test
    void eachMessageIsSeenWithItsOwnSender() {
        Stage stage = new Stage();
        Stage.Puppet a = stage.puppet();
        List<Object> senders = new ArrayList<>();
        Pid keeper = stage.node.spawn((self, _) -> {
            while (self.take() != null) {
                senders.add(self.sender() == null ? "outside" : self.sender());
            }
            return Step.WAITING;
        });

        stage.node.send(keeper, 1);
        a.does(self -> self.send(keeper, 2));

        assertThat(senders).containsExactly("outside", a.pid());
    }
}
