package dev.moirai.otp.task;

import dev.moirai.kernel.BlockingSelf;
import dev.moirai.kernel.Clock;
import dev.moirai.kernel.ExitException;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Spawn;
import dev.moirai.otp.Answer;
import dev.moirai.otp.Ref;
import dev.moirai.otp.Request;
import dev.moirai.otp.supervisor.Shutdown;
import dev.moirai.otp.text.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process that computes one result for its owner, a blocking process (Elixir: {@code Task}).
 *
 * <pre>{@code
 * Task<Integer> length = Task.async(self, _ -> text.length());
 * // ... do something else ...
 * int result = length.await(Duration.ofSeconds(5));
 * }</pre>
 *
 * <p>Only the owner may use it. Servers, which never wait, use {@link TaskSupervisor#run} instead.
 *
 * @param <R> the result
 */
public final class Task<R> {
    /** How long {@link #await()} waits: 5 seconds, as in Elixir. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private final BlockingSelf owner;
    private final @Nullable Pid pid;
    private final @Nullable Request<R> request;
    private @Nullable Poll<R> result;

    private Task(BlockingSelf owner, Pid pid, Request<R> request) {
        this.owner = owner;
        this.pid = pid;
        this.request = request;
    }

    private Task(BlockingSelf owner, R value) {
        this.owner = owner;
        this.pid = null;
        this.request = null;
        this.result = new Poll.Done<>(value);
    }

    /**
     * Starts a task linked to its owner: if it fails the owner does, and it does not outlive the owner's failure. Its result
     * must be awaited.
     */
    public static <R> Task<R> async(BlockingSelf self, Work<R> work) {
        TaskBody<R> body =
                new TaskBody<>(Objects.requireNonNull(work, "work"), self.pid(), TaskBody.callersOf(self.pid()));
        Pid pid = self.spawn(Spawn.blocking(body).linked()).pid();
        return handOver(self, pid);
    }

    /** Lets a task that waits for its owner begin. */
    static <R> Task<R> handOver(BlockingSelf self, Pid pid) {
        Request<R> request = Request.send(self, new Ref<Object>(pid), Clock.FOR_EVER, TaskBody.Go<R>::new);
        return new Task<>(self, pid, request);
    }

    /**
     * Runs a task for each input, linked to the calling process, a few at a time, lazily. Close the stream if you stop before
     * its end: that ends the tasks still running.
     *
     * @throws IllegalArgumentException if the options say {@link StreamOptions#notLinked}: that is what
     *     {@link TaskSupervisor#stream} is for
     */
    public static <T, R> Stream<Outcome<T, R>> stream(
            BlockingSelf self, Iterable<? extends T> inputs, Each<T, R> each, StreamOptions options) {
        if (!options.linked()) {
            throw new IllegalArgumentException(
                    "tasks without a link need a supervisor; use TaskSupervisor.stream, or options that are linked");
        }
        return new TaskStream<T, R>(
                        self, inputs.iterator(), input -> async(self, task -> each.run(input, task)), options)
                .stream();
    }

    /** What a stream's task does with its input. */
    @FunctionalInterface
    public interface Each<T, R> {
        R run(T input, BlockingSelf self) throws Throwable;
    }

    /** A task that is done already. */
    public static <R> Task<R> completed(BlockingSelf self, R value) {
        return new Task<>(self, Objects.requireNonNull(value, "value"));
    }

    /** On whose behalf this thread works, the nearest first: the owner of the task it runs, that one's owner, and so on. */
    public static List<Pid> callers() {
        return TaskBody.CALLERS.orElse(List.of());
    }

    /** The process; null for a {@link #completed} one. */
    public @Nullable Pid pid() {
        return pid;
    }

    /** As {@link #await(Duration)}, for {@link #DEFAULT_TIMEOUT}. */
    public R await() {
        return await(DEFAULT_TIMEOUT);
    }

    /**
     * Waits for the result.
     *
     * @throws ExitException if there is none, with the reason the task ended with, or with {@link ExitReason.Failed} after
     *     {@code timeout}; uncaught it ends the owner, and with it the task it is linked to
     */
    public R await(Duration timeout) {
        Poll<R> poll = poll(timeout);
        return switch (poll) {
            case Poll.Done<R>(R value) -> value;
            case Poll.Exited<R>(ExitReason reason) -> throw new ExitException(reason);
            case Poll.Pending<R> _ -> {
                ignore();
                throw new ExitException(new ExitReason.Failed(
                        "timeout: no result of task " + pid + " within " + DurationText.of(timeout)));
            }
        };
    }

    /** Waits for the result for at most {@code timeout}; may be called again if it is still pending. */
    public Poll<R> poll(Duration timeout) {
        Poll<R> known = result;
        return known != null ? known : receive(timeout);
    }

    private Poll<R> receive(Duration timeout) {
        Request<R> asked = Objects.requireNonNull(request);
        Answer<R> answer = asked.answer();
        if (answer == null) {
            Object arrived = owner.receive(asked::isMine, timeout);
            answer = arrived == null ? null : asked.match(arrived);
        }
        if (answer == null) {
            return new Poll.Pending<>();
        }
        Poll<R> poll = of(answer);
        result = poll;
        return poll;
    }

    private static <R> Poll<R> of(Answer<R> answer) {
        return switch (answer) {
            case Answer.Ok<R>(R value) -> new Poll.Done<>(value);
            case Answer.Exited<R>(ExitReason reason) -> new Poll.Exited<>(reason);
            case Answer.Failed<R>(Object error) -> new Poll.Exited<>(new ExitReason.Failed(error));
            case Answer.TimedOut<R> _, Answer.NotSent<R> _ -> new Poll.Exited<>(new ExitReason.Failed(answer));
        };
    }

    boolean isNews(Object arrived) {
        return result == null && request != null && request.isMine(arrived);
    }

    /** Takes news of this task that the owner has received. */
    void take(Object news) {
        Answer<R> answer = request == null ? null : request.match(news);
        if (answer != null) {
            result = of(answer);
        }
    }

    @Nullable
    Poll<R> known() {
        Poll<R> known = result;
        return known != null ? known : request != null && request.answer() != null ? receive(Duration.ZERO) : null;
    }

    /** Stops waiting for the result for good; the task goes on, and stays linked if it was. */
    public void ignore() {
        if (request != null) {
            request.abandon();
        }
    }

    /**
     * Ends the task: by force at once, or by request and then force.
     *
     * @return its result if it came all the same; how it ended if it was not as asked; otherwise pending
     */
    public Poll<R> shutdown(Shutdown how) {
        Poll<R> known = result;
        Pid running = pid;
        if (known != null || running == null) {
            return known != null ? known : new Poll.Pending<>();
        }
        askToEnd(running, how);
        Duration patience = how.patience();
        Poll<R> poll = receive(patience == null ? Clock.FOR_EVER : patience);
        if (poll instanceof Poll.Pending<R>) {
            owner.kill(running);
            poll = receive(Clock.FOR_EVER);
        }
        boolean asAsked = poll instanceof Poll.Exited<R>(ExitReason reason)
                && (reason instanceof ExitReason.Shutdown
                        || (reason instanceof ExitReason.Killed && how instanceof Shutdown.Brutal));
        return asAsked ? new Poll.Pending<>() : poll;
    }

    /**
     * Sends the signal first and unlinks then, so that the task ends even if its owner does in between. Its end must not come
     * back through the link meanwhile; while we trap it cannot.
     */
    private void askToEnd(Pid running, Shutdown how) {
        boolean trapped = owner.trapsExits();
        owner.trapExits(true);
        if (how instanceof Shutdown.Brutal) {
            owner.kill(running);
        } else {
            owner.exit(running, ExitReason.SHUTDOWN);
        }
        owner.unlink(running);
        owner.take(arrived -> isExitOf(arrived, running));
        owner.trapExits(trapped);
        if (!trapped && owner.take(Task::isFailure) instanceof Signal.Exit exit) {
            throw new ExitException(exit.reason().throughLink(exit.from())); // meant for us while we trapped
        }
    }

    private static boolean isExitOf(Object arrived, Pid pid) {
        return arrived instanceof Signal.Exit exit && exit.from().equals(pid);
    }

    private static boolean isFailure(Object arrived) {
        return arrived instanceof Signal.Exit exit && !exit.reason().isNormal();
    }

    /**
     * Waits for all results, in order.
     *
     * @param timeout for all together
     * @throws ExitException as {@link #await(Duration)} for the first that fails or is late; the others are ignored
     */
    public static <R> List<R> awaitMany(List<Task<R>> tasks, Duration timeout) {
        List<R> results = new ArrayList<>(tasks.size());
        try {
            for (Poll<R> poll : pollMany(tasks, timeout, Late.LEAVE)) {
                results.add(
                        switch (poll) {
                            case Poll.Done<R>(R value) -> value;
                            case Poll.Exited<R>(ExitReason reason) -> throw new ExitException(reason);
                            case Poll.Pending<R> _ ->
                                throw new ExitException(new ExitReason.Failed(
                                        "timeout: not all results within " + DurationText.of(timeout)));
                        });
            }
        } catch (ExitException failure) {
            tasks.forEach(Task::ignore);
            throw failure;
        }
        return results;
    }

    /** What happens to tasks that have no result when {@link #pollMany} returns. */
    public enum Late {
        /** They go on, and can be asked again. */
        LEAVE,
        /** They go on, but their result is not wanted any more. */
        IGNORE,
        /** They are killed. */
        KILL
    }

    /**
     * Waits until all tasks have results, for at most {@code timeout} together.
     *
     * @return what is known of each, in order
     */
    public static <R> List<Poll<R>> pollMany(List<Task<R>> tasks, Duration timeout, Late late) {
        return pollMany(tasks, timeout, late, tasks.size());
    }

    /**
     * Waits until {@code enough} of the tasks have results, for at most {@code timeout} together.
     *
     * @return what is known of each, in order
     */
    public static <R> List<Poll<R>> pollMany(List<Task<R>> tasks, Duration timeout, Late late, int enough) {
        List<Poll<R>> polls = new ArrayList<>(tasks.size());
        if (tasks.isEmpty()) {
            return polls;
        }
        awaitSome(tasks, timeout, Math.min(enough, tasks.size()));
        for (Task<R> task : tasks) {
            Poll<R> poll = task.poll(Duration.ZERO);
            if (poll instanceof Poll.Pending<R> && late == Late.IGNORE) {
                task.ignore();
            } else if (poll instanceof Poll.Pending<R> && late == Late.KILL) {
                poll = task.shutdown(Shutdown.BRUTAL);
            }
            polls.add(poll);
        }
        return polls;
    }

    private static <R> void awaitSome(List<Task<R>> tasks, Duration timeout, int enough) {
        BlockingSelf self = tasks.getFirst().owner;
        long end = Clock.after(self.nanoTime(), timeout);
        if (enough == tasks.size()) {
            tasks.forEach(task -> task.poll(Duration.ofNanos(Math.max(0, end - self.nanoTime()))));
            return;
        }
        while (tasks.stream().filter(task -> task.known() != null).count() < enough) {
            Object news = self.receive(
                    arrived -> tasks.stream().anyMatch(task -> task.isNews(arrived)),
                    Duration.ofNanos(Math.max(0, end - self.nanoTime())));
            if (news == null) {
                return;
            }
            tasks.forEach(task -> task.take(news));
        }
    }

    @Override
    public String toString() {
        return "task " + pid;
    }
}
