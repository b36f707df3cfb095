package dev.moirai.otp.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Simulation;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import dev.moirai.otp.Address;
import dev.moirai.otp.Context;
import dev.moirai.otp.Next;
import dev.moirai.otp.Ref;
import dev.moirai.otp.Reply;
import dev.moirai.otp.Server;
import dev.moirai.otp.supervisor.ChildSpec;
import dev.moirai.otp.supervisor.Reports;
import dev.moirai.otp.supervisor.StartResult;
import dev.moirai.otp.supervisor.Strategy;
import dev.moirai.otp.supervisor.Supervisor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryTest {
    private final Simulation simulation = new Simulation(1);
    private final List<Object> told = new ArrayList<>();
    private final Pid listener = simulation.node().spawn((self, _) -> {
        Object message;
        while ((message = self.take()) != null) {
            told.add(message);
        }
        return Step.WAITING;
    });
    private final Registry<String, Integer> unique =
            Registry.<String, Integer>unique("unique").withListener(new Ref<>(listener));
    private final Registry<String, Integer> duplicate = Registry.duplicate("duplicate");
    private final Supervisor supervisor = Supervisor.of(Strategy.ONE_FOR_ONE)
            .reports(Reports.none())
            .child(unique.asChild())
            .child(duplicate.asChild())
            .start(simulation.node());

    @AfterEach
    void close() {
        simulation.close();
    }

    /** A process that does things to itself when asked. */
    private record Do<R>(Function<Self, R> action, Reply<R> to) {
        void run(Self self) {
            to.ok(action.apply(self));
        }
    }

    private Ref<Do<?>> member() {
        return Server.spawn(simulation.node(), () -> (Do<?> message, Context<Do<?>> context) -> {
            message.run(context.self());
            return Next.go();
        });
    }

    private static Object in(Ref<Do<?>> member, Function<Self, Object> action) {
        return member.<Object>ask(to -> new Do<>(action, to));
    }

    private void end(Ref<Do<?>> member) {
        simulation.node().kill(member.pid());
        simulation.run();
    }

    @Test
    void aUniqueKeyHasOneHolder() {
        Ref<Do<?>> a = member();
        Ref<Do<?>> b = member();

        assertThat(in(a, self -> unique.register(self, "k", 1))).isEqualTo(new Registry.Registered.Ok());
        assertThat(in(b, self -> unique.register(self, "k", 2)))
                .isEqualTo(new Registry.Registered.AlreadyRegistered(a.pid()));
        assertThat(in(a, self -> unique.register(self, "k", 1)))
                .isEqualTo(new Registry.Registered.AlreadyRegistered(a.pid()));
        assertThat(unique.lookup("k")).containsExactly(new Registry.Entry<>(a.pid(), 1));
    }

    @Test
    void entriesGoWithTheirProcessAtOnce() {
        Ref<Do<?>> a = member();
        in(a, self -> unique.register(self, "k", 1));
        end(a);

        assertThat(unique.lookup("k")).isEmpty();
        assertThat(unique.count()).isZero();
        assertThat(in(member(), self -> unique.register(self, "k", 2))).isEqualTo(new Registry.Registered.Ok());
    }

    @Test
    void aDuplicateKeyHasManyHoldersOldestFirst() {
        Ref<Do<?>> a = member();
        Ref<Do<?>> b = member();
        in(a, self -> duplicate.register(self, "k", 1));
        in(b, self -> duplicate.register(self, "k", 2));
        in(a, self -> duplicate.register(self, "k", 3));

        assertThat(duplicate.lookup("k")).extracting(Registry.Entry::value).containsExactly(1, 2, 3);
        assertThat(duplicate.values("k", a.pid())).containsExactly(1, 3);
        assertThat(duplicate.keys(a.pid())).containsExactly("k", "k");
        assertThat(duplicate.match("k", value -> value > 1)).hasSize(2);
        assertThat(duplicate.select((_, entry) -> entry.pid().equals(b.pid()))).containsOnlyKeys("k");
        assertThat(duplicate.count()).isEqualTo(3);
    }

    @Test
    void unregisterRemovesOwnEntriesOnly() {
        Ref<Do<?>> a = member();
        Ref<Do<?>> b = member();
        in(a, self -> duplicate.register(self, "k", 1));
        in(b, self -> duplicate.register(self, "k", 2));
        in(a, self -> {
            duplicate.unregister(self, "k");
            return 0;
        });

        assertThat(duplicate.lookup("k")).containsExactly(new Registry.Entry<>(b.pid(), 2));
    }

    @Test
    void onlyTheHolderUpdatesItsValue() {
        Ref<Do<?>> a = member();
        Ref<Do<?>> b = member();
        in(a, self -> unique.register(self, "k", 1));

        assertThat(in(a, self -> String.valueOf(unique.updateValue(self, "k", n -> n + 1))))
                .isEqualTo("2");
        assertThat(in(b, self -> String.valueOf(unique.updateValue(self, "k", n -> n + 1))))
                .isEqualTo("null");
        assertThat(unique.values("k", a.pid())).containsExactly(2);
    }

    @Test
    void viaReachesWhoeverHoldsTheKeyNow() {
        Ref<Do<?>> a = member();
        Address<Do<?>> via = unique.via(simulation.node(), "k");
        assertThat(via.pid()).isNull();
        in(a, self -> unique.register(self, "k", 1));

        assertThat(via.<Pid>ask(to -> new Do<>(Self::pid, to))).isEqualTo(a.pid());
        end(a);
        Ref<Do<?>> b = member();
        in(b, self -> unique.register(self, "k", 2));
        assertThat(via.<Pid>ask(to -> new Do<>(Self::pid, to))).isEqualTo(b.pid());
    }

    @Test
    void viaNeedsUniqueKeysAndSoDoesUpdate() {
        assertThatThrownBy(() -> duplicate.via(simulation.node(), "k")).hasMessageContaining("use dispatch");
        assertThatThrownBy(() -> duplicate.updateValue(NOBODY, "k", n -> n)).hasMessageContaining("duplicate keys");
    }

    @SuppressWarnings("NullAway") // never looked at
    private static final Self NOBODY = null;

    @Test
    void dispatchRunsInTheCallerAndNotForNobody() {
        in(member(), self -> duplicate.register(self, "k", 1));
        List<Object> seen = new ArrayList<>();

        duplicate.dispatch("k", entries -> seen.add(entries.size()));
        duplicate.dispatch("nobody", entries -> seen.add(entries.size()));

        assertThat(seen).containsExactly(1);
    }

    @Test
    void listenersHearOfRegistrationsButNotOfDeaths() {
        Ref<Do<?>> a = member();
        Ref<Do<?>> b = member();
        in(a, self -> unique.register(self, "k", 1));
        in(a, self -> {
            unique.unregister(self, "k");
            return 0;
        });
        in(b, self -> unique.register(self, "l", 2));
        end(b);

        assertThat(told)
                .containsExactly(
                        new Registry.Event.Added<>("k", a.pid(), 1),
                        new Registry.Event.Removed<>("k", a.pid()),
                        new Registry.Event.Added<>("l", b.pid(), 2));
    }

    @Test
    void whoIsRegisteredEndsWithTheRegistryWhichComesBackEmpty() {
        Ref<Do<?>> a = member();
        in(a, self -> unique.register(self, "k", 1));

        simulation
                .node()
                .kill(java.util.Objects.requireNonNull(
                        supervisor.child("unique").orElseThrow().pid()));
        simulation.run();

        assertThat(a.pid().isAlive()).isFalse();
        assertThat(unique.count()).isZero();
        assertThat(in(member(), self -> unique.register(self, "k", 2))).isEqualTo(new Registry.Registered.Ok());
    }

    @Test
    void aRegistryThatDoesNotRunTakesNobody() {
        Registry<String, Integer> stopped = Registry.unique("stopped");

        assertThat(in(member(), self -> stopped.register(self, "k", 1)))
                .isEqualTo(new Registry.Registered.NotRunning());
    }

    @Test
    void onlyTheProcessItselfCanRegister() {
        CompletableFuture<Self> stolen = new CompletableFuture<>();
        simulation.node().spawn(Spawn.of((self, _) -> {
            stolen.complete(self);
            return Step.WAITING;
        }));
        simulation.run();

        assertThatThrownBy(() -> unique.register(stolen.join(), "k", 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void somethingCanBeKeptBesides() {
        unique.putMeta("limit", 10);

        assertThat(unique.meta("limit")).isEqualTo(10);
        assertThat(unique.meta("other")).isNull();
    }

    @Test
    void keysComeInTheOrderTheyWereRegistered() {
        Ref<Do<?>> a = member();
        for (String key : List.of("z", "a", "m")) {
            in(a, self -> unique.register(self, key, 1));
        }

        assertThat(unique.keys(a.pid())).containsExactly("z", "a", "m");
        end(a);
        assertThat(unique.keys(a.pid())).isEmpty();
    }

    @Test
    void someEntriesOfAKeyCanBeGivenUp() {
        Ref<Do<?>> a = member();
        for (int value : List.of(1, 2, 3)) {
            in(a, self -> duplicate.register(self, "k", value));
        }
        in(a, self -> {
            duplicate.unregister(self, "k", value -> value != 2);
            return "done";
        });

        assertThat(duplicate.values("k", a.pid())).containsExactly(2);
        assertThat(duplicate.keys(a.pid())).containsExactly("k");
    }

    @Test
    void whoGaveUpItsLastKeyIsNotLinkedAnyMore() {
        Ref<Do<?>> a = member();
        in(a, self -> unique.register(self, "k", 1));
        in(a, self -> {
            unique.unregister(self, "k");
            return "done";
        });
        supervisor.terminateChild("unique");
        simulation.run();

        assertThat(a.pid().isAlive()).isTrue();
    }

    @Test
    void whoDidNotGetAKeyIsNotLinked() {
        Ref<Do<?>> a = member();
        Ref<Do<?>> b = member();
        in(a, self -> unique.register(self, "k", 1));
        in(b, self -> unique.register(self, "k", 1));
        supervisor.terminateChild("unique");
        simulation.run();

        assertThat(a.pid().isAlive()).isFalse();
        assertThat(b.pid().isAlive()).isTrue();
    }

    @Test
    void whatIsKeptBesidesCanBeDeleted() {
        unique.putMeta("m", 1);
        unique.deleteMeta("m");

        assertThat(unique.meta("m")).isNull();
    }

    @Test
    void aServerCanBeNamedByAKey() {
        Supplier<Server<Do<?>>> named = unique.server("name", 1, () -> (Do<?> message, Context<Do<?>> context) -> {
            message.run(context.self());
            return Next.go();
        });
        Pid first = supervisor
                .startChild(ChildSpec.server("first", named))
                .orThrow()
                .pid();

        assertThat(unique.whereis("name")).isEqualTo(first);
        assertThat(supervisor.startChild(ChildSpec.server("second", named)))
                .isEqualTo(new StartResult.AlreadyRuns<>(first));
        simulation.node().kill(first);
        simulation.run();
        Pid second = java.util.Objects.requireNonNull(unique.whereis("name"));
        assertThat(second).as("restarted, and registered again").isNotEqualTo(first);
        assertThat(unique.<Do<?>>via(simulation.node(), "name").<Object>ask(to -> new Do<>(Self::pid, to)))
                .isEqualTo(second);
    }

    @Test
    void aServerNamedByARegistryThatDoesNotRunDoesNotStart() {
        supervisor.terminateChild("unique");

        assertThat(supervisor.startChild(ChildSpec.server(
                        "s", unique.server("name", 1, () -> (Do<?> _, Context<Do<?>> _) -> Next.go()))))
                .asString()
                .contains("registry unique does not run");
    }

    @Test
    void partitionsBehaveAsOne() {
        Registry<String, Integer> parts =
                Registry.<String, Integer>duplicate("parts").partitions(4);
        supervisor.startChild(parts.asChild());
        List<Ref<Do<?>>> members = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int value = i;
            Ref<Do<?>> member = member();
            members.add(member);
            in(member, self -> parts.register(self, "k", value));
        }
        assertThat(parts.lookup("k")).hasSize(20);
        end(members.getFirst());
        assertThat(parts.count()).isEqualTo(19);

        supervisor.terminateChild("parts");
        simulation.run();
        assertThat(members).noneMatch(member -> member.pid().isAlive());
        supervisor.restartChild("parts");
        assertThat(parts.count()).isZero();
        assertThat(in(member(), self -> parts.register(self, "k", 1))).isEqualTo(new Registry.Registered.Ok());
        assertThatThrownBy(() -> parts.partitions(0)).hasMessageContaining("invalid_partitions");
    }

    @Test
    void aLockIsHeldByOneAtATimeInTheOrderTheyCame() {
        for (int i = 0; i < 3; i++) {
            int number = i;
            simulation.node().spawn(Spawn.blocking(self -> {
                self.sleep(Duration.ofMillis(number));
                return unique.lock(self, "lock", () -> {
                    told.add("in " + number);
                    self.sleep(Duration.ofSeconds(1));
                    told.add("out " + number);
                    return number;
                });
            }));
        }
        simulation.advance(Duration.ofSeconds(10));

        assertThat(told).containsExactly("in 0", "out 0", "in 1", "out 1", "in 2", "out 2");
    }

    @Test
    void differentLocksAreHeldSideBySide() {
        for (String lock : List.of("a", "b")) {
            simulation
                    .node()
                    .spawn(Spawn.blocking(self -> unique.lock(self, lock, () -> {
                        told.add("in");
                        self.sleep(Duration.ofSeconds(1));
                        return told.add("out");
                    })));
        }
        simulation.advance(Duration.ofSeconds(2));

        assertThat(told).containsExactly("in", "in", "out", "out");
    }

    @Test
    void theLockOfOneThatEndsGoesToTheNextThatStillWaits() {
        List<Pid> pids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            pids.add(simulation.node().spawn(Spawn.blocking(self -> {
                self.sleep(Duration.ofMillis(number));
                return unique.lock(self, "lock", () -> {
                    told.add(number);
                    return self.receive();
                });
            })));
        }
        simulation.advance(Duration.ofSeconds(1));
        simulation.node().kill(pids.get(1));
        simulation.node().kill(pids.get(0));
        simulation.advance(Duration.ofSeconds(1));

        assertThat(told).containsExactly(0, 2);
    }

    @Test
    void aFailureUnderALockGivesItBack() {
        List<Object> outcomes = new ArrayList<>();
        simulation.node().spawn(Spawn.blocking(self -> {
            try {
                unique.lock(self, "lock", () -> {
                    throw new IllegalStateException("inside");
                });
            } catch (IllegalStateException failure) {
                outcomes.add(failure.getMessage());
            }
            return outcomes.add(unique.lock(self, "lock", () -> "again"));
        }));
        simulation.advance(Duration.ofSeconds(1));

        assertThat(outcomes).containsExactly("inside", "again");
    }

    @Test
    void takingALockTwiceIsAnErrorAndNoDeadlock() {
        var exit = simulation
                .node()
                .spawnWatched(Spawn.blocking(
                        self -> unique.lock(self, "lock", () -> unique.lock(self, "lock", () -> "never"))))
                .exit();
        simulation.runUntil(exit::isDone);

        assertThat(exit.join()).asString().contains("already_locked");
    }
}
