package dev.moirai.otp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import dev.moirai.kernel.Watched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** How a server lives: made, handling, ending. */
class ServerTest extends ServerStage {
    @Test
    void thenComesBeforeEverythingThatWaits() {
        Ref<Message> server = probe();
        server.tell(new Message.Then("first", "second"));
        server.tell(new Message.Note("third"));
        simulation.run();

        assertThat(events).containsExactly("first", "second", "third");
    }

    @Test
    void idleIsCalledWhenNothingCame() {
        Ref<Message> server = probe();
        server.tell(new Message.Idle(SECOND));
        simulation.advance(SECOND);

        assertThat(events).containsExactly("idle");
    }

    @Test
    void anyMessageCancelsTheIdleTime() {
        Ref<Message> server = probe();
        server.tell(new Message.Idle(SECOND));
        simulation.advance(Duration.ofMillis(999));
        server.tell(new Message.Note("in time"));
        simulation.advance(Duration.ofSeconds(10));

        assertThat(events).containsExactly("in time");
    }

    @Test
    void terminateRunsOnStop() {
        exitAfter(probe(), new Message.End(ExitReason.SHUTDOWN));

        assertThat(events).containsExactly("terminate shutdown");
    }

    @Test
    void terminateRunsAfterAnException() {
        assertThat(exitAfter(probe(), new Message.Crash())).isInstanceOf(ExitReason.Crash.class);
        assertThat(events).containsExactly("terminate crash: java.lang.IllegalStateException: boom");
    }

    @Test
    void terminateDoesNotRunAfterKill() {
        node.kill(probe().pid());
        simulation.run();

        assertThat(events).isEmpty();
    }

    @Test
    void aCancelIsARequestToStop() {
        Ref<Message> server = probe();
        simulation.run();
        node.cancel(server.pid(), "enough", SECOND);
        simulation.run();

        assertThat(events).containsExactly("terminate shutdown (enough)");
    }

    @Test
    void aNullAnswerIsABadReturnValue() {
        assertThat(exitAfter(probe(), new Message.ReturnNull()))
                .asString()
                .contains("bad_return_value", "ReturnNull", "Next.go()");
    }

    @Test
    void aCrashSaysWhatWasHandledAndTheStateButNotTheMessage() {
        ExitReason reason = exitAfter(probe(), new Message.Crash());

        assertThat(((ExitReason.Crash) reason).cause().getSuppressed()[0])
                .hasToString("while handling " + Message.Crash.class.getName() + "; state: total 0");
    }

    @Test
    void aCrashDoesNotShowAMessageThatIsText() {
        Ref<String> server = Server.spawn(node, () -> (_, _) -> {
            throw new IllegalStateException("boom");
        });
        CompletableFuture<ExitReason> exit = node.exitOf(server.pid());
        server.tell("a secret");
        simulation.runUntil(exit::isDone);

        assertThat(((ExitReason.Crash) exit.join()).cause().getSuppressed()[0])
                .asString()
                .startsWith("while handling java.lang.String;");
    }

    @Test
    void whatIsNotItsMessageFailsInItsHandler() {
        Ref<Message> server = probe();
        CompletableFuture<ExitReason> exit = node.exitOf(server.pid());
        node.send(server.pid(), "not a Message");
        simulation.runUntil(exit::isDone);

        assertThat(exit.join()).asString().contains("ClassCastException");
    }

    @Test
    void aDownReachesItsSignalHandler() {
        Ref<Message> server = probe();
        Ref<Message> other = probe();
        server.tell(new Message.Watch(other.pid()));
        simulation.run();
        node.kill(other.pid());
        simulation.run();

        assertThat(events).containsExactly("Down");
    }

    @Test
    void itIsMadeInItsOwnProcessAtEachStart() {
        List<Object> made = new ArrayList<>();
        Supplier<Server<Message>> maker = () -> {
            made.add("made");
            return new Probe();
        };
        Server.spawn(node, maker);
        assertThat(made).as("not by the spawner").isEmpty();
        simulation.run();
        Server.spawn(node, maker);
        simulation.run();

        assertThat(made).hasSize(2);
    }

    @Test
    void whoLooksAtItDoesNotCancelTheIdleTime() {
        Ref<Message> server = probe();
        server.tell(new Message.Idle(SECOND));
        simulation.advance(Duration.ofMillis(600));
        Sys.state(server, SECOND);
        simulation.advance(Duration.ofMillis(400));

        assertThat(events).containsExactly("idle");
    }

    @Test
    void aServerThatTrapsExitsHearsOfThoseItIsLinkedTo() {
        Ref<Message> server = probe();
        server.tell(new Message.TrapAndLink(probe().pid()));
        simulation.run();
        Pid linked = node.processes().stream()
                .filter(pid -> !pid.equals(server.pid()))
                .findFirst()
                .orElseThrow();
        node.kill(linked);
        simulation.run();

        assertThat(events).containsExactly("Exit");
        assertThat(server.pid().isAlive()).isTrue();
    }

    @Test
    void theEndOfItsParentEndsAServerThatTrapsExitsAfterTerminate() {
        CompletableFuture<Pid> child = new CompletableFuture<>();
        Pid parent = node.spawn((self, _) -> {
            if (self.take() == null) {
                child.complete(
                        self.spawn(Spawn.of(Server.body(Probe::new)).linked()).pid());
                return Step.WAITING;
            }
            return Step.done(new ExitReason.Failed("parent"));
        });
        simulation.run();
        node.send(child.join(), new Message.TrapAndLink(parent));
        simulation.run();
        node.send(parent, "end");
        simulation.run();

        assertThat(events).containsExactly("terminate failed: parent");
        assertThat(child.join().isAlive()).isFalse();
    }

    @Test
    void terminateDoesNotRunWhenALinkedProcessFailsAndItDoesNotTrap() {
        Ref<Message> server = probe();
        Pid peer = node.spawn((self, _) -> {
            self.link(server.pid());
            return self.take() == null ? Step.WAITING : Step.done(new ExitReason.Failed("peer"));
        });
        simulation.run();
        node.send(peer, "end");
        simulation.run();

        assertThat(server.pid().isAlive()).isFalse();
        assertThat(events).isEmpty();
    }

    @Test
    void aFailureInTerminateIsTheReasonItEndsWith() {
        Ref<Object> server = Server.spawn(node, () -> new Server<Object>() {
            @Override
            public Next<Object> on(Object message, Context<Object> context) {
                return Next.stop();
            }

            @Override
            public void terminate(ExitReason why, Context<Object> context) {
                throw new IllegalStateException("in terminate after " + why);
            }
        });
        CompletableFuture<ExitReason> exit = node.exitOf(server.pid());
        server.tell("stop");
        simulation.runUntil(exit::isDone);

        assertThat(exit.join()).asString().contains("in terminate after normal");
    }

    @Test
    void aReplyGivenBeforeAStopArrives() {
        Ref<Message> server = Server.spawn(node, () -> (Message message, Context<Message> context) -> {
            if (message instanceof Message.Total(var to)) {
                to.ok(3);
            }
            return Next.stop();
        });

        assertThat(server.<Integer>ask(Message.Total::new)).isEqualTo(3);
        simulation.run();
        assertThat(server.pid().isAlive()).isFalse();
    }

    @Test
    void aStopInInitIsTheReasonItEndsWithAndTerminateDoesNotRun() {
        Ref<Object> server = Server.spawn(node, () -> new Server<Object>() {
            @Override
            public Next<Object> init(Context<Object> context) {
                return Next.stop(new ExitReason.Failed("no disk"));
            }

            @Override
            public Next<Object> on(Object message, Context<Object> context) {
                return Next.go();
            }

            @Override
            public void terminate(ExitReason why, Context<Object> context) {
                events.add("terminate");
            }
        });
        CompletableFuture<ExitReason> exit = node.exitOf(server.pid());
        simulation.runUntil(exit::isDone);

        assertThat(exit.join()).isEqualTo(new ExitReason.Failed("no disk"));
        assertThat(events).isEmpty();
    }

    @Test
    void aNameGivenUpByTheDeadIsFreeWhenTheirEndIsTold() {
        for (int i = 0; i < 100; i++) {
            Watched watched =
                    node.spawnWatched(Spawn.of(Server.body(Probe::new)).named("again"));
            node.kill(watched.pid());
            simulation.runUntil(watched.exit()::isDone);
        }

        assertThat(node.names().lookup("again")).isNull();
    }

    @Test
    void notesDoNotPileUpInAnExceptionThatIsThrownAgainAndAgain() {
        RuntimeException shared = new IllegalStateException("one for all");
        for (int i = 0; i < 3; i++) {
            Server.<String>spawn(node, () -> (_, _) -> {
                        throw shared;
                    })
                    .tell("crash");
            simulation.run();
        }
        assertThat(shared.getSuppressed()).hasSize(1);

        NullPointerException fast = new NullPointerException();
        fast.setStackTrace(new StackTraceElement[0]); // as a JIT compiler makes one for all that happen in hot code
        Server.<String>spawn(node, () -> (_, _) -> {
                    throw fast;
                })
                .tell("crash");
        simulation.run();
        assertThat(fast.getSuppressed()).isEmpty();
    }
}
