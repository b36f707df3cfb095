package dev.moirai.otp;

import dev.moirai.kernel.Alias;
import dev.moirai.kernel.Pid;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A question on its way: what is really put into the mailbox of the asked process, the message and the way back in one.
 *
 * <p>A {@link Server} never sees it; it is given the {@link #message}. Only bodies written directly against the kernel do.
 */
public final class Call<R> implements Reply<R> {
    private final Request<R> request;
    private final Alias alias;
    private final long deadline;
    private @Nullable Object message; // set once, before it is sent
    private @Nullable Context<?> handler; // set by the turn that handles the message

    Call(Request<R> request, Alias alias, long deadline) {
        this.request = request;
        this.alias = alias;
        this.deadline = deadline;
    }

    void carry(Object question) {
        message = Objects.requireNonNull(question, "question");
    }

    /** Lets replies given in this turn be sent by the turn itself. */
    void handledBy(Context<?> context) {
        handler = context;
    }

    /** What is asked: a message that holds this as its {@link Reply}. */
    public Object message() {
        return Objects.requireNonNull(message, "message");
    }

    @Override
    public void ok(R value) {
        answer(new Answer.Ok<>(value));
    }

    @Override
    public void fail(Object error) {
        answer(new Answer.Failed<>(error));
    }

    private void answer(Answer<R> answer) {
        Request.Replied<R> replied = new Request.Replied<>(request, answer);
        request.replied();
        Context<?> turn = handler;
        if (turn != null && turn.isOnItsThread()) {
            turn.self().send(alias, replied);
        } else {
            alias.owner().node().send(alias, replied);
        }
    }

    @Override
    public boolean isWanted() {
        return alias.isActive();
    }

    @Override
    public Pid asker() {
        return alias.owner();
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public String toString() {
        return "call from " + alias.owner();
    }
}
