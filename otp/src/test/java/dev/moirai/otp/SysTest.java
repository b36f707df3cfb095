package dev.moirai.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Spawn;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every server answers without its code knowing. */
class SysTest extends ServerStage {
    @Test
    void theStateIsShownAsTheServerShowsIt() {
        Ref<Message> server = probe();
        server.tell(new Message.Add(4));

        assertThat(Sys.state(server, SECOND)).isEqualTo("total 4");
    }

    @Test
    void aSuspendedServerHandlesNothingUntilResumed() {
        Ref<Message> server = probe();
        Sys.suspend(server, SECOND);

        assertThat(server.<Integer>tryAsk(SECOND, Message.Total::new)).isInstanceOf(Answer.TimedOut.class);
        assertThat(Sys.state(server, SECOND)).isEqualTo("total 0");
        server.tell(new Message.Add(1));
        Sys.resume(server, SECOND);
        assertThat(server.<Integer>ask(Message.Total::new)).isEqualTo(1);
    }

    @Test
    void aSuspendedServerCanBeStopped() {
        Ref<Message> server = probe();
        Sys.suspend(server, SECOND);

        Sys.stop(server, ExitReason.SHUTDOWN, SECOND);

        assertThat(server.pid().isAlive()).isFalse();
    }

    @Test
    void stopFailsIfThereIsNothingToStop() {
        Ref<Message> server = probe();
        Sys.stop(server, ExitReason.NORMAL, SECOND);

        assertThatThrownBy(() -> Sys.stop(server, ExitReason.NORMAL, SECOND)).isInstanceOf(AskFailed.class);
    }

    @Test
    void aRunningServerCanBeReplacedByOneThatTakesItsStateOver() {
        Ref<Message> server = probe();
        server.tell(new Message.Add(40));

        Sys.<Message>change(server, SECOND, old -> new Doubling(String.valueOf(old.state())));

        assertThat(server.<Integer>ask(Message.Total::new)).isEqualTo(80);
        assertThat(Sys.state(server, SECOND)).isEqualTo("doubling total 40");
    }

    /** Goes on with what a {@link Probe} shows. */
    private record Doubling(String before) implements Server<Message> {
        @Override
        public Next<Message> on(Message message, Context<Message> context) {
            if (message instanceof Message.Total(var to)) {
                to.ok(2 * Integer.parseInt(before.replace("total ", "")));
            }
            return Next.go();
        }

        @Override
        public Object state() {
            return "doubling " + before;
        }
    }

    @Test
    void aChangeThatFailsLeavesTheServerAsItWas() {
        Ref<Message> server = probe();
        server.tell(new Message.Add(5));

        assertThatThrownBy(() -> Sys.<Message>change(server, SECOND, _ -> {
                    throw new IllegalStateException("cannot upgrade");
                }))
                .isInstanceOf(AskFailed.class)
                .hasMessageContaining("cannot upgrade");
        assertThat(server.<Integer>ask(Message.Total::new)).isEqualTo(5);
    }

    @Test
    void aSuspendedServerCanBeChanged() {
        Ref<Message> server = probe();
        Sys.suspend(server, SECOND);
        server.tell(new Message.Add(1));
        Sys.<Message>change(server, SECOND, _ -> new Doubling("total 8"));
        Sys.resume(server, SECOND);

        assertThat(server.<Integer>ask(Message.Total::new)).isEqualTo(16);
    }

    @Test
    void stopFailsIfItTakesTooLongOrEndsForAnotherReason() {
        Ref<Object> stubborn = Server.spawn(node, () -> new Server<Object>() {
            @Override
            public Next<Object> on(Object message, Context<Object> context) {
                return Next.go();
            }

            @Override
            public Next<Object> shutdown(StopRequest request, Context<Object> context) {
                return request.reason().isNormal() ? Next.go() : Next.stop(new ExitReason.Failed("mine"));
            }
        });

        assertThatThrownBy(() -> Sys.stop(stubborn, ExitReason.NORMAL, SECOND)).hasMessageContaining("no reply within");
        assertThatThrownBy(() -> Sys.stop(stubborn, ExitReason.SHUTDOWN, SECOND))
                .hasMessageContaining("mine");
    }

    @Test
    void aServerCanBeStoppedByItsName() {
        Name<Message> name = Name.of("named");
        Pid pid = node.spawn(Spawn.of(Server.body(Probe::new)).named(name.key()));

        Sys.stop(name.on(node), new ExitReason.Shutdown("bye"), SECOND);

        assertThat(pid.isAlive()).isFalse();
        assertThat(events).containsExactly("terminate shutdown (bye)");
    }

    @Test
    void aSuspendedServerStillEndsWithItsParent() {
        Ref<Message> server = probe();
        Sys.suspend(server, SECOND);
        node.cancel(server.pid(), "", SECOND);
        simulation.run();

        assertThat(server.pid().isAlive()).isFalse();
    }

    @Test
    void aServerThatCannotShowItsStateRunsOn() {
        Ref<String> server = Server.spawn(node, () -> new Server<>() {
            @Override
            public Next<String> on(String message, Context<String> context) {
                throw new IllegalStateException(message);
            }

            @Override
            public Object state() {
                throw new StackOverflowError();
            }
        });

        assertThat(Sys.state(server, SECOND)).isEqualTo("unknown, as state() threw java.lang.StackOverflowError");
        assertThat(server.pid().isAlive()).isTrue();
        CompletableFuture<ExitReason> exit = node.exitOf(server.pid());
        server.tell("boom");
        simulation.runUntil(exit::isDone);
        assertThat(exit.join())
                .as("the crash stays what it was")
                .hasToString("crash: java.lang.IllegalStateException: boom");
    }
}
