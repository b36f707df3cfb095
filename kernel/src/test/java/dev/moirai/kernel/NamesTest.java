package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NamesTest {
    private final Stage stage = new Stage();
    private final Names names = stage.node.names();
    private final Stage.Puppet a = stage.puppet();
    private final Stage.Puppet b = stage.puppet();

    private static List<Object> namesOf(Stage.Puppet puppet) {
        return Appearance.names(Objects.requireNonNull(puppet.pid().process));
    }

    @Test
    void aNameHasOneHolder() {
        a.does(self -> assertThat(self.register("x")).isTrue());
        b.does(self -> assertThat(self.register("x")).isFalse());

        assertThat(names.lookup("x")).isEqualTo(a.pid());
    }

    @Test
    void registeringANameItHoldsAlreadyIsFine() {
        a.does(self -> {
            assertThat(self.register("x")).isTrue();
            assertThat(self.register("x")).isTrue();
        });
    }

    @Test
    void aProcessMayHoldSeveralNamesAndAllAreFreedAtItsEnd() {
        a.does(self -> {
            self.register("x");
            self.register("y");
        });
        assertThat(names.snapshot()).isEqualTo(Map.of("x", a.pid(), "y", a.pid()));

        a.ends(ExitReason.NORMAL);

        assertThat(names.snapshot()).isEmpty();
    }

    @Test
    void onlyTheHolderCanGiveANameUp() {
        a.does(self -> self.register("x"));
        b.does(self -> assertThat(self.unregister("x")).isFalse());
        assertThat(names.lookup("x")).isEqualTo(a.pid());

        a.does(self -> assertThat(self.unregister("x")).isTrue());
        assertThat(names.lookup("x")).isNull();
    }

    @Test
    void aNameThatIsGivenIsFreedAtTheEndOfItsHolder() {
        assertThat(names.give("x", a.pid())).isTrue();
        assertThat(names.give("x", a.pid())).isTrue();
        assertThat(names.give("x", b.pid())).isFalse();
        assertThat(namesOf(a)).containsExactly("x");
        assertThat(namesOf(b)).isEmpty();

        a.ends(ExitReason.NORMAL);

        assertThat(names.snapshot()).isEmpty();
        assertThat(names.give("x", a.pid())).isFalse();
        assertThat(names.snapshot()).isEmpty();
    }

    @Test
    void aNameThatIsTakenAwayCanBeTakenByAnother() {
        a.does(self -> self.register("x"));

        assertThat(names.revoke("x")).isTrue();
        assertThat(names.revoke("x")).isFalse();

        assertThat(namesOf(a)).isEmpty();
        b.does(self -> assertThat(self.register("x")).isTrue());
        a.ends(ExitReason.NORMAL);
        assertThat(names.lookup("x")).isEqualTo(b.pid());
    }

    @Test
    void whoHearsOfADeathCanTakeTheNameAtOnce() {
        Stage.inManyOrders(anew -> {
            Stage.Puppet holder = anew.puppet();
            holder.does(self -> self.register("x"));
            List<Object> taken = new ArrayList<>();
            anew.node.spawn(new Body() {
                private boolean watching;

                @Override
                public Step advance(Self self, int budget) {
                    if (!watching) {
                        watching = true;
                        self.monitor(holder.pid());
                    }
                    if (self.take() instanceof Signal.Down) {
                        taken.add(self.register("x"));
                        taken.add(holder.pid().isAlive());
                        taken.add(self.send(holder.pid(), "hello"));
                    }
                    return Step.WAITING;
                }
            });
            anew.run();

            holder.ends(ExitReason.NORMAL);

            assertThat(taken).containsExactly(true, false, SendResult.DEAD);
        });
    }

    @Test
    void aNameTakenOverMeanwhileIsNotFreedByTheOldHoldersEnd() {
        a.does(self -> self.register("x"));
        a.does(self -> self.unregister("x"));
        b.does(self -> self.register("x"));

        a.ends(ExitReason.NORMAL);

        assertThat(names.lookup("x")).isEqualTo(b.pid());
    }

    @Test
    void sendingToANameNobodyHoldsTellsSo() {
        assertThat(stage.node.send((Object) "nobody", "hello")).isEqualTo(SendResult.DEAD);
        a.does(self -> assertThat(self.send((Object) "nobody", "hello")).isEqualTo(SendResult.DEAD));
    }

    @Test
    void aNameGivenAtBirthIsHeldBeforeTheFirstInstruction() {
        AtomicInteger seen = new AtomicInteger();
        stage.node.spawn(Spawn.of((self, _) -> {
                    seen.set(self.pid().equals(self.node().names().lookup("x")) ? 1 : 2);
                    return Step.WAITING;
                })
                .named("x"));
        assertThat(names.lookup("x")).isNotNull();
        stage.run();

        assertThat(seen).hasValue(1);
    }

    @Test
    void aBirthUnderATakenNameLeavesNothingBehind() {
        a.does(self -> self.register("x"));
        int before = stage.node.population();

        b.does(self -> {
            Spawn taken = Spawn.of((_, _) -> Step.WAITING).named("x").linked().monitored();
            assertThatThrownBy(() -> self.spawn(taken))
                    .isInstanceOf(SpawnRefused.class)
                    .hasMessageContaining("held by " + a.pid())
                    .extracting(thrown -> ((SpawnRefused) thrown).why())
                    .isEqualTo(SpawnRefused.Cause.NAME_TAKEN);
        });

        assertThat(stage.node.population()).isEqualTo(before);
        assertThat(b.got).isEmpty();
    }
}
