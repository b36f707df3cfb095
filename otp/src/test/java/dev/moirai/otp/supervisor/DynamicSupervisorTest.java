package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.NodeOptions;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Simulation;
import dev.moirai.kernel.Tracer;
import dev.moirai.otp.Address;
import dev.moirai.otp.Agent;
import dev.moirai.otp.AskFailed;
import dev.moirai.otp.Ref;
import java.time.Duration;
import java.util.ArrayList;
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
    void manyChildrenToo() {
        family.manner("a").slowStop = Duration.ofMillis(200);
        for (int i = 0; i < 3 * Operation.STOPS_IN_A_ROW; i++) {
            start(supervisor, family.child("a"));
        }
        long before = family.simulation.clock().nanoTime();

        supervisor.stop(ExitReason.SHUTDOWN, Duration.ofMinutes(1));

        assertThat(family.simulation.clock().nanoTime() - before)
                .isEqualTo(Duration.ofMillis(200).toNanos());
        assertThat(family.node.population()).isZero();
    }

    @Test
    void whenManyAreStoppedOthersRunMeanwhile() {
        List<String> events = new ArrayList<>();
        Node node = new Simulation(1, NodeOptions.named("many").withTracer(new Tracer() {
                    @Override
                    public void signalled(Pid to, Signal signal) {
                        if (signal instanceof Signal.Cancel) {
                            events.add("asked");
                        }
                    }

                    @Override
                    public void exited(Pid pid, ExitReason reason) {
                        events.add("ended");
                    }
                }))
                .node();
        DynamicSupervisor many = spec.start(node);
        for (int i = 0; i < 3 * Operation.STOPS_IN_A_ROW; i++) {
            start(many, family.child("a"));
        }

        events.clear();

        many.stop(ExitReason.SHUTDOWN, Duration.ofMinutes(1));

        assertThat(events.indexOf("ended")).isBetween(0, events.lastIndexOf("asked"));
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
        assertThatThrownBy(() -> spec.maxChildren(-1)).hasMessageContaining("invalid_max_children");
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
        assertThatThrownBy(() -> PartitionSupervisor.<Object>of(
                        "none",
                        0,
                        (name, _) -> ChildSpec.of(name, (_, _) -> {
                            throw new AssertionError("never started");
                        })))
                .hasMessageContaining("invalid_partitions");
    }

    @Test
    void permanentTransientAndTemporaryChildrenEndAsTheirPolicySays() {
        record End(Restart restart, ExitReason reason, int left) {}
        for (End end : List.of(
                new End(Restart.PERMANENT, ExitReason.NORMAL, 1),
                new End(Restart.PERMANENT, ExitReason.SHUTDOWN, 1),
                new End(Restart.PERMANENT, new ExitReason.Shutdown("x"), 1),
                new End(Restart.TRANSIENT, ExitReason.NORMAL, 0),
                new End(Restart.TRANSIENT, ExitReason.SHUTDOWN, 0),
                new End(Restart.TRANSIENT, new ExitReason.Shutdown("x"), 0),
                new End(Restart.TRANSIENT, new ExitReason.Failed("x"), 1),
                new End(Restart.TEMPORARY, ExitReason.NORMAL, 0),
                new End(Restart.TEMPORARY, new ExitReason.Failed("x"), 0))) {
            DynamicSupervisor fresh = spec.start(family.node);
            start(fresh, family.child("a").restart(end.restart)).tell(new Family.Message.Stop(end.reason));
            family.simulation.run();

            assertThat(fresh.count().active()).as(end.toString()).isEqualTo(end.left);
        }
    }

    @Test
    void aStartThatThrowsIsAFailureAndNoneOfItsSiblings() {
        start(supervisor, family.child("a"));

        assertThat(supervisor.startChild(ChildSpec.<Object>of("throws", (_, _) -> {
                    throw new Family.Boom("start");
                })))
                .isInstanceOfSatisfying(
                        StartResult.Failed.class,
                        failed -> assertThat(failed.reason()).asString().contains("Boom: start"));
        assertThat(supervisor.count().active()).isEqualTo(1);
    }

    @Test
    void aNameThatIsTakenIsAnswered() {
        Ref<Family.Message> first = start(supervisor, family.named("n"));

        assertThat(supervisor.startChild(family.named("n"))).isEqualTo(new StartResult.AlreadyRuns<>(first.pid()));
        assertThat(supervisor.count().specs()).isEqualTo(1);
    }

    @Test
    void idsAreNoWayToRestartOrDeleteItsChildren() {
        start(supervisor, family.child("a"));
        Supervisor handle = Supervisor.at(supervisor.address());

        assertThat(handle.restartChild("a")).isEqualTo(new RestartResult.NotFound());
        assertThat(handle.deleteChild("a")).isEqualTo(DeleteResult.NOT_FOUND);
        assertThat(handle.terminateChild("a")).isEqualTo(TerminateResult.NOT_FOUND);
    }

    @Test
    void terminateChildOfAStrangerFindsNothing() {
        assertThat(supervisor.terminateChild(family.node.spawn((_, _) -> dev.moirai.kernel.Step.WAITING)))
                .isEqualTo(TerminateResult.NOT_FOUND);
    }

    @Test
    void terminateChildKillsBrutalOnesAndWaitsForTheOthers() {
        family.manner("slow").slowStop = Duration.ofSeconds(3);
        Ref<Family.Message> slow = start(supervisor, family.child("slow").shutdown(Shutdown.INFINITY));
        Ref<Family.Message> brutal = start(supervisor, family.child("brutal").shutdown(Shutdown.BRUTAL));
        long before = family.simulation.clock().nanoTime();

        supervisor.terminateChild(brutal.pid());
        assertThat(family.simulation.clock().nanoTime()).isEqualTo(before);
        supervisor.terminateChild(slow.pid());
        assertThat(family.simulation.clock().nanoTime() - before)
                .isEqualTo(Duration.ofSeconds(3).toNanos());
        assertThat(family.reports(Report.ShutdownError.class)).isEmpty();
    }

    @Test
    void aChildThatBacksOffCanStillBeSeenAndMakesRoomWhenItGivesUp() {
        DynamicSupervisor one = spec.maxChildren(1).start(family.node);
        start(
                        one,
                        family.child("a")
                                .backoff(Backoff.constant(Duration.ofSeconds(5)))
                                .budget(1, Duration.ofHours(1)))
                .tell(new Family.Message.Crash(new Family.Boom("a")));
        family.simulation.run();

        assertThat(one.children().getFirst().state()).isEqualTo(ChildInfo.State.RESTARTING);
        assertThat(one.startChild(family.child("b"))).isEqualTo(new StartResult.Full<>(1));
    }

    @Test
    void roomIsMadeByEveryChildThatEnds() {
        DynamicSupervisor one = spec.maxChildren(1).start(family.node);
        for (int i = 0; i < 3; i++) {
            Ref<Family.Message> child = start(one, family.child("a").restart(Restart.TEMPORARY));
            assertThat(one.startChild(family.child("b"))).isEqualTo(new StartResult.Full<>(1));
            child.tell(new Family.Message.Stop(ExitReason.NORMAL));
            family.simulation.run();
        }

        assertThat(one.children()).isEmpty();
    }

    @Test
    void supervisorsCanBeItsChildren() {
        supervisor
                .startChild(family.spec(Strategy.ONE_FOR_ONE, "deep").asChild("tree"))
                .orThrow();

        assertThat(supervisor.count()).isEqualTo(new ChildCounts(1, 1, 1, 0));
        supervisor.close();
        assertThat(family.happened()).containsExactly("+deep", "-deep");
    }

    @Test
    void stopFailsIfItIsNotThere() {
        supervisor.stop(ExitReason.NORMAL, Duration.ofSeconds(1));

        assertThat(supervisor.exit().join()).isEqualTo(ExitReason.NORMAL);
        assertThatThrownBy(() -> supervisor.stop(ExitReason.NORMAL, Duration.ofSeconds(1)))
                .hasMessageContaining("no such process");
    }

    @Test
    void whoDidNotStopAsAskedIsReported() {
        family.manner("bad").failTerminate = true;
        family.manner("slow").slowStop = Duration.ofHours(1);
        start(supervisor, family.child("bad"));
        start(supervisor, family.child("slow").shutdown(Duration.ofSeconds(1)));
        start(supervisor, family.child("good"));

        supervisor.close();

        assertThat(family.reports(Report.ShutdownError.class)).hasSize(2);
    }

    private final PartitionSupervisor<Agent.Message<Integer>> parts = PartitionSupervisor.of(
            "parts", 3, (name, number) -> ChildSpec.server(name, () -> Agent.server(() -> number)));

    private int reached(Object key) {
        return Agent.at(parts.address(family.node, key)).<Integer>get(number -> number);
    }

    @Test
    void fewerPartitionsAreUsedAndStoppedAndComeBack() {
        Supervisor running = parts.spec().reports(family::note).start(family.node);
        Pid last =
                java.util.Objects.requireNonNull(parts.address(family.node, 2).pid());
        assertThat(reached(5)).isEqualTo(2);

        parts.resize(running, 2);
        assertThat(parts.partitions()).isEqualTo(2);
        assertThat(last.isAlive()).isFalse();
        assertThat(reached(5)).isEqualTo(1);
        assertThat(running.count().active()).isEqualTo(2);

        parts.resize(running, 3);
        assertThat(reached(5)).isEqualTo(2);
        assertThat(running.count().active()).isEqualTo(3);
    }

    @Test
    void partitionsCannotBeMoreThanAtFirstNorNone() {
        Supervisor running = parts.spec().start(family.node);

        for (int wrong : List.of(0, 4, -1)) {
            assertThatThrownBy(() -> parts.resize(running, wrong))
                    .hasMessageContaining("invalid_partitions: must be from 1 to 3");
        }
    }

    @Test
    void anyKeyHasAPartition() {
        Supervisor running = parts.spec().start(family.node);

        for (Object key : List.of("text", 1L, (short) 7, Long.MIN_VALUE, Integer.MIN_VALUE, List.of(1, 2))) {
            assertThat(reached(key)).isBetween(0, 2);
        }
        assertThat(running.children()).extracting(ChildInfo::id).containsExactly(2, 1, 0);
    }

    @Test
    void aPartitionThatFailsIsRestartedUnderItsName() {
        parts.spec().reports(family::note).start(family.node);
        Address<Agent.Message<Integer>> address = parts.address(family.node, 1);
        family.node.kill(java.util.Objects.requireNonNull(address.pid()));
        family.simulation.run();

        assertThat(reached(1)).isEqualTo(1);
    }

    @Test
    void aPreparationThatThrowsIsAFailedStartAndNoneOfItsSiblings() {
        DynamicSupervisor strict = spec.prepare(child -> {
                    if (child.id().equals("bad")) {
                        throw new StackOverflowError();
                    }
                    return child;
                })
                .start(family.node);
        Ref<Family.Message> a = start(strict, family.child("a"));

        assertThat(strict.startChild(family.child("bad")))
                .isInstanceOfSatisfying(
                        StartResult.Failed.class,
                        failed -> assertThat(failed.reason()).hasToString("crash: java.lang.StackOverflowError"));
        assertThat(a.pid().isAlive()).isTrue();
        assertThat(strict.count().specs()).isEqualTo(1);
    }

    @Test
    void nullIsNoChildAndHurtsOnlyWhoPassesIt() {
        assertThatThrownBy(() -> supervisor.startChild(nothing())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> supervisor
                        .address()
                        .<StartResult<Family.Message>>ask(to -> new SupervisorMessage.StartChild<>(nothing(), to)))
                .isInstanceOf(AskFailed.class);

        assertThat(supervisor.count().specs()).isZero();
    }

    @SuppressWarnings("NullAway") // the mistake this test is about
    private static ChildSpec<Family.Message> nothing() {
        return null;
    }

    @Test
    void itsChildrenCannotWaitForEachOther() {
        assertThatThrownBy(() -> supervisor.startChild(family.child("a").after("b")))
                .hasMessageContaining("invalid_after: child a#1 starts after b, but no child of that id is before it");
    }

    @Test
    void onlyWholeNumbersArePartitionNumbers() {
        PartitionSupervisor<Agent.Message<String>> agents =
                PartitionSupervisor.of("p", 8, (name, _) -> ChildSpec.server(name, () -> Agent.server(() -> "")));

        assertThat(agents.number(19)).isEqualTo(3);
        assertThat(agents.number(-19L)).isEqualTo(3);
        assertThat(agents.number(Long.MIN_VALUE)).isZero();
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            used.add(agents.number(i / 100.0));
        }
        assertThat(used).as("fractions are spread by their hash").hasSizeGreaterThan(4);
    }

    @Test
    void oneThatMayHaveNoChildrenTakesNobody() {
        supervisor.change(spec.maxChildren(0));

        assertThat(supervisor.startChild(family.child("a"))).isEqualTo(new StartResult.Full<>(0));
    }
}
