package dev.moirai.otp.task;

import dev.moirai.kernel.BlockingSelf;
import dev.moirai.kernel.Clock;
import dev.moirai.kernel.ExitException;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Signal;
import dev.moirai.otp.supervisor.Shutdown;
import dev.moirai.otp.text.DurationText;
import java.time.Duration;
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
 * Runs one task for each input, a few at a time, and hands out what becomes of them; begins the next when one is over, while
 * the consumer asks for more. Used by the consumer's thread only.
 */
final class TaskStream<T, R> implements Iterator<Outcome<T, R>> {

    /** One input and what becomes of it. */
    private static final class Each<T, R> {
        final T input;
        final Task<R> task;
        final long deadline;

        @Nullable
        Outcome<T, R> outcome;

        Each(T input, Task<R> task, long deadline) {
            this.input = input;
            this.task = task;
            this.deadline = deadline;
        }
    }

    private final BlockingSelf self;
    private final Iterator<? extends T> inputs;
    private final Function<T, Task<R>> starter;
    private final StreamOptions options;
    private final List<Each<T, R>> running = new ArrayList<>(); // never more than the concurrency
    /** What is to be handed out next: in the order of the inputs, over or not; or, unordered, what is over. */
    private final Deque<Each<T, R>> line = new ArrayDeque<>();

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
        return !line.isEmpty() || !running.isEmpty() || inputs.hasNext();
    }

    @Override
    public Outcome<T, R> next() {
        try {
            while (true) {
                fill();
                Each<T, R> first = line.peekFirst();
                if (first != null && first.outcome != null) {
                    line.removeFirst();
                    return first.outcome;
                }
                if (running.isEmpty()) {
                    throw new NoSuchElementException();
                }
                settle();
            }
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    private void fill() {
        while (running.size() < options.concurrency() && inputs.hasNext()) {
            T input = inputs.next();
            Each<T, R> each = new Each<>(input, starter.apply(input), Clock.after(self.nanoTime(), options.timeout()));
            running.add(each);
            if (options.ordered()) {
                line.addLast(each);
            }
        }
    }

    /** Waits until at least one is over, and notes what became of all that are. */
    private void settle() {
        if (running.stream().noneMatch(this::isOver)) {
            receive();
        }
        for (Each<T, R> each : List.copyOf(running)) {
            if (isOver(each)) {
                each.outcome = outcome(each);
                running.remove(each);
                if (!options.ordered()) {
                    line.addLast(each);
                }
            }
        }
    }

    private boolean isOver(Each<T, R> each) {
        return each.task.known() != null || each.deadline - self.nanoTime() <= 0;
    }

    private void receive() {
        long next = Long.MAX_VALUE;
        for (Each<T, R> each : running) {
            next = Math.min(next, each.deadline);
        }
        Object news = self.receive(this::isNews, Duration.ofNanos(Math.max(0, next - self.nanoTime())));
        if (news != null) {
            running.forEach(each -> each.task.take(news));
        }
    }

    private boolean isNews(Object arrived) {
        return running.stream().anyMatch(each -> each.task.isNews(arrived));
    }

    private Outcome<T, R> outcome(Each<T, R> over) {
        Poll<R> poll = over.task.known();
        if (poll == null) {
            if (options.onTimeout() == StreamOptions.OnTimeout.EXIT) {
                throw new ExitException(new ExitReason.Failed(
                        "timeout: a task of the stream took longer than " + DurationText.of(options.timeout())));
            }
            poll = over.task.shutdown(Shutdown.BRUTAL);
        }
        flushExit(over.task);
        return switch (poll) {
            case Poll.Done<R>(R value) -> new Outcome.Ok<>(over.input, value);
            case Poll.Exited<R>(ExitReason reason) -> new Outcome.Exited<>(over.input, reason);
            case Poll.Pending<R> _ -> new Outcome.Exited<>(over.input, new ExitReason.Failed("timeout"));
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
        List<Each<T, R>> left = List.copyOf(running);
        running.clear();
        line.clear();
        for (Each<T, R> each : left) {
            each.task.shutdown(Shutdown.BRUTAL);
            flushExit(each.task);
        }
    }
}
