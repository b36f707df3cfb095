package dev.moirai.otp;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;

/** A server that tells what happens to it, in a simulation. */
class ServerStage {
    static final Duration SECOND = Duration.ofSeconds(1);

    final Simulation simulation = new Simulation(1);
    final Node node = simulation.node();
    final List<Object> events = new ArrayList<>();

    @AfterEach
    void close() {
        simulation.close();
    }

    sealed interface Message {
        record Add(int amount) implements Message {}

        record Total(Reply<Integer> to) implements Message {}

        record AnswerIn(Duration delay, Reply<String> to) implements Message {}

        record Say(Reply<String> to, String text) implements Message {}

        record Then(String first, String second) implements Message {}

        record Note(String text) implements Message {}

        record Idle(Duration time) implements Message {}

        record Crash() implements Message {}

        record End(ExitReason reason) implements Message {}

        record ReturnNull() implements Message {}

        record AskOther(Address<Message> other, Duration timeout, Reply<String> to) implements Message {}

        record AskBlocking(Address<Message> other, Reply<String> to) implements Message {}

        record Watch(Pid pid) implements Message {}

        record Refuse(Reply<String> to) implements Message {}

        record TrapAndLink(Pid peer) implements Message {}
    }

    final class Probe implements Server<Message> {
        int total;

        @Override
        public Next<Message> on(Message message, Context<Message> context) {
            switch (message) {
                case Message.Add(int amount) -> total += amount;
                case Message.Total(var to) -> to.ok(total);
                case Message.AnswerIn(var delay, var to) -> context.after(delay, new Message.Say(to, "late"));
                case Message.Say(var to, var text) -> {
                    events.add("wanted " + to.isWanted());
                    to.ok(text);
                }
                case Message.Then(var first, var second) -> {
                    events.add(first);
                    return Next.then(new Message.Note(second));
                }
                case Message.Note(var text) -> events.add(text);
                case Message.Idle(var time) -> {
                    return Next.idleAfter(time);
                }
                case Message.Crash() -> throw new IllegalStateException("boom");
                case Message.End(var reason) -> {
                    return Next.stop(reason);
                }
                case Message.ReturnNull() -> {
                    return nothing();
                }
                case Message.AskOther(var other, var timeout, var to) ->
                    context.<Message, String>ask(
                            other, timeout, reply -> new Message.AnswerIn(Duration.ofSeconds(3), reply), answer -> {
                                events.add(answer);
                                to.ok(answer.getClass().getSimpleName());
                                return Next.go();
                            });
                case Message.AskBlocking(var other, var to) ->
                    to.ok(other.<String>ask(reply -> new Message.Say(reply, "never")));
                case Message.Watch(var pid) -> context.self().monitor(pid);
                case Message.Refuse(var to) -> to.fail("not today");
                case Message.TrapAndLink(var peer) -> {
                    context.self().trapExits(true);
                    context.self().link(peer);
                }
            }
            return Next.go();
        }

        @SuppressWarnings("NullAway") // the mistake this test is about
        Next<Message> nothing() {
            return null;
        }

        @Override
        public Next<Message> signal(Signal signal, Context<Message> context) {
            events.add(signal.getClass().getSimpleName());
            return Next.go();
        }

        @Override
        public Next<Message> idle(Context<Message> context) {
            events.add("idle");
            return Next.go();
        }

        @Override
        public void terminate(ExitReason why, Context<Message> context) {
            events.add("terminate " + why);
        }

        @Override
        public Object state() {
            return "total " + total;
        }
    }

    Ref<Message> probe() {
        return Server.spawn(node, Probe::new);
    }

    ExitReason exitAfter(Ref<Message> server, Message message) {
        CompletableFuture<ExitReason> exit = node.exitOf(server.pid());
        server.tell(message);
        simulation.runUntil(exit::isDone);
        return exit.join();
    }
}
