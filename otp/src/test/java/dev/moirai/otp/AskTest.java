package dev.moirai.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.SendResult;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Asking, from threads, servers and blocking processes. */
class AskTest extends ServerStage {
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

    @Test
    void aFailedAskSaysWhomItAsked() {
        assertThatThrownBy(() -> Name.<Message>of("stock").on(node).<Integer>ask(Message.Total::new))
                .hasMessage("ask of stock on " + node.name() + ": there is no such process to ask");
    }

    @Test
    void whoWaitsForEverIsAnsweredToo() {
        assertThat(probe().<Integer>ask(ChronoUnit.FOREVER.getDuration(), Message.Total::new))
                .isZero();
    }
}
