package dev.moirai.examples.simplequeue;

import dev.moirai.examples.simplequeue.SimpleQueue.Message;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.otp.Address;
import dev.moirai.otp.Done;
import dev.moirai.otp.Name;
import dev.moirai.otp.supervisor.ChildInfo;
import dev.moirai.otp.supervisor.ChildSpec;
import dev.moirai.otp.supervisor.DynamicSupervisor;
import dev.moirai.otp.supervisor.Restart;
import dev.moirai.otp.supervisor.Shutdown;
import dev.moirai.otp.supervisor.StartResult;
import dev.moirai.otp.supervisor.Strategy;
import dev.moirai.otp.supervisor.Supervisor;
import dev.moirai.otp.supervisor.SupervisorMessage;
import dev.moirai.otp.supervisor.SupervisorSpec;
import dev.moirai.otp.task.TaskSupervisor;
import dev.moirai.otp.task.Work;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The steps of the lesson, each as a method of its own. */
public final class Lesson {

    static final Name<SupervisorMessage> DYNAMIC = Name.of("SimpleQueue.Dynamic");
    static final Name<SupervisorMessage> TASKS = Name.of("Tasks");

    private Lesson() {}

    // ---- 1. a supervisor with a list of children

    /** The application of the lesson: one queue, here with first values; {@code SimpleQueue.child()} has none. */
    static SupervisorSpec application(ChildSpec<?>... children) {
        return Supervisor.of(Strategy.ONE_FOR_ONE)
                .named("SimpleQueue.Supervisor")
                .children(List.of(children));
    }

    // ---- 2. a child that crashes is started again

    /** Kills a child and waits until its supervisor has started it again. */
    static void killAndAwaitNext(Supervisor supervisor, Object id) {
        Pid pid = child(supervisor, id).pid();
        if (pid == null) {
            throw new IllegalStateException("child " + id + " does not run");
        }
        pid.node().kill(pid);
        await(
                supervisor,
                children -> children.stream().allMatch(child -> child.state() == ChildInfo.State.RUNNING)
                        && children.stream().anyMatch(child -> child.id().equals(id) && child.restarts() > 0));
    }

    private static ChildInfo child(Supervisor supervisor, Object id) {
        return supervisor.child(id).orElseThrow();
    }

    private static void await(Supervisor supervisor, Predicate<List<ChildInfo>> wanted) {
        while (!wanted.test(supervisor.children())) {
            Thread.onSpinWait(); // each question gives the others time to run
        }
    }

    // ---- 3. three strategies

    /** Three queues of which the first one to fail takes others along, as the strategy says. */
    static SupervisorSpec three(Strategy strategy) {
        return Supervisor.of(strategy)
                .child(SimpleQueue.anonymous("first"))
                .child(SimpleQueue.anonymous("second"))
                .child(SimpleQueue.anonymous("third"));
    }

    // ---- 4. a child spec and its keys

    /** Everything a child spec can say; all but id and start have defaults. */
    static ChildSpec<Message> everythingSaid() {
        return SimpleQueue.anonymous("everything said", "a") // id and start
                .restart(Restart.TRANSIENT) // PERMANENT by default, or TEMPORARY
                .shutdown(Shutdown.within(Duration.ofSeconds(10))) // 5 seconds by default, or BRUTAL, or INFINITY
                .type(ChildSpec.Type.WORKER); // the default, or SUPERVISOR
    }

    // ---- 5. children nobody knew of at the start

    /** Starts a queue under a dynamic supervisor. */
    static StartResult<Message> startQueue(DynamicSupervisor queues, String... values) {
        return queues.startChild(SimpleQueue.anonymous("session", values).restart(Restart.TEMPORARY));
    }

    // ---- 6. tasks

    /** Work that fails until it is done the third time, and says so in {@code attempts}. */
    static Work<Done> thirdTimeLucky(AtomicInteger attempts) {
        return _ -> {
            if (attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("attempt " + attempts);
            }
            return Done.DONE;
        };
    }

    /** Runs the lesson. */
    public static void main(String[] arguments) {
        try (Node node = Node.start("lesson")) {
            Address<Message> queue = SimpleQueue.NAME.on(node);
            try (Supervisor application = application(
                            SimpleQueue.child("a", "b"),
                            DynamicSupervisor.spec().named(DYNAMIC).asChild(),
                            TaskSupervisor.spec().named(TASKS).asChild())
                    .start(node)) {
                print("1. The supervisor has started its children:");
                application.children().reversed().forEach(child -> print("   " + child.id() + " " + child.pid()));
                queue.tell(new Message.Enqueue("c"));
                Optional<String> head = queue.ask(Message.Dequeue::new);
                List<String> rest = queue.ask(Message.Queue::new);
                print("   the head of the queue was " + head.orElse("nothing") + ", the rest is " + rest);

                killAndAwaitNext(application, SimpleQueue.NAME.key());
                print("2. Killed, the queue is back with " + queue.<List<String>>ask(Message.Queue::new));

                for (Strategy strategy : Strategy.values()) {
                    print("3. " + strategy + ": when the second child fails, restarted are "
                            + restarted(node, strategy));
                }

                ChildSpec<Message> spec = everythingSaid();
                print("4. " + spec.id() + ": " + spec.restart() + ", " + spec.shutdown() + ", " + spec.type());

                DynamicSupervisor queues = DynamicSupervisor.at(DYNAMIC.on(node));
                print("5. " + startQueue(queues, "x") + ", " + startQueue(queues, "y") + ": now " + queues.count());

                TaskSupervisor tasks = TaskSupervisor.at(TASKS.on(node));
                print("6. "
                        + tasks.startChild(_ -> {
                            print("   a task");
                            return Done.DONE;
                        }));
                AtomicInteger attempts = new AtomicInteger();
                tasks.startChild(Restart.TRANSIENT, thirdTimeLucky(attempts));
                await(Supervisor.at(tasks.address()), List::isEmpty);
                print("   a transient one needed " + attempts + " attempts");
            } // the end of the block stops the children in reverse order
            print("All stopped; what is left on the node: " + node.processes());
        }
    }

    /** Which of three children have another process after the second one was killed. */
    static List<Object> restarted(Node node, Strategy strategy) {
        try (Supervisor supervisor = three(strategy).start(node)) {
            killAndAwaitNext(supervisor, "second");
            return supervisor.children().reversed().stream()
                    .filter(child -> child.restarts() > 0)
                    .map(ChildInfo::id)
                    .toList();
        }
    }

    @SuppressWarnings("SystemOut") // it is what the lesson is for
    private static void print(String line) {
        System.out.println(line);
    }
}
