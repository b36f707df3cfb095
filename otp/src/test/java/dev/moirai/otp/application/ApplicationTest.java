package dev.moirai.otp.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Simulation;
import dev.moirai.otp.Agent;
import dev.moirai.otp.Context;
import dev.moirai.otp.Next;
import dev.moirai.otp.Server;
import dev.moirai.otp.StopRequest;
import dev.moirai.otp.supervisor.ChildSpec;
import dev.moirai.otp.supervisor.Reports;
import dev.moirai.otp.supervisor.StartFailed;
import dev.moirai.otp.supervisor.Strategy;
import dev.moirai.otp.supervisor.Supervisor;
import dev.moirai.otp.supervisor.SupervisorSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApplicationTest {
    private final Simulation simulation = new Simulation(1);
    private final Applications applications = new Applications(simulation.node());
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        simulation.close();
    }

    private SupervisorSpec tree(String name) {
        return Supervisor.of(Strategy.ONE_FOR_ONE)
                .reports(Reports.none())
                .restarts(0, Duration.ofSeconds(1))
                .child(ChildSpec.<Object>server(name, () -> new Server<Object>() {
                    @Override
                    public Next<Object> on(Object message, Context<Object> context) {
                        return Next.stop(new ExitReason.Failed(message));
                    }

                    @Override
                    public Next<Object> shutdown(StopRequest request, Context<Object> context) {
                        events.add("stopping " + name);
                        return Next.stop(request.reason());
                    }
                }));
    }

    private Application application(String name) {
        return Application.of(name, tree(name))
                .phase("first", _ -> events.add(name + " first"))
                .phase("second", _ -> events.add(name + " second"))
                .beforeStop(_ -> events.add("before stop of " + name))
                .afterStop(() -> events.add("after stop of " + name));
    }

    @Test
    void startsWhatItNeedsFirstAndOnce() {
        Application base = application("base");
        Application left = application("left").after(base);

        applications.start(application("top").after(left).after(base));

        assertThat(applications.names()).containsExactly("base", "left", "top");
        assertThat(events)
                .containsExactly("base first", "base second", "left first", "left second", "top first", "top second");
    }

    @Test
    void stopsInReverseOrderWithItsHooksAroundTheTree() {
        Application base = application("base");
        applications.start(application("top").after(base));
        events.clear();

        assertThat(applications.stopAll(Duration.ofSeconds(10))).isTrue();

        assertThat(events)
                .containsExactly(
                        "before stop of top",
                        "stopping top",
                        "after stop of top",
                        "before stop of base",
                        "stopping base",
                        "after stop of base");
        assertThat(simulation.node().population()).isZero();
    }

    @Test
    void aFailingPhaseStopsItAgain() {
        assertThatThrownBy(() -> applications.start(application("a").phase("bad", _ -> {
                    throw new IllegalArgumentException("phase");
                })))
                .hasMessage("phase");

        assertThat(applications.names()).isEmpty();
        assertThat(events).endsWith("before stop of a", "stopping a", "after stop of a");
    }

    @Test
    void aTreeThatDoesNotStartIsNoApplication() {
        SupervisorSpec bad = tree("a")
                .child(ChildSpec.server(
                        "b",
                        () -> Agent.server(() -> {
                            throw new IllegalArgumentException("b");
                        })));

        assertThatThrownBy(() -> applications.start(Application.of("a", bad))).isInstanceOf(StartFailed.class);
        assertThat(applications.names()).isEmpty();
        assertThat(simulation.node().population()).isZero();
    }

    @Test
    void theEndOfAPermanentOneIsTold() {
        crash(application("a").type(Application.Type.PERMANENT));

        assertThat(applications.ended()).isDone();
        assertThat(applications.ended().join().reason()).asString().contains("reached_max_restart_intensity");
    }

    @Test
    void givingUpIsNotNormalSoATransientOneIsToldToo() {
        crash(application("a").type(Application.Type.TRANSIENT));

        assertThat(applications.ended()).isDone();
    }

    @Test
    void theEndOfATemporaryOneIsNotToldButItIsGone() {
        crash(application("a"));

        assertThat(applications.ended()).isNotDone();
        assertThat(applications.names()).isEmpty();
    }

    @Test
    void stoppingOneOnPurposeIsNoEndByItself() {
        applications.start(application("a").type(Application.Type.PERMANENT));

        assertThat(applications.stop("a", Duration.ofSeconds(1))).isTrue();
        simulation.run();

        assertThat(applications.ended()).isNotDone();
    }

    @Test
    void aHookThatFailsDoesNotKeepTheRestFromBeingStopped() {
        Application base = application("base");
        applications.start(application("top").after(base).beforeStop(_ -> {
            throw new IllegalStateException("hook");
        }));

        assertThat(applications.stopAll(Duration.ofSeconds(10))).isFalse();
        assertThat(simulation.node().population()).isZero();
    }

    private void crash(Application application) {
        Supervisor supervisor = applications.start(application);
        simulation
                .node()
                .send(
                        java.util.Objects.requireNonNull(supervisor
                                .child(application.name())
                                .orElseThrow()
                                .pid()),
                        "crash");
        simulation.runUntil(() -> supervisor.exit().isDone());
        simulation.run();
    }

    @Test
    void aHookThatNeverReturnsIsEndedAndTheTreeStopsAllTheSame() {
        try (Node real = Node.start("application-test")) {
            Applications onThreads = new Applications(real);
            onThreads.start(application("a").beforeStop(_ -> awaitForEver()));

            assertThat(onThreads.stopAll(Duration.ofMillis(400))).isFalse();

            assertThat(events).contains("stopping a", "after stop of a");
            assertThat(onThreads.names()).isEmpty();
        }
    }

    private static void awaitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aHookMayAskTheTreeItPrepares() {
        List<Object> counts = new ArrayList<>();
        applications.start(
                application("a").beforeStop(tree -> counts.add(tree.count().active())));

        assertThat(applications.stopAll(Duration.ofSeconds(8))).isTrue();
        assertThat(counts).containsExactly(1);
    }

    @Test
    void anApplicationThatRunsIsNotStartedAgain() {
        Application a = application("a");

        assertThat(applications.start(a)).isSameAs(applications.start(a));
        assertThat(applications.stop("never started", Duration.ofSeconds(1))).isTrue();
    }

    @Test
    void theEndOfAPermanentOneStopsTheOthersInReverseOrder() {
        Application base = application("base");
        Application top = application("top").after(base);
        applications.start(top);
        crash(application("vital").type(Application.Type.PERMANENT));

        assertThat(applications.ended()).isDone();
        assertThat(events)
                .containsSubsequence("stopping top", "after stop of top", "stopping base", "after stop of base");
        assertThat(applications.names()).isEmpty();
        assertThat(simulation.node().population()).isZero();
    }

    @Test
    void whatWasStartedForOneThatDoesNotStartIsStoppedAgain() {
        applications.start(application("before"));
        Application base = application("base");

        assertThatThrownBy(() ->
                        applications.start(application("top").after(base).phase("bad", _ -> {
                            throw new IllegalArgumentException("phase");
                        })))
                .hasMessage("phase");

        assertThat(applications.names()).containsExactly("before");
        assertThat(events).endsWith("before stop of base", "stopping base", "after stop of base");
    }

    @Test
    void oneThatEndsDuringItsOwnPhasesHasNotStarted() {
        assertThatThrownBy(() -> applications.start(
                        application("a").phase("last", tree -> tree.shutdown(Duration.ofSeconds(1)))))
                .hasMessageContaining("application a was stopped, or ended by itself, while it was being started");

        assertThat(applications.names()).isEmpty();
    }

    /** V9: one application that hangs must not keep the others from stopping, nor the node's workers from working. */
    @Test
    void aStartThatHangsKeepsNobodyFromStoppingEverything() throws Exception {
        try (Node real = Node.start("application-test")) {
            Applications onThreads = new Applications(real);
            Supervisor works = onThreads.start(application("works"));
            Supervisor ends = onThreads.start(application("ends"));
            CountDownLatch launched = new CountDownLatch(1);
            CompletableFuture<Supervisor> hanging = new CompletableFuture<>();
            Thread.startVirtualThread(() -> {
                try {
                    hanging.complete(onThreads.start(Application.of("hangs", hangingTree(launched))));
                } catch (RuntimeException failure) {
                    hanging.completeExceptionally(failure);
                }
            });
            launched.await();

            real.send(
                    java.util.Objects.requireNonNull(
                            ends.child("ends").orElseThrow().pid()),
                    "crash");
            ends.exit().join();
            assertThat(works.count().active()).as("no worker waits").isEqualTo(1);
            assertThat(onThreads.stopAll(Duration.ofSeconds(20))).isTrue();

            assertThatThrownBy(hanging::join).hasCauseInstanceOf(StartFailed.class);
            assertThat(onThreads.names()).isEmpty();
            assertThat(events).contains("stopping works");
        }
    }

    private static SupervisorSpec hangingTree(CountDownLatch launched) {
        return Supervisor.of(Strategy.ONE_FOR_ONE)
                .reports(Reports.none())
                .child(ChildSpec.<Object>server("never ready", () -> new Server<Object>() {
                    @Override
                    public Next<Object> init(Context<Object> context) {
                        launched.countDown();
                        return Next.notReady();
                    }

                    @Override
                    public Next<Object> on(Object message, Context<Object> context) {
                        return Next.go();
                    }
                }));
    }
}
