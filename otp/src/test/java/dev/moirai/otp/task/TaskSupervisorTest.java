package dev.moirai.otp.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Spawn;
import dev.moirai.otp.Address;
import dev.moirai.otp.Answer;
import dev.moirai.otp.Context;
import dev.moirai.otp.Done;
import dev.moirai.otp.Next;
import dev.moirai.otp.Ref;
import dev.moirai.otp.Reply;
import dev.moirai.otp.Server;
import dev.moirai.otp.supervisor.Restart;
import dev.moirai.otp.supervisor.Shutdown;
import dev.moirai.otp.supervisor.StartResult;
import dev.moirai.otp.supervisor.TerminateResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tasks under a supervisor. */
class TaskSupervisorTest extends TaskStage {
    @Test
    void startChildIsForgottenWhenItFails() {
        tasks.startChild(_ -> {
            throw new Boom();
        });
        simulation.run();

        assertThat(tasks.children()).isEmpty();
        assertThat(supervisor.exit()).isNotDone();
    }

    @Test
    void aTransientTaskIsRestartedIfItFails() {
        AtomicInteger runs = new AtomicInteger();
        tasks.startChild(Restart.TRANSIENT, _ -> {
            if (runs.incrementAndGet() < 3) {
                throw new Boom();
            }
            return Done.DONE;
        });
        simulation.advance(SECOND);

        assertThat(runs).hasValue(3);
        assertThat(tasks.children()).isEmpty();
    }

    @Test
    void asyncNoLinkMakesAFailureAValue() {
        runWell(self -> {
            events.add(tasks.asyncNoLink(self, _ -> {
                        throw new Boom();
                    })
                    .poll(SECOND)
                    .getClass());
            return null;
        });

        assertThat(events).containsExactly(Poll.Exited.class);
    }

    @Test
    void asyncIsLinkedToItsOwnerToo() {
        ExitReason reason = run(self -> tasks.async(self, _ -> {
                    throw new Boom();
                })
                .await());

        assertThat(reason.isOrderly()).isFalse();
        assertThat(supervisor.exit()).isNotDone();
    }

    @Test
    void aTaskWhoseOwnerDiesBeforeTheHandoverNeverBegins() {
        AtomicInteger runs = new AtomicInteger();
        CompletableFuture<Pid> owner = new CompletableFuture<>();
        simulation.node().spawn(Spawn.blocking(self -> {
            owner.complete(self.pid());
            return tasks.asyncNoLink(self, _ -> runs.incrementAndGet());
        }));
        simulation.runUntil(() -> owner.isDone() && supervisor.count().specs() >= 0);
        simulation.node().kill(owner.join());
        simulation.advance(Duration.ofSeconds(10));

        assertThat(tasks.children()).isEmpty();
    }

    @Test
    void tooManyIsARefusal() {
        TaskSupervisor few = TaskSupervisor.at(
                TaskSupervisor.spec().maxChildren(1).start(simulation.node()).address());
        few.startChild(self -> sleepThen(self, Duration.ofHours(1), "x"));

        assertThat(few.startChild(_ -> Done.DONE)).isEqualTo(new StartResult.Full<>(1));
        assertThat(run(self -> few.async(self, _ -> 1))).asString().contains("StartFailed");
    }

    @Test
    void aServerRunsATaskAndGoesOn() {
        record Run(Work<String> work, Reply<String> to) {}
        Ref<Run> server = Server.spawn(simulation.node(), () -> (Run run, Context<Run> context) -> {
            tasks.<String, Run>run(context, run.work(), SECOND, answer -> {
                run.to()
                        .ok(
                                answer instanceof Answer.Ok<String>(var value)
                                        ? value
                                        : answer.getClass().getSimpleName());
                return Next.go();
            });
            return Next.go();
        });

        assertThat(server.<String>ask(to -> new Run(_ -> "result", to))).isEqualTo("result");
        assertThat(server.<String>ask(to -> new Run(
                        _ -> {
                            throw new Boom();
                        },
                        to)))
                .isEqualTo("Exited");
        assertThat(server.<String>ask(to -> new Run(self -> sleepThen(self, Duration.ofHours(1), ""), to)))
                .isEqualTo("TimedOut");
    }

    @Test
    void callersAreKnownInChildrenTooAndNotTheSupervisor() {
        List<Pid> self1 = new ArrayList<>();
        runWell(self -> {
            self1.add(self.pid());
            tasks.startChild(self, Restart.TEMPORARY, _ -> events.addAll(Task.callers()));
            return null;
        });
        simulation.run();

        assertThat(events).containsExactlyElementsOf(self1);
    }

    @Test
    void tasksCanBeStoppedInAnotherWay() {
        TaskSupervisor brutal = tasks.shutdown(Shutdown.BRUTAL);
        CompletableFuture<ExitReason> end = new CompletableFuture<>();
        StartResult<Object> started = brutal.startChild(self -> {
            self.trapExits(true);
            return self.receive();
        });
        simulation.run();
        simulation.node().exitOf(started.orThrow().pid()).thenAccept(end::complete);

        brutal.terminateChild(started.orThrow().pid());

        assertThat(end.join()).isEqualTo(ExitReason.KILLED);
    }

    @Test
    void aPermanentTaskIsRestartedHoweverItEnds() {
        AtomicInteger runs = new AtomicInteger();
        tasks.startChild(Restart.PERMANENT, self -> {
            if (runs.incrementAndGet() == 3) {
                self.receive();
            }
            return Done.DONE;
        });
        simulation.advance(SECOND);

        assertThat(runs).hasValue(3);
        assertThat(tasks.children()).hasSize(1);
    }

    @Test
    void terminateChildEndsATaskOnce() {
        Pid task = tasks.startChild(self -> sleepThen(self, Duration.ofHours(1), ""))
                .orThrow()
                .pid();

        assertThat(tasks.children()).containsExactly(task);
        assertThat(tasks.terminateChild(task)).isEqualTo(TerminateResult.OK);
        assertThat(tasks.terminateChild(task)).isEqualTo(TerminateResult.NOT_FOUND);
        assertThat(tasks.children()).isEmpty();
    }

    @Test
    void theEndOfTheSupervisorEndsItsTasksAndFailsTheAwaits() {
        CompletableFuture<Object> poll = new CompletableFuture<>();
        simulation
                .node()
                .spawn(Spawn.blocking(self ->
                        poll.complete(tasks.asyncNoLink(self, me -> sleepThen(me, Duration.ofHours(1), ""))
                                .poll(Duration.ofHours(2)))));
        simulation.run();
        supervisor.close();
        simulation.runUntil(poll::isDone);

        assertThat(poll.join()).isEqualTo(new Poll.Exited<>(ExitReason.SHUTDOWN));
    }

    private record Fetch(Reply<String> to) {}

    /** Has a task do the work, which asks somebody who never answers. */
    private final class Fetcher implements Server<Fetch> {
        private final Address<Fetch> silent = Server.spawn(simulation.node(), () -> (_, _) -> Next.go());

        @Override
        public Next<Fetch> on(Fetch message, Context<Fetch> context) {
            tasks.<Done, Fetch>run(
                    context,
                    self -> {
                        long began = self.nanoTime();
                        silent.<String>tryAsk(self, Duration.ofHours(1), Fetch::new);
                        silent.<String>tryAsk(Duration.ofHours(1), Fetch::new);
                        events.add(Duration.ofNanos(self.nanoTime() - began));
                        return Done.DONE;
                    },
                    Duration.ofHours(1),
                    _ -> Next.go());
            return Next.go();
        }
    }

    @Test
    void theDeadlineOfACallHoldsInTheTasksThatWorkForIt() {
        Address<Fetch> fetcher = Server.spawn(simulation.node(), Fetcher::new);

        runWell(self -> {
            fetcher.<String>tryAsk(self, SECOND, Fetch::new);
            return null;
        });
        simulation.run();

        assertThat(events).containsExactly(SECOND);
    }
}
