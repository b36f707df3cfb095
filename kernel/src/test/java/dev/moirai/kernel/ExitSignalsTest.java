package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of what an exit signal does (Erlang reference manual, "Receiving Exit Signals"). */
class ExitSignalsTest {
    private final Stage stage = new Stage();
    private final Stage.Puppet other = stage.puppet();

    static Stream<ExitReason> abnormal() {
        return Stream.of(
                ExitReason.SHUTDOWN,
                new ExitReason.Shutdown("detail"),
                new ExitReason.Failed("broken"),
                new ExitReason.Crash(new IllegalStateException("boom")),
                ExitReason.KILLED,
                ExitReason.NO_PROCESS,
                ExitReason.NO_CONNECTION);
    }

    @Nested
    class SentByExit {
        @ParameterizedTest
        @MethodSource("dev.moirai.kernel.ExitSignalsTest#abnormal")
        void endsAProcessThatDoesNotTrapWithThatReason(ExitReason reason) {
            Stage.Puppet target = stage.puppet();

            other.does(self -> self.exit(target.pid(), reason));

            assertThat(stage.endOf(target)).isEqualTo(reason);
        }

        @ParameterizedTest
        @MethodSource("dev.moirai.kernel.ExitSignalsTest#abnormal")
        void isAMessageToAProcessThatTraps(ExitReason reason) {
            Stage.Puppet target = stage.trapper();

            other.does(self -> self.exit(target.pid(), reason));

            assertThat(target.got).containsExactly(new Signal.Exit(other.pid(), reason, null));
            assertThat(stage.endOf(target)).isNull();
        }

        @Test
        void normalIsDroppedByAProcessThatDoesNotTrap() {
            Stage.Puppet target = stage.puppet();

            other.does(self -> self.exit(target.pid(), ExitReason.NORMAL));

            assertThat(stage.endOf(target)).isNull();
            assertThat(target.got).isEmpty();
        }

        @Test
        void normalIsAMessageToAProcessThatTraps() {
            Stage.Puppet target = stage.trapper();

            other.does(self -> self.exit(target.pid(), ExitReason.NORMAL));

            assertThat(target.got(Signal.Exit.class)).hasSize(1);
        }

        @Test
        void killEndsEvenAProcessThatTrapsWithKilled() {
            Stage.Puppet target = stage.trapper();

            other.does(self -> self.exit(target.pid(), ExitReason.KILL));

            assertThat(stage.endOf(target)).isEqualTo(ExitReason.KILLED);
            assertThat(target.got).isEmpty();
        }

        @Test
        void theFirstFatalOneWins() {
            Stage.Puppet target = stage.puppet();

            other.does(self -> {
                self.exit(target.pid(), new ExitReason.Failed("first"));
                self.exit(target.pid(), new ExitReason.Failed("second"));
                self.kill(target.pid());
            });

            assertThat(stage.endOf(target)).isEqualTo(new ExitReason.Failed("first"));
        }

        @Test
        void trappingIsReadWhenTheSignalIsReceived() {
            Stage.inManyOrders(anew -> {
                Stage.Puppet target = anew.trapper();
                Stage.Puppet sender = anew.puppet();

                target.will(self -> self.trapExits(false));
                target.does(_ -> {});
                sender.does(self -> self.exit(target.pid(), new ExitReason.Failed("late")));

                assertThat(anew.endOf(target)).isEqualTo(new ExitReason.Failed("late"));
            });
        }

        @Test
        void toItselfEndsTheProcessToo() {
            other.does(self -> self.exit(self.pid(), new ExitReason.Failed("own")));

            assertThat(stage.endOf(other)).isEqualTo(new ExitReason.Failed("own"));
        }

        @Test
        void toTheDeadIsNothing() {
            Stage.Puppet dead = stage.puppet();
            dead.ends(ExitReason.NORMAL);

            other.does(self -> self.exit(dead.pid(), new ExitReason.Failed("late")));

            assertThat(stage.endOf(dead)).isEqualTo(ExitReason.NORMAL);
            assertThat(other.got).isEmpty();
        }
    }

    @Nested
    class FromALink {
        @ParameterizedTest
        @MethodSource("dev.moirai.kernel.ExitSignalsTest#abnormal")
        void endsAProcessThatDoesNotTrapAndSaysWhoFailedFirst(ExitReason reason) {
            Stage.Puppet linked = stage.puppet();
            other.does(self -> self.link(linked.pid()));

            linked.ends(reason);

            assertThat(stage.endOf(other)).isEqualTo(new ExitReason.Linked(linked.pid(), reason));
        }

        @ParameterizedTest
        @MethodSource("dev.moirai.kernel.ExitSignalsTest#abnormal")
        void isAMessageToAProcessThatTraps(ExitReason reason) {
            Stage.Puppet linked = stage.trapper();
            other.does(self -> self.link(linked.pid()));

            other.ends(reason);

            assertThat(linked.got(Signal.Exit.class))
                    .singleElement()
                    .satisfies(exit -> assertThat(exit.reason()).isEqualTo(reason));
            assertThat(stage.endOf(linked)).isNull();
        }

        @Test
        void normalIsDroppedByAProcessThatDoesNotTrap() {
            Stage.Puppet linked = stage.puppet();
            other.does(self -> self.link(linked.pid()));

            linked.ends(ExitReason.NORMAL);

            assertThat(stage.endOf(other)).isNull();
            assertThat(other.got).isEmpty();
        }

        @Test
        void normalIsAMessageToAProcessThatTraps() {
            Stage.Puppet linked = stage.trapper();
            other.does(self -> self.link(linked.pid()));

            other.ends(ExitReason.NORMAL);

            assertThat(linked.got(Signal.Exit.class)).hasSize(1);
        }

        @Test
        void killCanBeTrappedBecauseOnlyAnExplicitKillCannot() {
            Stage.Puppet trapping = stage.trapper();
            Stage.Puppet trusting = stage.puppet();
            other.does(self -> {
                self.link(trapping.pid());
                self.link(trusting.pid());
            });

            other.ends(ExitReason.KILL);

            assertThat(trapping.got(Signal.Exit.class))
                    .singleElement()
                    .satisfies(exit -> assertThat(exit.reason()).isEqualTo(ExitReason.KILL));
            assertThat(stage.endOf(trusting)).isEqualTo(new ExitReason.Linked(other.pid(), ExitReason.KILL));
        }

        @Test
        void ofAKilledProcessSaysKilled() {
            Stage.Puppet linked = stage.trapper();
            other.does(self -> self.link(linked.pid()));

            stage.node.kill(other.pid());
            stage.run();

            assertThat(linked.got(Signal.Exit.class))
                    .singleElement()
                    .satisfies(exit -> assertThat(exit.reason()).isEqualTo(ExitReason.KILLED));
        }

        @Test
        void runsThroughAChainAndNamesItsOriginEverywhere() {
            Stage.Puppet middle = stage.puppet();
            Stage.Puppet last = stage.puppet();
            other.does(self -> self.link(middle.pid()));
            middle.does(self -> self.link(last.pid()));

            last.ends(new ExitReason.Failed("first"));

            ExitReason expected = new ExitReason.Linked(last.pid(), new ExitReason.Failed("first"));
            assertThat(stage.endOf(middle)).isEqualTo(expected);
            assertThat(stage.endOf(other)).isEqualTo(expected);
        }
    }
}
