package dev.moirai.otp.task;

import dev.moirai.kernel.BlockingSelf;
import dev.moirai.kernel.ExitException;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Signal;
import dev.moirai.otp.supervisor.Shutdown;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs one task for each input, a few at a time, and hands out what becomes of them; begins the next when the consumer asks
 * for more. Used by the consumer's thread only.
 */
final class TaskStream<T, R> implements Iterator<Outcome<T, R>> {

    private record InFlight<T, R>(T input, Task<R> task, long deadline) {}

    private final BlockingSelf self;
    private final Iterator<? extends T> inputs;
    private final Function<T, Task<R>> starter;
    private final StreamOptions options;
    private final Deque<InFlight<T, R>> running = new ArrayDeque<>();

    TaskStream(BlockingSelf self, Iterator<? extends T> inputs, Function<T, Task<R>> starter, StreamOptions options) {
        this.self = self;
        this.inputs = inputs;
        this.starter = starter;
        this.options = options;
    }

    Stream<Outcome<T, R>> stream() {
        int traits = Spliterator.NONNULL | (options.ordered() ? Spliterator.ORDERED : 0);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, traits), false)
                .onClose(this::close);
    }

    @Override
    public boolean hasNext() {
        return !running.isEmpty() || inputs.hasNext();
    }

    @Override
    public Outcome<T, R> next() {
        try {
            fill();
            if (running.isEmpty()) {
                throw new NoSuchElementException();
            }
            while (true) {
                InFlight<T, R> finished = finished();
                if (finished != null) {
                    running.remove(finished);
                    return outcome(finished);
                }
                receive();
            }
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    private void fill() {
        while (running.size() < options.concurrency() && inputs.hasNext()) {
            T input = inputs.next();
            Task<R> task = starter.apply(input);
            running.addLast(new InFlight<>(
                    input, task, self.nanoTime() + options.timeout().toNanos()));
        }
    }

    private @Nullable InFlight<T, R> finished() {
        if (options.ordered()) {
            InFlight<T, R> first = running.getFirst();
            return isOver(first) ? first : null;
        }
        for (InFlight<T, R> each : running) {
            if (isOver(each)) {
                return each;
            }
        }
        return null;
    }

    private boolean isOver(InFlight<T, R> each) {
        return each.task.known() != null || each.deadline - self.nanoTime() <= 0;
    }

    private void receive() {
        long next = Long.MAX_VALUE;
        for (InFlight<T, R> each : running) {
            if (each.task.known() == null) {
                next = Math.min(next, each.deadline);
            }
        }
        Object news = self.receive(this::isNews, java.time.Duration.ofNanos(Math.max(0, next - self.nanoTime())));
        for (InFlight<T, R> each : running) {
            if (news != null && each.task.isNews(news)) {
                each.task.take(news);
                return;
            }
        }
    }

    private boolean isNews(Object arrived) {
        return running.stream().anyMatch(each -> each.task.isNews(arrived));
    }

    private Outcome<T, R> outcome(InFlight<T, R> finished) {
        Poll<R> poll = finished.task.known();
        if (poll == null) {
            if (options.onTimeout() == StreamOptions.OnTimeout.EXIT) {
                running.add(finished); // ended by close, with the others
                throw new ExitException(
                        new ExitReason.Failed("timeout: a task of the stream took longer than " + options.timeout()));
            }
            poll = finished.task.shutdown(Shutdown.BRUTAL);
        }
        flushExit(finished.task);
        return switch (poll) {
            case Poll.Done<R>(R value) -> new Outcome.Ok<>(finished.input, value);
            case Poll.Exited<R>(ExitReason reason) -> new Outcome.Exited<>(finished.input, reason);
            case Poll.Pending<R> _ -> new Outcome.Exited<>(finished.input, new ExitReason.Failed("timeout"));
        };
    }

    /** A consumer that traps exits hears of each linked task's end twice; once is enough. */
    private void flushExit(Task<R> task) {
        if (task.pid() != null) {
            self.unlink(task.pid());
            self.take(arrived ->
                    arrived instanceof Signal.Exit exit && exit.from().equals(task.pid()));
        }
    }

    /** Ends what still runs; nothing of it arrives any more. */
    private void close() {
        List<InFlight<T, R>> left = new ArrayList<>(running);
        running.clear();
        for (InFlight<T, R> each : left) {
            each.task.shutdown(Shutdown.BRUTAL);
            flushExit(each.task);
        }
    }
}
