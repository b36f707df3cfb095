package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AliasesTest {
    private final Stage stage = new Stage();
    private final Stage.Puppet owner = stage.puppet();
    private final Stage.Puppet other = stage.puppet();
    private final AtomicReference<Alias> alias = new AtomicReference<>();

    @Test
    void whatIsSentThroughAnAliasReachesItsOwner() {
        owner.does(self -> alias.set(self.alias(false)));

        other.does(self -> {
            assertThat(self.send(alias.get(), "one")).isEqualTo(SendResult.ACCEPTED);
            self.send(alias.get(), "two");
        });

        assertThat(owner.got).containsExactly("one", "two");
    }

    @Test
    void anAliasForOneReplyEndsItselfWithTheFirst() {
        owner.does(self -> alias.set(self.alias(true)));

        other.does(self -> {
            self.send(alias.get(), "one");
            self.send(alias.get(), "two");
        });

        assertThat(owner.got).containsExactly("one");
        assertThat(stage.deadLetters).containsExactly("two");
        assertThat(alias.get().isActive()).isFalse();
    }

    @Test
    void aReplyThatComesLateVanishesAndNeverEntersTheMailbox() {
        owner.does(self -> alias.set(self.alias(false)));
        owner.does(self -> self.unalias(alias.get()));

        other.does(self -> assertThat(self.send(alias.get(), "late")).isEqualTo(SendResult.DEAD));

        assertThat(owner.got).isEmpty();
        assertThat(stage.deadLetters).containsExactly("late");
        assertThat(stage.node.ledger().isBalanced()).isTrue();
    }

    @Test
    void aReplyAlreadyInTheMailboxVanishesWhenTheAliasEnds() {
        owner.does(self -> alias.set(self.alias(false)));

        owner.will(self -> self.unalias(alias.get()));
        stage.node.send(alias.get(), "waits behind the order");
        stage.run();

        assertThat(owner.got).isEmpty();
        assertThat(stage.deadLetters).containsExactly("waits behind the order");
    }

    @Test
    void anAliasEndsWithItsOwner() {
        owner.does(self -> alias.set(self.alias(false)));
        owner.ends(ExitReason.NORMAL);

        assertThat(alias.get().isActive()).isFalse();
        assertThat(stage.node.send(alias.get(), "late")).isEqualTo(SendResult.DEAD);
    }

    @Test
    void onlyItsOwnerCanEndIt() {
        owner.does(self -> alias.set(self.alias(false)));

        other.does(self -> assertThatThrownBy(() -> self.unalias(alias.get()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not an alias of"));
    }

    /** O5 and S10: calls that time out leave nothing behind, neither in the mailbox nor among the watches and timers. */
    @Test
    void o5s10AHundredThousandTimedOutCallsLeaveNothing() {
        Body slow = (self, _) -> Step.WAITING; // never answers
        Pid server = stage.node.spawn(slow);
        int calls = 100_000;
        Body caller = new Body() {
            private int made;
            private @Nullable Alias reply;
            private @Nullable Monitor watch;

            @Override
            public Step advance(Self self, int budget) {
                Object what = self.take();
                if (made > 0 && !"timeout".equals(what)) {
                    return Step.WAITING;
                }
                if (reply != null && watch != null) {
                    self.unalias(reply);
                    self.demonitorAndFlush(watch);
                    self.send(reply, "late");
                }
                if (made == calls) {
                    return self.waiting() == 0 ? Step.WAITING : Step.done(new ExitReason.Failed(self.waiting()));
                }
                made++;
                reply = self.alias(true);
                watch = self.monitor(server);
                self.sendAfter(Duration.ofMillis(1), "timeout");
                return Step.WAITING;
            }
        };
        Pid pid = stage.node.spawn(caller);
        stage.simulation.runToEnd();

        ProcessInfo ofCaller = info(pid);
        ProcessInfo ofServer = info(server);
        assertThat(ofCaller.queued()).isZero();
        assertThat(ofCaller.monitors()).isEmpty();
        assertThat(ofServer.monitoredBy()).isEmpty();
        assertThat(stage.deadLetters).hasSize(calls);
    }

    private ProcessInfo info(Pid pid) {
        CompletableFuture<@Nullable ProcessInfo> info = stage.node.info(pid);
        stage.run();
        return Objects.requireNonNull(info.join());
    }
}
