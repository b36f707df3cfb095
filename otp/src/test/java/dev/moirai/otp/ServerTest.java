package dev.moirai.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.SendResult;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Simulation;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import dev.moirai.kernel.Watched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ServerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Simulation simulation = new Simulation(1);
    private final Node node = simulation.node();
    private final List<Object> events = new ArrayList<>();

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
        private int total;

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
        private Next<Message> nothing() {
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

    private Ref<Message> probe() {
        return Server.spawn(node, Probe::new);
    }

    private ExitReason exitAfter(Ref<Message> server, Message message) {
        CompletableFuture<ExitReason> exit = node.exitOf(server.pid());
        server.tell(message);
        simulation.runUntil(exit::isDone);
        return exit.join();
    }

    @Nested
    class Calls {
        @Test
        void aTellIsHandledBeforeALaterAsk() {
            Ref<Message> server = probe();

            server.tell(new Message.Add(2));
            server.tell(new Message.Add(3));

            assertThat(server.<Integer>ask(Message.Total::new)).isEqualTo(5);
        }

        @Test
        void aReplyCanComeLater() {
            assertThat(probe().<String>ask(to -> new Message.AnswerIn(SECOND, to)))
                    .isEqualTo("late");
        }

        @Test
        void anAskTimesOutAndTheLateReplyVanishes() {
            Ref<Message> server = probe();

            Answer<String> answer = server.tryAsk(SECOND, to -> new Message.AnswerIn(Duration.ofSeconds(2), to));
            simulation.advance(Duration.ofSeconds(5));

            assertThat(answer).isEqualTo(new Answer.TimedOut<>(SECOND));
            assertThat(events).containsExactly("wanted false");
            assertThat(node.ledger().deadLettered()).isEqualTo(1);
        }

        @Test
        void askingNobodyFailsAtOnce() {
            Ref<Message> server = probe();
            node.kill(server.pid());
            simulation.run();

            assertThat(server.<Integer>tryAsk(SECOND, Message.Total::new))
                    .isEqualTo(new Answer.Exited<>(ExitReason.NO_PROCESS));
            assertThat(Name.<Message>of("nobody").on(node).<Integer>tryAsk(SECOND, Message.Total::new))
                    .isEqualTo(new Answer.Exited<>(ExitReason.NO_PROCESS));
        }

        @Test
        void anAskFailsWithTheReasonOfTheServerThatEnds() {
            Answer<String> answer = probe().tryAsk(SECOND, to -> {
                events.add(to);
                return new Message.End(new ExitReason.Failed("over"));
            });

            assertThat(answer).isEqualTo(new Answer.Exited<>(new ExitReason.Failed("over")));
        }

        @Test
        void anAskFailsEvenWithANormalEnd() {
            Answer<String> answer = probe().tryAsk(SECOND, _ -> new Message.End(ExitReason.NORMAL));

            assertThat(answer).isEqualTo(new Answer.Exited<>(ExitReason.NORMAL));
        }

        @Test
        void aServerCanRefuse() {
            assertThatThrownBy(() -> probe().<String>ask(Message.Refuse::new))
                    .isInstanceOf(AskFailed.class)
                    .hasMessageContaining("not today");
        }

        @Test
        void askingAcrossANameSurvivesARestart() {
            Name<Message> name = Name.of("probe");
            Address<Message> address = name.on(node);
            Pid first = node.spawn(Spawn.of(Server.body(Probe::new)).named(name.key()));
            assertThat(address.<Integer>ask(Message.Total::new)).isZero();
            node.kill(first);
            simulation.run();
            node.spawn(Spawn.of(Server.body(Probe::new)).named(name.key()));

            assertThat(address.<Integer>ask(Message.Total::new)).isZero();
        }

        @Test
        void onlyTheFirstOfTwoRepliesCounts() {
            CompletableFuture<Reply<Integer>> kept = new CompletableFuture<>();
            Ref<Message> server = probe();

            int answer = server.ask(to -> {
                kept.complete(to);
                return new Message.Total(to);
            });
            kept.join().ok(99);
            simulation.run();

            assertThat(answer).isZero();
            assertThat(server.<Integer>ask(Message.Total::new)).isZero();
        }

        @Test
        void aReplyCanBeGivenByAnybody() {
            Ref<Message> silent = Server.spawn(node, () -> (Message message, Context<Message> context) -> {
                if (message instanceof Message.Total(var to)) {
                    node.spawn((self, _) -> {
                        to.ok(7);
                        return Step.done();
                    });
                }
                return Next.go();
            });

            assertThat(silent.<Integer>ask(Message.Total::new)).isEqualTo(7);
        }

        @Test
        void aTellToNobodyIsNoError() {
            Ref<Message> server = probe();
            node.kill(server.pid());
            simulation.run();

            assertThat(server.tell(new Message.Add(1))).isEqualTo(SendResult.DEAD);
            assertThat(Name.<Message>of("nobody").on(node).tell(new Message.Add(1)))
                    .isEqualTo(SendResult.DEAD);
        }

        @Test
        void anAskOfAServerWithAHugeBacklogIsAnsweredAfterIt() {
            Ref<Message> server = probe();
            for (int i = 0; i < 10_000; i++) {
                server.tell(new Message.Add(1));
            }

            assertThat(server.<Integer>ask(Message.Total::new)).isEqualTo(10_000);
        }
    }

    @Nested
    class AskingFromAServer {
        @Test
        void theAnswerArrivesInALaterTurnAndOthersAreServedMeanwhile() {
            Ref<Message> asker = probe();
            Ref<Message> other = probe();
            CompletableFuture<String> outcome = askLater(asker, other, Duration.ofSeconds(10));

            assertThat(asker.<Integer>ask(Message.Total::new)).isZero();
            simulation.runUntil(outcome::isDone);

            assertThat(outcome.join()).isEqualTo("Ok");
        }

        /** Has {@code asker} ask {@code other}, on behalf of a process that gives up after 100 seconds. */
        private CompletableFuture<String> askLater(Ref<Message> asker, Ref<Message> other, Duration timeout) {
            CompletableFuture<String> outcome = new CompletableFuture<>();
            node.spawn(Spawn.blocking(self -> outcome.complete(
                    asker.<String>ask(self, Duration.ofSeconds(100), to -> new Message.AskOther(other, timeout, to)))));
            return outcome;
        }

        @Test
        void itTimesOutByItself() {
            CompletableFuture<String> outcome = askLater(probe(), probe(), SECOND);
            simulation.runUntil(outcome::isDone);

            assertThat(outcome.join()).isEqualTo("TimedOut");
        }

        @Test
        void theDeadlineOfTheCallBeingHandledLimitsIt() {
            Ref<Message> asker = probe();
            Ref<Message> other = probe();

            asker.<String>tryAsk(SECOND, to -> new Message.AskOther(other, Duration.ofSeconds(10), to));
            simulation.advance(Duration.ofMillis(500));

            assertThat(events).contains(new Answer.TimedOut<>(SECOND));
        }

        @Test
        void askingItselfIsAnError() {
            Ref<Message> server = probe();

            server.<String>tryAsk(SECOND, to -> new Message.AskOther(server, SECOND, to));

            assertThat(events.getFirst()).asString().contains("calling_self");
        }

        @Test
        void waitingForAnAnswerInATurnIsAnError() {
            Ref<Message> other = probe();

            Answer<String> answer = probe().tryAsk(SECOND, to -> new Message.AskBlocking(other, to));

            assertThat(answer)
                    .isInstanceOfSatisfying(
                            Answer.Exited.class,
                            exited -> assertThat(exited.reason()).asString().contains("a turn must not wait"));
        }

        @Test
        void anAskOfTheDeadIsAnsweredToo() {
            Ref<Message> other = probe();
            node.kill(other.pid());
            simulation.run();

            String outcome = probe().ask(to -> new Message.AskOther(other, SECOND, to));

            assertThat(outcome).isEqualTo("Exited");
        }
    }

    @Nested
    class Lifetime {
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
                    child.complete(self.spawn(Spawn.of(Server.body(Probe::new)).linked())
                            .pid());
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
    }

    @Nested
    class Introspection {
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

            assertThatThrownBy(() -> Sys.stop(server, ExitReason.NORMAL, SECOND))
                    .isInstanceOf(AskFailed.class);
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

            assertThatThrownBy(() -> Sys.stop(stubborn, ExitReason.NORMAL, SECOND))
                    .hasMessageContaining("no reply within");
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
    }

    @Nested
    class BlockingProcesses {
        @Test
        void anAskWaitsAndLeavesOtherMessagesInPlace() {
            Ref<Message> server = probe();
            CompletableFuture<String> got = new CompletableFuture<>();
            Pid asker = node.spawn(Spawn.blocking(self -> {
                String reply = server.ask(self, to -> new Message.AnswerIn(SECOND, to));
                return got.complete(reply + " then " + self.receive());
            }));
            node.send(asker, "earlier");

            simulation.runUntil(got::isDone);

            assertThat(got.join()).isEqualTo("late then earlier");
        }

        /** A blocking process that asks {@code whom} when it is asked, and answers with what came of it. */
        private Ref<Message> asking(Supplier<Address<Message>> whom, Duration timeout) {
            return new Ref<>(node.spawn(Spawn.blocking(self -> {
                while (self.receive() instanceof Call<?> call) {
                    if (call.message() instanceof Message.Say(var to, var text)) {
                        to.ok(text + " "
                                + whom.get().<String>tryAsk(self, timeout, back -> new Message.Say(back, text)));
                    }
                }
                return null;
            })));
        }

        @Test
        void twoThatAskEachOtherAreToldSoAtOnce() {
            CompletableFuture<Ref<Message>> a = new CompletableFuture<>();
            Ref<Message> b = asking(a::join, Duration.ofSeconds(5));
            a.complete(asking(() -> b, Duration.ofSeconds(5)));
            long before = simulation.clock().nanoTime();

            String answer = a.join().ask(Duration.ofSeconds(60), to -> new Message.Say(to, "hello"));

            assertThat(answer).contains("calling_cycle: " + b + " asks " + a.join() + ", which waits for " + b);
            assertThat(simulation.clock().nanoTime()).as("without waiting").isEqualTo(before);
        }

        @Test
        void aLongerCircleIsFoundToo() {
            List<Ref<Message>> ring = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int next = (i + 1) % 4;
                ring.add(asking(() -> ring.get(next), Duration.ofSeconds(5)));
            }

            String answer = ring.getFirst().ask(Duration.ofSeconds(60), to -> new Message.Say(to, "hello"));

            assertThat(answer)
                    .contains("calling_cycle: " + ring.get(3) + " asks " + ring.get(0) + ", which waits for "
                            + ring.get(1) + ", which waits for " + ring.get(2) + ", which waits for " + ring.get(3));
        }

        @Test
        void askingBackAndForthOneAfterTheOtherIsNoCircle() {
            Ref<Message> server = probe();
            Ref<Message> one = asking(() -> server, SECOND);
            Ref<Message> two = asking(() -> one, Duration.ofSeconds(5));

            for (int i = 0; i < 20; i++) {
                assertThat(two.<String>ask(Duration.ofSeconds(60), to -> new Message.Say(to, "x")))
                        .doesNotContain("calling_cycle");
                assertThat(one.<String>ask(Duration.ofSeconds(60), to -> new Message.Say(to, "x")))
                        .doesNotContain("calling_cycle");
            }
        }

        @Test
        void aBlockingProcessThatAsksItselfIsToldSo() {
            CompletableFuture<Ref<Message>> itself = new CompletableFuture<>();
            itself.complete(asking(itself::join, Duration.ofSeconds(5)));

            assertThat(itself.join().<String>ask(to -> new Message.Say(to, "me")))
                    .contains("calling_self");
        }

        @Test
        void serversThatAskEachOtherAreAnsweredAsTheyNeverWait() {
            Ref<Message> a = probe();
            Ref<Message> b = probe();
            CompletableFuture<String> one = new CompletableFuture<>();
            node.spawn(Spawn.blocking(self -> one.complete(a.<String>ask(
                    self, Duration.ofSeconds(60), to -> new Message.AskOther(b, Duration.ofSeconds(10), to)))));
            String other = b.ask(Duration.ofSeconds(60), to -> new Message.AskOther(a, Duration.ofSeconds(10), to));
            simulation.runUntil(one::isDone);

            assertThat(List.of(one.join(), other)).containsOnly("Ok");
        }
    }

    @Test
    void onARealNodeThreadsAskAndAreAnswered() {
        try (Node real = Node.start("server-test")) {
            Ref<Message> server = Server.spawn(real, Probe::new);
            server.tell(new Message.Add(7));

            assertThat(server.<Integer>ask(Message.Total::new)).isEqualTo(7);
        }
    }

    @Test
    void aRawBodySeesTheCallAndCanReply() {
        Pid body = node.spawn((self, _) -> {
            if (self.take() instanceof Call<?> call && call.message() instanceof Message.Total(var to)) {
                to.ok(42);
            }
            return Step.WAITING;
        });

        assertThat(new Ref<Message>(body).<Integer>ask(Message.Total::new)).isEqualTo(42);
    }
}
