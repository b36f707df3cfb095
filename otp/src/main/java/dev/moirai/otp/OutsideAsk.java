package dev.moirai.otp;

import dev.moirai.kernel.Body;
import dev.moirai.kernel.Clock;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.SpawnRefused;
import dev.moirai.kernel.Step;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A process that asks for a thread outside of the node, and ends with the answer. */
final class OutsideAsk<M, R> implements Body {
    /** For the process to tell the thread: far more than it needs, unless the node stands still. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final CompletableFuture<?> NOTHING = CompletableFuture.completedFuture(Done.DONE);

    private final Address<M> to;
    private final Duration timeout;
    private final long latest; // what the thread is itself under
    private final Function<? super Reply<R>, ? extends M> question;
    private final CompletableFuture<Answer<R>> answered = new CompletableFuture<>();
    private @Nullable Request<R> request;

    private OutsideAsk(Address<M> to, Duration timeout, long latest, Function<? super Reply<R>, ? extends M> question) {
        this.to = to;
        this.latest = latest;
        this.timeout = timeout;
        this.question = question;
    }

    static <M, R> Answer<R> ask(Address<M> to, Duration timeout, Function<? super Reply<R>, ? extends M> question) {
        Objects.requireNonNull(question, "question");
        to.node().await(NOTHING, Duration.ZERO); // in a turn this throws, before anything is sent
        OutsideAsk<M, R> ask = new OutsideAsk<>(to, timeout, Deadline.current(), question);
        try {
            to.node().spawn(Spawn.of(ask).labelled("ask"));
        } catch (SpawnRefused refused) {
            return new Answer.NotSent<>(refused.toString());
        }
        boolean done = to.node().await(ask.answered, Clock.bounded(timeout).plus(GRACE));
        return done ? ask.answered.join() : new Answer.TimedOut<>(timeout);
    }

    @Override
    public Step advance(Self self, int budget) {
        Request<R> sent = request;
        if (sent == null) {
            sent = Request.send(self, to.pid(), timeout, latest, question);
            request = sent;
        }
        Answer<R> answer = sent.answer();
        while (answer == null) {
            Object arrived = self.take();
            if (arrived == null) {
                return Step.WAITING;
            }
            answer = arrived instanceof Signal.Cancel
                    ? new Answer.Exited<>(ExitReason.SHUTDOWN) // the node stops, and with it whoever was asked
                    : sent.match(arrived);
        }
        answered.complete(answer);
        return Step.done();
    }

    @Override
    public void terminate(Self self, ExitReason reason) {
        answered.complete(new Answer.NotSent<>("asking failed: " + reason));
    }

    @Override
    public String toString() {
        return "ask " + to;
    }
}
