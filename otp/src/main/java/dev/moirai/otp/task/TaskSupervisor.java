package dev.moirai.otp.task;

import dev.moirai.kernel.BlockingSelf;
import dev.moirai.kernel.Clock;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Spawn;
import dev.moirai.otp.Address;
import dev.moirai.otp.Answer;
import dev.moirai.otp.Context;
import dev.moirai.otp.Name;
import dev.moirai.otp.Next;
import dev.moirai.otp.Ref;
import dev.moirai.otp.supervisor.ChildInfo;
import dev.moirai.otp.supervisor.ChildSpec;
import dev.moirai.otp.supervisor.DynamicSupervisor;
import dev.moirai.otp.supervisor.DynamicSupervisorSpec;
import dev.moirai.otp.supervisor.Restart;
import dev.moirai.otp.supervisor.Shutdown;
import dev.moirai.otp.supervisor.Start;
import dev.moirai.otp.supervisor.StartResult;
import dev.moirai.otp.supervisor.SupervisorMessage;
import dev.moirai.otp.supervisor.TerminateResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A dynamic supervisor of tasks, which are temporary unless told otherwise (Elixir: {@code Task.Supervisor}).
 *
 * <pre>{@code
 * TaskSupervisor tasks = TaskSupervisor.at(node, "tasks");
 * tasks.startChild(_ -> sendMail(address));                      // nobody waits for it
 * tasks.startChild(Restart.TRANSIENT, _ -> sendMail(address));   // started again if it fails
 * Task<Page> page = tasks.asyncNoLink(self, _ -> fetch(url));    // its failure is a value
 * }</pre>
 */
public final class TaskSupervisor {
    private static final Shutdown FIVE_SECONDS = Shutdown.within(Duration.ofSeconds(5));

    private final Address<SupervisorMessage> supervisor;
    private final Shutdown shutdown;

    private TaskSupervisor(Address<SupervisorMessage> supervisor, Shutdown shutdown) {
        this.supervisor = Objects.requireNonNull(supervisor, "supervisor");
        this.shutdown = Objects.requireNonNull(shutdown, "shutdown");
    }

    /** What a task supervisor is to be: a dynamic supervisor like any other. */
    public static DynamicSupervisorSpec spec() {
        return DynamicSupervisor.spec();
    }

    /** A handle for the task supervisor at that address. */
    public static TaskSupervisor at(Address<SupervisorMessage> supervisor) {
        return new TaskSupervisor(supervisor, FIVE_SECONDS);
    }

    /** As {@link #at(Address)}, for the one named {@code name}. */
    public static TaskSupervisor at(Node node, Object name) {
        return at(Name.<SupervisorMessage>of(name).on(node));
    }

    /** A handle whose tasks are stopped like this, instead of within 5 seconds. */
    public TaskSupervisor shutdown(Shutdown how) {
        return new TaskSupervisor(supervisor, how);
    }

    public Address<SupervisorMessage> address() {
        return supervisor;
    }

    // ---- nobody waits for the result

    /** Starts a task that is never restarted. */
    public StartResult<Object> startChild(Work<?> work) {
        return startChild(Restart.TEMPORARY, work);
    }

    /** Starts a task that is restarted as told. */
    public StartResult<Object> startChild(Restart restart, Work<?> work) {
        ChildSpec<Object> spec = child(work).restart(restart).shutdown(shutdown);
        return supervisor.ask(Clock.FOR_EVER, to -> new SupervisorMessage.StartChild<Object>(spec, to));
    }

    /** As {@link #startChild(Restart, Work)}, from a blocking process, which is then the first of the task's callers. */
    public StartResult<Object> startChild(BlockingSelf self, Restart restart, Work<?> work) {
        ChildSpec<Object> spec =
                child(work, TaskBody.callersOf(self.pid())).restart(restart).shutdown(shutdown);
        return supervisor.ask(self, Clock.FOR_EVER, to -> new SupervisorMessage.StartChild<Object>(spec, to));
    }

    /** How a supervisor runs a task as one of its children; temporary. */
    public static ChildSpec<Object> child(Work<?> work) {
        return child(work, List.of());
    }

    private static ChildSpec<Object> child(Work<?> work, List<Pid> callers) {
        Objects.requireNonNull(work, "work");
        return spec((supervisor, _) -> new Start.Running(supervisor
                .spawn(Spawn.blocking(self -> {
                            ScopedValue.where(TaskBody.CALLERS, callers).call(() -> work.run(self));
                            return null;
                        })
                        .linked())
                .pid()));
    }

    private static ChildSpec<Object> spec(Start start) {
        return ChildSpec.<Object>of("task", start).restart(Restart.TEMPORARY);
    }

    // ---- a blocking process waits

    /** As {@link Task#async}, under this supervisor too. */
    public <R> Task<R> async(BlockingSelf self, Work<R> work) {
        Pid pid = startFor(self, work);
        self.link(pid);
        return Task.handOver(self, pid);
    }

    /** Starts a task that is not linked to its owner: if it fails, that is {@link Poll.Exited}. */
    public <R> Task<R> asyncNoLink(BlockingSelf self, Work<R> work) {
        return Task.handOver(self, startFor(self, work));
    }

    private <R> Pid startFor(BlockingSelf self, Work<R> work) {
        StartResult<Object> started = supervisor.ask(
                self, Clock.FOR_EVER, to -> new SupervisorMessage.StartChild<Object>(waiting(work, self.pid()), to));
        return started.orThrow().pid();
    }

    private <R> ChildSpec<Object> waiting(Work<R> work, Pid owner) {
        TaskBody<R> body = new TaskBody<>(Objects.requireNonNull(work, "work"), owner, TaskBody.callersOf(owner));
        return spec((supervisor, _) -> new Start.Running(
                        supervisor.spawn(Spawn.blocking(body).linked()).pid()))
                .shutdown(shutdown);
    }

    /**
     * Runs a task for each input, a few at a time, lazily. Close the stream if you stop before its end: that ends the tasks
     * still running.
     */
    public <T, R> Stream<Outcome<T, R>> stream(
            BlockingSelf self, Iterable<? extends T> inputs, Task.Each<T, R> each, StreamOptions options) {
        return new TaskStream<T, R>(
                        self,
                        inputs.iterator(),
                        input -> options.linked()
                                ? async(self, task -> each.run(input, task))
                                : asyncNoLink(self, task -> each.run(input, task)),
                        options)
                .stream();
    }

    // ---- a server goes on meanwhile

    /**
     * Runs a task for a server; {@code then} is called with the result, or with {@link Answer.Exited} if the task fails.
     *
     * @param timeout for the result, from when the task has begun
     */
    public <R, M> void run(Context<M> context, Work<R> work, Duration timeout, Context.OnAnswer<R, M> then) {
        Pid owner = context.pid();
        context.<SupervisorMessage, StartResult<Object>>ask(
                supervisor,
                timeout,
                to -> new SupervisorMessage.StartChild<Object>(waiting(work, owner), to),
                started -> switch (started) {
                    case Answer.Ok<StartResult<Object>>(StartResult.Ok<Object>(Ref<Object> task, var _)) -> {
                        context.ask(task, timeout, TaskBody.Go<R>::new, then);
                        yield Next.go();
                    }
                    case Answer.Ok<StartResult<Object>>(StartResult<Object> refused) ->
                        then.on(new Answer.NotSent<>("the task was not started: " + refused));
                    case Answer.Exited<StartResult<Object>>(var reason) -> then.on(new Answer.Exited<>(reason));
                    case Answer.Failed<StartResult<Object>>(var error) -> then.on(new Answer.Failed<>(error));
                    case Answer.TimedOut<StartResult<Object>>(var after) -> then.on(new Answer.TimedOut<>(after));
                    case Answer.NotSent<StartResult<Object>>(var why) -> then.on(new Answer.NotSent<>(why));
                });
    }

    // ---- what runs

    /** The tasks running now. */
    public List<Pid> children() {
        List<Pid> pids = new ArrayList<>();
        for (ChildInfo child : supervisor.ask(SupervisorMessage.WhichChildren::new)) {
            if (child.pid() != null) {
                pids.add(child.pid());
            }
        }
        return pids;
    }

    /** Ends a task. */
    public TerminateResult terminateChild(Pid task) {
        return supervisor.ask(Clock.FOR_EVER, to -> new SupervisorMessage.TerminatePid(task, to));
    }
}
