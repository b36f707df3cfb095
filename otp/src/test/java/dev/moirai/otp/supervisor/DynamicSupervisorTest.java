package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import dev.moirai.otp.Address;
import dev.moirai.otp.Agent;
import dev.moirai.otp.Ref;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DynamicSupervisorTest {
    private final Family family = new Family(1);
    private final DynamicSupervisorSpec spec = DynamicSupervisor.spec().reports(family::note);
    private final DynamicSupervisor supervisor = spec.start(family.node);

    @AfterEach
    void close() {
        family.close();
    }

    private Ref<Family.Message> start(DynamicSupervisor in, ChildSpec<Family.Message> child) {
        return in.startChild(child).orThrow();
    }

    @Test
    void idsMayRepeat() {
        start(supervisor, family.child("a"));
        start(supervisor, family.child("a"));

        assertThat(supervisor.count()).isEqualTo(new ChildCounts(2, 2, 0, 2));
    }

    @Test
    void onlyTheFailedChildIsRestarted() {
        Ref<Family.Message> a = start(supervisor, family.child("a"));
        Ref<Family.Message> b = start(supervisor, family.child("b"));
        a.tell(new Family.Message.Crash(new Family.Boom("a")));
        family.simulation.run();

        assertThat(b.pid().isAlive()).isTrue();
        assertThat(supervisor.count().active()).isEqualTo(2);
    }

    @Test
    void maxChildrenCountsThoseBeingRestartedToo() {
        DynamicSupervisor few = spec.maxChildren(2).start(family.node);
        start(few, family.child("a"));
        Ref<Family.Message> b = start(few, family.child("b").backoff(Backoff.constant(Duration.ofSeconds(10))));
        b.tell(new Family.Message.Crash(new Family.Boom("b")));
        family.simulation.run();

        assertThat(few.startChild(family.child("c"))).isEqualTo(new StartResult.Full<>(2));
    }

    @Test
    void nothingIsKeptOfAnIgnoredOrFailedChild() {
        family.manner("i").ignore = true;
        family.manner("f").failStarts = 1;

        assertThat(supervisor.startChild(family.child("i"))).isEqualTo(new StartResult.Ignored<>());
        assertThat(supervisor.startChild(family.child("f"))).isInstanceOf(StartResult.Failed.class);
        assertThat(supervisor.children()).isEmpty();
    }

    @Test
    void aChildThatIgnoresItsRestartIsForgotten() {
        Ref<Family.Message> a = start(supervisor, family.child("a"));
        family.manner("a").ignore = true;
        a.tell(new Family.Message.Crash(new Family.Boom("a")));
        family.simulation.run();

        assertThat(supervisor.children()).isEmpty();
    }

    @Test
    void aTransientChildThatIsDoneIsForgotten() {
        Ref<Family.Message> a = start(supervisor, family.child("a").restart(Restart.TRANSIENT));
        a.tell(new Family.Message.Stop(ExitReason.NORMAL));
        family.simulation.run();

        assertThat(supervisor.children()).isEmpty();
    }

    @Test
    void terminateChildForgetsIt() {
        Ref<Family.Message> a = start(supervisor, family.child("a"));

        assertThat(supervisor.terminateChild(a.pid())).isEqualTo(TerminateResult.OK);
        assertThat(supervisor.terminateChild(a.pid())).isEqualTo(TerminateResult.NOT_FOUND);
        assertThat(supervisor.children()).isEmpty();
    }

    @Test
    void aFailedRestartIsTriedAgainAndCounts() {
        Ref<Family.Message> a = start(supervisor, family.child("a"));
        family.manner("a").failStarts = 2;
        a.tell(new Family.Message.Crash(new Family.Boom("a")));
        family.simulation.advance(Duration.ofSeconds(1));

        assertThat(supervisor.count().active()).isEqualTo(1);
        assertThat(family.reports(Report.StartError.class)).hasSize(2);
    }

    @Test
    void allChildrenShareItsIntensity() {
        for (int i = 0; i < 4; i++) {
            start(supervisor, family.child("a")).tell(new Family.Message.Crash(new Family.Boom("a")));
        }
        family.simulation.runUntil(() -> supervisor.exit().isDone());

        assertThat(supervisor.exit().join()).asString().contains("reached_max_restart_intensity");
        assertThat(family.node.population()).isZero();
    }

    @Test
    void childrenStopAllAtTheSameTime() {
        for (String id : List.of("a", "b", "c", "d")) {
            family.manner(id).slowStop = Duration.ofMillis(200);
            start(supervisor, family.child(id));
        }
        long before = family.simulation.clock().nanoTime();

        supervisor.stop(ExitReason.SHUTDOWN, Duration.ofMinutes(1));

        assertThat(family.simulation.clock().nanoTime() - before)
                .isEqualTo(Duration.ofMillis(200).toNanos());
    }

    @Test
    void oneThatDoesNotStopIsKilledWhenItsOwnTimeIsOver() {
        family.manner("stubborn").slowStop = Duration.ofHours(1);
        start(supervisor, family.child("stubborn").shutdown(Duration.ofSeconds(2)));
        start(supervisor, family.child("quick"));
        long before = family.simulation.clock().nanoTime();

        supervisor.stop(ExitReason.SHUTDOWN, Duration.ofMinutes(1));

        assertThat(family.simulation.clock().nanoTime() - before)
                .isEqualTo(Duration.ofSeconds(2).toNanos());
    }

    @Test
    void prepareGivesEveryChildWhatItNeedsAtRestartsToo() {
        DynamicSupervisor prepared = spec.prepare(child -> child.start((self, readiness) -> {
                    family.events.add("prepared " + child.id());
                    return child.start().launch(self, readiness);
                }))
                .start(family.node);
        start(prepared, family.child("a")).tell(new Family.Message.Crash(new Family.Boom("a")));
        family.simulation.run();

        assertThat(family.happened()).containsExactly("prepared a", "+a", "-a", "prepared a", "+a");
    }

    @Test
    void oneSlowStartHoldsUpNobody() {
        family.manner("slow").slowStart = Duration.ofSeconds(20);
        java.util.concurrent.CompletableFuture<Object> slow = new java.util.concurrent.CompletableFuture<>();
        family.node.spawn(dev.moirai.kernel.Spawn.blocking(self -> slow.complete(supervisor
                .address()
                .<StartResult<Family.Message>>ask(
                        self,
                        Duration.ofMinutes(1),
                        to -> new SupervisorMessage.StartChild<>(family.child("slow"), to)))));
        family.simulation.run();
        long before = family.simulation.clock().nanoTime();

        start(supervisor, family.child("quick"));

        assertThat(family.simulation.clock().nanoTime()).isEqualTo(before);
        assertThat(slow).isNotDone();
    }

    @Test
    void significantChildrenAreRefused() {
        assertThatThrownBy(() -> supervisor.startChild(
                        family.child("a").restart(Restart.TRANSIENT).asSignificant()))
                .hasMessageContaining("bad_combination");
    }

    @Test
    void badLimitsAreRefusedWhenBuilt() {
        assertThatThrownBy(() -> spec.maxChildren(0)).hasMessageContaining("invalid_max_children");
    }

    @Test
    void partitionsAreSeveralAndEachKeyHasOne() {
        PartitionSupervisor<Agent.Message<String>> agents = PartitionSupervisor.of(
                "agents", 4, (name, number) -> ChildSpec.server(name, () -> Agent.server(() -> "agent " + number)));
        Supervisor running = agents.spec().reports(family::note).start(family.node);

        assertThat(running.count()).isEqualTo(new ChildCounts(4, 4, 0, 4));
        assertThat(agents.number(6)).isEqualTo(2);
        assertThat(agents.number(-6)).isEqualTo(2);
        Set<Pid> reached = new HashSet<>();
        for (int key = 0; key < 8; key++) {
            Address<Agent.Message<String>> address = agents.address(family.node, key);
            reached.add(java.util.Objects.requireNonNull(address.pid()));
            int number = key % 4;
            assertThat(Agent.at(address).<String>get(text -> text)).isEqualTo("agent " + number);
        }
        assertThat(reached).hasSize(4);
        assertThatThrownBy(() -> new PartitionSupervisor<Object>("none", List.of()))
                .hasMessageContaining("invalid_partitions");
    }
}
