package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import dev.moirai.otp.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a supervisor answers. */
class SupervisorRequestTest {
    private final Family family = new Family(1);

    @AfterEach
    void close() {
        family.close();
    }

    @Test
    void startChildAddsItAtTheEnd() {
        family.start(Strategy.ONE_FOR_ONE, "a");

        assertThat(family.supervisor().startChild(family.child("b"))).isInstanceOf(StartResult.Ok.class);
        assertThat(family.supervisor().children())
                .extracting(ChildInfo::id)
                .as("most recent first")
                .containsExactly("b", "a");
    }

    @Test
    void startChildOfAKnownId() {
        family.start(Strategy.ONE_FOR_ONE, "a", "b");
        family.supervisor().terminateChild("b");

        assertThat(family.supervisor().startChild(family.child("a")))
                .isEqualTo(new StartResult.AlreadyRuns<>(family.live("a")));
        assertThat(family.supervisor().startChild(family.child("b"))).isEqualTo(new StartResult.AlreadyPresent<>());
    }

    @Test
    void startChildWhoseNameIsTaken() {
        family.start(Strategy.ONE_FOR_ONE);
        family.supervisor().startChild(family.named("n"));

        assertThat(family.supervisor().startChild(family.named("n").id("other")))
                .isEqualTo(new StartResult.AlreadyRuns<>(family.live("n")));
    }

    @Test
    void startChildThatFailsLeavesNothing() {
        family.start(Strategy.ONE_FOR_ONE);
        family.manner("a").failStarts = 1;

        assertThat(family.supervisor().startChild(family.child("a"))).isInstanceOf(StartResult.Failed.class);
        assertThat(family.supervisor().children()).isEmpty();
        assertThat(family.isDown()).isFalse();
    }

    @Test
    void startChildThatIgnores() {
        family.start(Strategy.ONE_FOR_ONE);
        family.manner("a").ignore = true;

        assertThat(family.supervisor().startChild(family.child("a"))).isEqualTo(new StartResult.Ignored<>());
        assertThat(family.state("a")).isEqualTo(ChildInfo.State.DOWN);
    }

    @Test
    void restartChildIsForChildrenThatAreDown() {
        family.start(Strategy.ONE_FOR_ONE, "a");

        assertThat(family.supervisor().restartChild("a")).isEqualTo(new RestartResult.Running(family.live("a")));
        assertThat(family.supervisor().restartChild("x")).isEqualTo(new RestartResult.NotFound());
        family.supervisor().terminateChild("a");
        assertThat(family.supervisor().restartChild("a")).isInstanceOf(RestartResult.Ok.class);
    }

    @Test
    void restartChildThatFailsStaysDown() {
        family.start(Strategy.ONE_FOR_ONE, "a");
        family.supervisor().terminateChild("a");
        family.manner("a").failStarts = 1;

        assertThat(family.supervisor().restartChild("a")).isInstanceOf(RestartResult.Failed.class);
        assertThat(family.state("a")).isEqualTo(ChildInfo.State.DOWN);
    }

    @Test
    void restartAndDeleteOfARestartingChildAreRefused() {
        family.start(family.spec(Strategy.ONE_FOR_ONE)
                .child(family.child("a").backoff(Backoff.constant(Duration.ofSeconds(10)))));
        family.crashAndSettle("a");

        assertThat(family.supervisor().restartChild("a")).isEqualTo(new RestartResult.Restarting());
        assertThat(family.supervisor().deleteChild("a")).isEqualTo(DeleteResult.RESTARTING);
        assertThat(family.supervisor().startChild(family.child("a"))).isEqualTo(new StartResult.AlreadyPresent<>());
    }

    @Test
    void terminateChildIsIdempotentAndForgetsTemporaryOnes() {
        family.start(
                family.spec(Strategy.ONE_FOR_ONE, "a").child(family.child("t").restart(Restart.TEMPORARY)));

        assertThat(family.supervisor().terminateChild("a")).isEqualTo(TerminateResult.OK);
        assertThat(family.supervisor().terminateChild("a")).isEqualTo(TerminateResult.OK);
        assertThat(family.supervisor().terminateChild("x")).isEqualTo(TerminateResult.NOT_FOUND);
        assertThat(family.supervisor().terminateChild("t")).isEqualTo(TerminateResult.OK);
        assertThat(family.supervisor().child("t")).isEmpty();
    }

    @Test
    void deleteChildIsForChildrenThatAreDown() {
        family.start(Strategy.ONE_FOR_ONE, "a");

        assertThat(family.supervisor().deleteChild("a")).isEqualTo(DeleteResult.RUNNING);
        assertThat(family.supervisor().deleteChild("x")).isEqualTo(DeleteResult.NOT_FOUND);
        family.supervisor().terminateChild("a");
        assertThat(family.supervisor().deleteChild("a")).isEqualTo(DeleteResult.OK);
        assertThat(family.supervisor().children()).isEmpty();
    }

    @Test
    void questionsAreAnsweredAtOnceWhileAChildHangsInItsStart() {
        family.start(Strategy.ONE_FOR_ONE, "a", "b");
        family.manner("b").neverReady = true;
        family.crashAndSettle("b");
        long before = family.simulation.clock().nanoTime();

        assertThat(family.state("b")).isEqualTo(ChildInfo.State.STARTING);
        assertThat(family.supervisor().count()).isEqualTo(new ChildCounts(2, 2, 0, 2));
        assertThat(family.supervisor().startChild(family.child("c"))).isInstanceOf(StartResult.Ok.class);
        assertThat(family.simulation.clock().nanoTime()).as("V6, B6").isEqualTo(before);
    }

    @Test
    void aChildThatHangsInItsStartCanBeTerminated() {
        family.start(Strategy.ONE_FOR_ONE, "a");
        family.manner("a").neverReady = true;
        family.crashAndSettle("a");

        assertThat(family.supervisor().terminateChild("a")).isEqualTo(TerminateResult.OK);
        assertThat(family.state("a")).isEqualTo(ChildInfo.State.DOWN);
    }

    @Test
    void countsSpecsByTypeDeadOrAlive() {
        family.start(family.spec(Strategy.ONE_FOR_ONE, "a", "b")
                .child(family.spec(Strategy.ONE_FOR_ONE).asChild("s")));
        family.supervisor().terminateChild("a");

        assertThat(family.supervisor().count()).isEqualTo(new ChildCounts(3, 2, 1, 2));
    }

    @Test
    void theSpecOfAChildCanBeAskedFor() {
        ChildSpec<Family.Message> spec = family.child("a");
        family.start(family.spec(Strategy.ONE_FOR_ONE).child(spec));

        assertThat(family.supervisor().childSpec("a")).contains(spec);
        assertThat(family.supervisor().childSpec("x")).isEmpty();
    }

    @Test
    void whatAChildSaysWhenItIsReadyReachesWhoeverAskedForTheStart() {
        family.start(Strategy.ONE_FOR_ONE);
        ChildSpec<Object> child = ChildSpec.of("a", (supervisor, readiness) -> {
            Pid pid =
                    supervisor.spawn(Spawn.of((_, _) -> Step.WAITING).linked()).pid();
            readiness.ready("port 8080");
            return new Start.Starting(pid);
        });

        assertThat(family.supervisor().startChild(child))
                .isInstanceOfSatisfying(
                        StartResult.Ok.class, ok -> assertThat(ok.info()).isEqualTo("port 8080"));
        family.supervisor().terminateChild("a");
        assertThat(family.supervisor().restartChild("a"))
                .isInstanceOfSatisfying(
                        RestartResult.Ok.class, ok -> assertThat(ok.info()).isEqualTo("port 8080"));
    }

    @Test
    void aChildThatWasDeletedCanBeAddedAgainAndIsThenTheLast() {
        family.start(Strategy.ONE_FOR_ONE, "a", "b");
        family.supervisor().terminateChild("a");
        family.supervisor().deleteChild("a");

        assertThat(family.supervisor().startChild(family.child("a"))).isInstanceOf(StartResult.Ok.class);
        assertThat(family.supervisor().children()).extracting(ChildInfo::id).containsExactly("a", "b");
    }

    @Test
    void restartChildOfOneThatIgnoresLeavesItDown() {
        family.start(Strategy.ONE_FOR_ONE, "a");
        family.supervisor().terminateChild("a");
        family.manner("a").ignore = true;

        assertThat(family.supervisor().restartChild("a")).isEqualTo(new RestartResult.Ignored());
        assertThat(family.state("a")).isEqualTo(ChildInfo.State.DOWN);
    }

    @Test
    void aRestartingChildIsShownWithoutAPidAndWithItsNextStart() {
        family.start(family.spec(Strategy.ONE_FOR_ONE)
                .child(family.child("a").backoff(Backoff.constant(Duration.ofSeconds(10)))));
        family.crashAndSettle("a");
        ChildInfo info = family.supervisor().child("a").orElseThrow();

        assertThat(info.state()).isEqualTo(ChildInfo.State.RESTARTING);
        assertThat(info.pid()).isNull();
        assertThat(info.nextStart()).isEqualTo(Duration.ofSeconds(10));
        assertThat(info.lastEnd()).asString().contains("boom of a");
        assertThat(family.supervisor().count()).isEqualTo(new ChildCounts(1, 0, 0, 1));
    }

    @Test
    void terminatingAChildInTheMiddleOfAGroupTouchesNoneOfTheOthers() {
        family.start(Strategy.ONE_FOR_ALL, "a", "b", "c");
        family.happened();

        family.supervisor().terminateChild("b");
        family.supervisor().restartChild("b");

        assertThat(family.happened()).containsExactly("-b", "+b");
    }

    @Test
    void twoRequestsForTheSameChildAreCarriedOutOneAfterTheOther() {
        family.start(Strategy.ONE_FOR_ONE, "a");
        family.manner("a").slowStop = Duration.ofSeconds(1);
        List<Object> answers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            family.node.spawn(Spawn.blocking(self -> answers.add(family.supervisor()
                    .address()
                    .<TerminateResult>ask(
                            self, Duration.ofMinutes(1), to -> new SupervisorMessage.TerminateChild("a", to)))));
        }
        family.simulation.runUntil(() -> answers.size() == 2);

        assertThat(answers).containsOnly(TerminateResult.OK);
        assertThat(family.happened()).containsExactly("+a", "-a");
    }

    @Test
    void askingASupervisorThatIsNotThereFailsWithNoProcess() {
        family.start(Strategy.ONE_FOR_ONE, "a");
        family.supervisor().close();

        assertThatThrownBy(() -> family.supervisor().children()).hasMessageContaining("no such process");
        assertThatThrownBy(() -> family.supervisor().startChild(family.child("b")))
                .hasMessageContaining("no such process");
    }

    @Test
    void aChildThatAsksItsOwnSupervisorIsAnsweredEvenWhileItStarts() {
        List<Object> answers = new ArrayList<>();
        family.start(family.spec(Strategy.ONE_FOR_ONE)
                .named("top")
                .child(ChildSpec.<Object>of(
                        "asks",
                        (supervisor, readiness) -> new Start.Starting(supervisor
                                .spawn(Spawn.blocking(self -> {
                                            answers.add(Name.<SupervisorMessage>of("top")
                                                    .on(self.node())
                                                    .<ChildCounts>ask(self, SupervisorMessage.CountChildren::new));
                                            readiness.ready();
                                            return self.receive();
                                        })
                                        .linked())
                                .pid()))));

        assertThat(answers).as("V6: in OTP it would wait for itself").containsExactly(new ChildCounts(1, 1, 0, 1));
    }
}
