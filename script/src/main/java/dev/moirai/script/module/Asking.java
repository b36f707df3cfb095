package dev.moirai.script.module;

import dev.moirai.kernel.Clock;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Spawn;
import dev.moirai.otp.Answer;
import dev.moirai.otp.Context;
import dev.moirai.otp.Next;
import dev.moirai.otp.Ref;
import dev.moirai.otp.Reply;
import dev.moirai.otp.Server;
import dev.moirai.script.process.LuaProcess;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A process that asks a server one thing in place of a Lua process, whose mailbox is not for replies of servers. */
final class Asking<M, R> implements Server<Object> {
    private final Ref<M> to;
    private final Function<? super Reply<R>, ? extends M> question;
    private final CompletableFuture<Answer<R>> answered;

    private Asking(Ref<M> to, Function<? super Reply<R>, ? extends M> question, CompletableFuture<Answer<R>> answered) {
        this.to = to;
        this.question = question;
        this.answered = answered;
    }

    /** Asks the server at {@code to}; the future is completed in a turn of another process. */
    static <M, R> CompletableFuture<Answer<R>> ask(
            LuaProcess asker, Pid to, Function<? super Reply<R>, ? extends M> question) {
        var answered = new CompletableFuture<Answer<R>>();
        asker.self()
                .spawn(Spawn.of(Server.body(() -> new Asking<M, R>(new Ref<>(to), question, answered)))
                        .labelled("ask " + to));
        return answered;
    }

    @Override
    public Next<Object> init(Context<Object> here) {
        here.ask(
                to,
                Clock.FOR_EVER,
                question,
                answer -> { // the asker can be cancelled
                    answered.complete(answer);
                    return Next.stop();
                });
        return Next.go();
    }

    @Override
    public Next<Object> on(Object message, Context<Object> here) {
        return Next.go();
    }
}
