package dev.moirai.app.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.app.run.ServiceStatus.State;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.NodeOptions;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Simulation;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Services on a simulated node: time is virtual, and the seed, which is printed, decides who runs next. */
class ApplicationTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private Simulation simulation;
    private Stage stage;

    @BeforeEach
    void newStage(@TempDir Path root) {
        long seed = Long.getLong("seed", 1);
        System.out.println("ApplicationTest: seed " + seed);
        simulation = new Simulation(seed);
        stage = new Stage(root);
    }

    @AfterEach
    void close() {
        simulation.close();
    }

    private Node node() {
        return simulation.node();
    }

    private Application run(String yaml) {
        return stage.run(node(), yaml);
    }

    private static String service(String name, String lifecycle) {
        return "  - {name: %s, kind: process.lua, source: file://a.lua, lifecycle: {auto_start: true%s}}\n"
                .formatted(name, lifecycle.isEmpty() ? "" : ", " + lifecycle);
    }

    private State stateOf(Application application, String name) {
        return application.services().stream()
                .filter(status -> status.id().name().equals(name))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Nested
    class Start {
        @RepeatedTest(20)
        void isInTheOrderOfNeeds() {
            stage.obedient("a").obedient("b").obedient("c");

            run(Stage.HOST + service("a", "requires: [b, c]") + service("b", "requires: [c]") + service("c", ""));

            assertThat(stage.notes()).containsExactly("c starts", "b starts", "a starts");
        }

        @Test
        void putsProcessesOnTheirHost() {
            stage.obedient("a");

            var application = run(Stage.HOST + service("a", ""));

            var pid = requireNonNull(application.services().getLast().pid());
            assertThat(pid.home()).isEqualTo(node().host("app:processes"));
            assertThat(requireNonNull(node().host("app:processes")).options().workers())
                    .isEqualTo(1);
        }

        @Test
        void givesProcessesTheirInput() {
            stage.role("p", start -> {
                stage.note(start.input().toString());
                start.startup().ready(null);
                return Spawn.of((_, _) -> Step.WAITING);
            });

            run(Stage.HOST + """
                      - {name: p, kind: process.lua, source: file://a.lua}
                      - {name: s, kind: process.service, process: p, host: processes, input: [1, x], lifecycle: {auto_start: true}}
                    """);

            assertThat(stage.notes()).containsExactly("[Whole[value=1], Text[value=x]]");
        }

        @Test
        void thatFailsEndsTheBootAndWhatWasStarted() {
            stage.obedient("a").role("b", start -> Spawn.of((_, _) -> Step.done(new ExitReason.Failed("no main"))));

            var start = stage.start(node(), Stage.HOST + service("a", "") + service("b", "requires: [a]"));

            assertThat(start)
                    .isInstanceOfSatisfying(
                            Application.Failed.class,
                            failed -> assertThat(failed).hasToString("service app:b did not start: failed: no main"));
            assertThat(stage.notes()).containsExactly("a starts", "a is asked to end: service stopping");
            assertThat(stage.statesOf("a")).endsWith(State.STOPPED);
        }

        @Test
        void thatThrowsEndsTheBoot() {
            stage.role("a", _ -> {
                throw new IllegalStateException("no such method");
            });

            var start = stage.start(node(), Stage.HOST + service("a", ""));

            assertThat(start.toString()).contains("app:a", "no such method");
        }

        @Test
        void thatTakesTooLongEndsTheBoot() {
            stage.role("a", _ -> Spawn.of((_, _) -> Step.WAITING));

            var start = stage.start(node(), Stage.HOST + service("a", "start_timeout: 3s"));

            assertThat(start).hasToString("service app:a did not start: failed: it was not ready within 3s");
        }

        @Test
        void ofAnOptionalServiceIsTriedAgainWhileTheOthersRun() {
            var tries = new ArrayList<Integer>();
            stage.obedient("b").role("a", start -> {
                tries.add(tries.size());
                if (tries.size() < 3) {
                    throw new IllegalStateException("not yet");
                }
                start.startup().ready(null);
                return Spawn.of((_, _) -> Step.WAITING);
            });

            var application = run(Stage.HOST + service("a", "startup: optional") + service("b", "requires: [a]"));
            assertThat(stateOf(application, "b")).isEqualTo(State.RUNNING);
            assertThat(stateOf(application, "a")).isEqualTo(State.WAITING);

            simulation.advance(Duration.ofSeconds(10));
            assertThat(stateOf(application, "a")).isEqualTo(State.RUNNING);
            assertThat(tries).hasSize(3);
        }
    }

    @Nested
    class Restart {
        /** The pauses that service a made, in order. */
        private List<Duration> pauses() {
            return stage.changes().stream()
                    .filter(change -> change.state() == State.WAITING)
                    .map(change -> Optional.ofNullable(change.pause()).orElseThrow())
                    .toList();
        }

        private static List<Duration> seconds(int... seconds) {
            return java.util.Arrays.stream(seconds)
                    .mapToObj(Duration::ofSeconds)
                    .toList();
        }

        @Test
        void comesAfterPausesThatGrowUpToTheLongest() {
            stage.failing("a", Duration.ZERO);

            run(Stage.HOST
                    + service("a", "restart: {initial_delay: 1s, max_delay: 10s, backoff_factor: 2, jitter: 0}"));
            simulation.advance(Duration.ofSeconds(45));

            assertThat(pauses()).startsWith(seconds(1, 2, 4, 8, 10, 10).toArray(Duration[]::new));
        }

        @Test
        void variesItsPausesWithinTheJitter() {
            stage.failing("a", Duration.ZERO);

            run(Stage.HOST
                    + service("a", "restart: {initial_delay: 1s, max_delay: 1h, backoff_factor: 1, jitter: 0.5}"));
            simulation.advance(Duration.ofMinutes(5));

            assertThat(pauses())
                    .hasSizeGreaterThan(100)
                    .allSatisfy(pause -> assertThat(pause.toMillis()).isBetween(500L, 1500L));
            assertThat(pauses().stream()
                            .mapToLong(Duration::toMillis)
                            .distinct()
                            .count())
                    .isGreaterThan(50);
        }

        @Test
        void forgetsFailuresAfterRunningLongEnough() {
            stage.failing("a", Duration.ofSeconds(6));

            run(Stage.HOST + service("a", "stable_threshold: 5s, restart: {initial_delay: 1s, jitter: 0}"));
            simulation.advance(LONG);

            assertThat(pauses()).hasSizeGreaterThan(5).containsOnly(Duration.ofSeconds(1));
        }

        @Test
        void countsFailuresThatComeSoonerThanThat() {
            stage.failing("a", Duration.ofSeconds(4));

            run(Stage.HOST + service("a", "stable_threshold: 5s, restart: {initial_delay: 1s, jitter: 0}"));
            simulation.advance(LONG);

            assertThat(pauses()).startsWith(seconds(1, 2, 4, 8).toArray(Duration[]::new));
        }

        @Test
        void endsAfterTheLastAttempt() {
            stage.failing("a", Duration.ZERO);

            var application = run(Stage.HOST + service("a", "restart: {initial_delay: 1ms, max_attempts: 5}"));
            simulation.advance(LONG);

            assertThat(stage.notes()).hasSize(5).containsOnly("a starts");
            assertThat(stateOf(application, "a")).isEqualTo(State.FAILED);
        }

        @Test
        void isNotForAProcessThatEndedNormally() {
            stage.reactive("a", (_, _) -> Step.done(new ExitReason.Normal("result")));

            var application = run(Stage.HOST + service("a", ""));
            simulation.advance(LONG);

            assertThat(stage.notes()).containsExactly("a starts");
            assertThat(application.services().getLast()).hasToString("service app:a is done (normal (result))");
        }

        @Test
        void isNotForAnErrorThatSaysItIsOfNoUse() {
            RetryAdvice useless = () -> Optional.of(false);
            stage.reactive("a", (_, _) -> Step.done(new ExitReason.Failed(useless)));

            var application = run(Stage.HOST + service("a", ""));
            simulation.advance(LONG);

            assertThat(stage.notes()).containsExactly("a starts");
            assertThat(stateOf(application, "a")).isEqualTo(State.FAILED);
        }

        @Test
        void isForAnErrorThatSaysNothingOfIt() {
            RetryAdvice silent = Optional::empty;
            stage.reactive("a", (_, _) -> Step.done(new ExitReason.Failed(silent)));

            run(Stage.HOST + service("a", ""));
            simulation.advance(LONG);

            assertThat(stage.notes()).hasSizeGreaterThan(3);
        }

        @Test
        void isForAProcessThatWasKilled() {
            stage.obedient("a");
            var application = run(Stage.HOST + service("a", ""));

            node().kill(Optional.ofNullable(application.services().getLast().pid())
                    .orElseThrow());
            simulation.advance(Duration.ofSeconds(2));

            assertThat(stage.notes()).containsExactly("a starts", "a starts");
            assertThat(stateOf(application, "a")).isEqualTo(State.RUNNING);
        }
    }

    @Nested
    class Stop {
        @RepeatedTest(20)
        void asksInTheReverseOrder() {
            stage.obedient("a").obedient("b").obedient("c");
            var application =
                    run(Stage.HOST + service("a", "requires: [b]") + service("b", "requires: [c]") + service("c", ""));

            var report = application.stop(LONG);

            assertThat(stage.notes().subList(3, 6))
                    .containsExactly(
                            "a is asked to end: service stopping",
                            "b is asked to end: service stopping",
                            "c is asked to end: service stopping");
            assertThat(report.isClean()).as("%s", report).isTrue();
            assertThat(report.abandoned()).isEmpty();
            assertThat(report.services()).extracting(ServiceStatus::state).containsOnly(State.STOPPED);
        }

        @Test
        void tellsTheDeadlineAndEndsByForceWhoIgnoresIt() {
            var patience = new ArrayList<Duration>();
            stage.reactive("a", (self, what) -> {
                if (what instanceof Signal.Cancel cancel) {
                    patience.add(Duration.ofNanos(cancel.deadline() - self.nanoTime()));
                }
                return Step.WAITING;
            });
            var application = run(Stage.HOST + service("a", "stop_timeout: 4s"));

            var report = application.stop(LONG);

            assertThat(patience.getFirst()).isEqualTo(Duration.ofSeconds(4));
            assertThat(report.took()).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
            assertThat(report.isClean()).isFalse();
            assertThat(report.abandoned()).containsExactly("service app:a was ended by force at its deadline");
        }

        @Test
        void asksDescendantsBeforeTheyDieWithTheirParent() {
            stage.reactive("pool", (self, what) -> {
                if (what instanceof Stage.Born) {
                    self.trapExits(true);
                    self.spawn(Spawn.of((worker, _) -> {
                                Object got;
                                while ((got = worker.take()) != null) {
                                    if (got instanceof Signal.Cancel) {
                                        stage.note("worker is asked to end");
                                        return Step.done();
                                    }
                                }
                                return Step.WAITING;
                            })
                            .linked());
                }
                return Step.WAITING;
            });
            var application = run(Stage.HOST + service("pool", "stop_timeout: 4s"));

            application.stop(LONG);

            assertThat(stage.notes())
                    .containsSubsequence("pool is asked to end: service stopping", "worker is asked to end");
        }

        @Test
        void asksWhateverIsLeftOnAHost() {
            stage.reactive("a", (self, what) -> {
                if (what instanceof Stage.Born) {
                    self.spawn((orphan, _) -> {
                        Object got = orphan.take();
                        if (got instanceof Signal.Cancel cancel) {
                            stage.note("orphan is asked to end: " + cancel.reason());
                            return Step.done();
                        }
                        return Step.WAITING;
                    });
                }
                return what instanceof Signal.Cancel ? Step.done() : Step.WAITING;
            });
            var application = run(Stage.HOST + service("a", ""));

            var report = application.stop(LONG);

            assertThat(stage.notes())
                    .containsExactly(
                            "a starts", "a is asked to end: service stopping", "orphan is asked to end: host stopping");
            assertThat(report.isClean()).isTrue();
        }

        @Test
        void isOverWithinOneDeadlineHoweverManyIgnoreIt() {
            var yaml = new StringBuilder(Stage.HOST);
            for (int i = 0; i < 20; i++) {
                stage.stubborn("s" + i);
                yaml.append(service("s" + i, i == 0 ? "" : "requires: [s" + (i - 1) + "]"));
            }
            var application = run(yaml.toString());

            var report = application.stop(Duration.ofSeconds(5));

            assertThat(report.took()).isLessThanOrEqualTo(Duration.ofMillis(5_200));
            assertThat(report.abandoned()).hasSizeGreaterThanOrEqualTo(20);
            assertThat(node().population()).isZero();
        }

        @Test
        void endsTheWaitForARestartAtOnce() {
            stage.failing("a", Duration.ZERO);
            var application = run(Stage.HOST + service("a", "restart: {initial_delay: 1h, max_delay: 1h}"));
            simulation.advance(Duration.ofSeconds(1));

            var report = application.stop(LONG);

            assertThat(report.took()).isLessThan(Duration.ofSeconds(1));
            assertThat(report.isClean()).isTrue();
        }
    }

    @Nested
    class Tree {
        @Test
        void givesItsIdentityToAllBelow() {
            stage.role("x", start -> {
                stage.note("x is "
                        + start.identity().orElseThrow().actor().orElseThrow().id());
                start.startup().ready(null);
                return Spawn.of((_, _) -> Step.WAITING);
            });

            run(Stage.HOST + """
                      - {name: x, kind: process.lua, source: file://a.lua}
                      - {name: inner, kind: process.supervisor, children: [{process: x}]}
                      - name: outer
                        kind: process.supervisor
                        children: [{process: inner}]
                        lifecycle: {auto_start: true, security: {actor: {id: keeper}}}
                    """);

            assertThat(stage.notes()).containsExactly("x is keeper");
        }

        private static final String CHILDREN = """
                  - {name: x, kind: process.lua, source: file://a.lua}
                  - {name: y, kind: process.lua, source: file://a.lua}
                """;

        @Test
        void startsAndStopsItsChildrenInOrder() {
            stage.obedient("x").obedient("y");
            var application = run(Stage.HOST + CHILDREN + """
                      - name: tree
                        kind: process.supervisor
                        children: [{process: x}, {process: y}]
                        lifecycle: {auto_start: true}
                    """);

            application.stop(LONG);

            assertThat(stage.notes())
                    .containsExactly(
                            "x starts",
                            "y starts",
                            "y is asked to end: supervisor stopping",
                            "x is asked to end: supervisor stopping");
        }

        @Test
        void restartsChildrenByItsStrategy() {
            stage.obedient("x").failing("y", Duration.ofSeconds(10));

            run(Stage.HOST + CHILDREN + """
                      - name: tree
                        kind: process.supervisor
                        strategy: one_for_all
                        children: [{process: x}, {process: y}]
                        lifecycle: {auto_start: true}
                    """);
            simulation.advance(Duration.ofSeconds(15));

            assertThat(stage.notes())
                    .containsExactly(
                            "x starts", "y starts", "x is asked to end: supervisor stopping", "x starts", "y starts");
        }

        @Test
        void thatGivesUpIsStartedAgainAsAService() {
            stage.failing("x", Duration.ZERO);

            var application = run(Stage.HOST + """
                      - {name: x, kind: process.lua, source: file://a.lua}
                      - name: tree
                        kind: process.supervisor
                        intensity: 2
                        children: [{process: x}]
                        lifecycle: {auto_start: true, restart: {max_attempts: 2}}
                    """);
            simulation.advance(LONG);

            assertThat(stage.notes()).hasSize(6).containsOnly("x starts");
            assertThat(stateOf(application, "tree")).isEqualTo(State.FAILED);
        }

        @Test
        void nestsOthersAndMayHoldTheSameOneTwice() {
            stage.obedient("x").obedient("y");

            run(Stage.HOST + CHILDREN + """
                      - name: inner
                        kind: process.supervisor
                        children: [{process: y}]
                      - name: outer
                        kind: process.supervisor
                        children: [{process: x}, {id: one, process: inner}, {id: two, process: inner}]
                        lifecycle: {auto_start: true}
                    """);

            assertThat(stage.notes()).containsExactly("x starts", "y starts", "y starts");
        }
    }

    @Nested
    class OnRealThreads {
        @Test
        @Timeout(300)
        void javaCodeThatCannotBeStoppedIsAbandonedAndNamed() {
            var release = new CountDownLatch(1);
            stage.role(
                    "a",
                    start -> Spawn.blocking(_ -> {
                        start.startup().ready(null);
                        while (release.getCount() > 0) {
                            Thread.onSpinWait();
                        }
                        return ExitReason.NORMAL;
                    }));
            var application =
                    stage.run(Node.start(NodeOptions.named("real")), Stage.HOST + service("a", "stop_timeout: 100ms"));

            var report = application.stop(Duration.ofSeconds(10));
            release.countDown();

            assertThat(report.isClean()).isFalse();
            assertThat(report.abandoned())
                    .anySatisfy(line -> assertThat(line).contains("app:a was ended by force"))
                    .anySatisfy(line -> assertThat(line).contains("still runs", "ApplicationTest"));
        }

        @Test
        @Timeout(300)
        void aNodeThatIsStoppedMeanwhileEndsTheStart() {
            var node = Node.start(NodeOptions.named("real"));
            stage.role("a", _ -> {
                Thread.startVirtualThread(() -> node.stop(Duration.ofSeconds(1)));
                return Spawn.of((_, _) -> Step.WAITING);
            });

            var start = stage.start(node, Stage.HOST + service("a", ""));

            assertThat(start).isInstanceOf(Application.Interrupted.class);
        }

        @Test
        @Timeout(300)
        void aCleanApplicationStopsInAMoment() {
            stage.obedient("a").obedient("b");
            var application = stage.run(
                    Node.start(NodeOptions.named("real")),
                    Stage.HOST + service("a", "") + service("b", "requires: [a]"));

            var report = application.stop(Duration.ofSeconds(20));

            assertThat(report.isClean()).as("%s", report).isTrue();
            assertThat(application.exit()).isCompleted();
        }
    }
}
