package dev.moirai.otp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.Body;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Simulation;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import dev.moirai.otp.DocExamplesTest.SimpleQueue.Message;
import dev.moirai.otp.DocExamplesTest.SimpleQueue.Message.Dequeue;
import dev.moirai.otp.DocExamplesTest.SimpleQueue.Message.Enqueue;
import dev.moirai.otp.application.Application;
import dev.moirai.otp.application.Applications;
import dev.moirai.otp.registry.Registry;
import dev.moirai.otp.supervisor.Backoff;
import dev.moirai.otp.supervisor.ChildSpec;
import dev.moirai.otp.supervisor.DynamicSupervisor;
import dev.moirai.otp.supervisor.PartitionSupervisor;
import dev.moirai.otp.supervisor.Readiness;
import dev.moirai.otp.supervisor.Restart;
import dev.moirai.otp.supervisor.Start;
import dev.moirai.otp.supervisor.Strategy;
import dev.moirai.otp.supervisor.Supervisor;
import dev.moirai.otp.supervisor.SupervisorMessage;
import dev.moirai.otp.supervisor.SupervisorSpec;
import dev.moirai.otp.task.Task;
import dev.moirai.otp.task.TaskSupervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The examples in the docs, run; and a check that every example in the docs is here, line by line. */
class DocExamplesTest {
    private static final Pattern JAVADOC = Pattern.compile("<pre>\\{@code\n(.*?)\\* }</pre>", Pattern.DOTALL);
    private static final Pattern PAGE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private final Simulation simulation = new Simulation(1);
    private final Node node = simulation.node();

    @AfterEach
    void close() {
        simulation.close();
    }

    static final class SimpleQueue implements Server<Message> {
        sealed interface Message {
            record Enqueue(String value) implements Message {}

            record Dequeue(Reply<Optional<String>> to) implements Message {}
        }

        static final Name<Message> NAME = Name.of("simple-queue");

        private final Deque<String> values = new ArrayDeque<>();

        @Override
        public Next<Message> on(Message message, Context<Message> context) {
            switch (message) {
                case Enqueue(var value) -> values.add(value);
                case Dequeue(var to) -> to.ok(Optional.ofNullable(values.poll()));
            }
            return Next.go();
        }
    }

    @Test
    void addresses() {
        Address<Message> queue = Server.spawn(node, SimpleQueue::new);
        queue.tell(new Enqueue("a"));
        Optional<String> head = queue.ask(Dequeue::new);

        assertThat(head).contains("a");
    }

    static final Name<Message> NAME = Name.of("simple-queue");

    @Test
    void names() {
        node.spawn(Spawn.of(Server.body(SimpleQueue::new)).named(NAME.key()));
        NAME.on(node).tell(new Enqueue("a"));

        assertThat(NAME.on(node).<Optional<String>>ask(Dequeue::new)).contains("a");
    }

    /** Takes over where a {@link Counter} was. */
    static final class FasterCounter implements Server<Counter.Message> {
        private final int total;

        FasterCounter(int total) {
            this.total = total;
        }

        @Override
        public Next<Counter.Message> on(Counter.Message message, Context<Counter.Message> context) {
            if (message instanceof Counter.Message.Total(var to)) {
                to.ok(total);
            }
            return Next.go();
        }
    }

    static final class Counter implements Server<Counter.Message> {
        sealed interface Message {
            record Add(int amount) implements Message {}

            record Total(Reply<Integer> to) implements Message {}
        }

        private int total;

        int total() {
            return total;
        }

        @Override
        public Next<Message> on(Message message, Context<Message> context) {
            switch (message) {
                case Message.Add(int amount) -> total += amount;
                case Message.Total(var to) -> to.ok(total);
            }
            return Next.go();
        }
    }

    @Test
    void servers() {
        Ref<Counter.Message> counter = Server.spawn(node, Counter::new);
        counter.tell(new Counter.Message.Add(3));

        assertThat(counter.<Integer>ask(Counter.Message.Total::new)).isEqualTo(3);
    }

    @Test
    void changes() {
        Ref<Counter.Message> counter = Server.spawn(node, Counter::new);
        Duration timeout = Duration.ofSeconds(1);
        counter.tell(new Counter.Message.Add(3));
        Sys.<Counter.Message>change(counter, timeout, old -> new FasterCounter(((Counter) old).total()));

        assertThat(counter.<Integer>ask(Counter.Message.Total::new)).isEqualTo(3);
    }

    @Test
    void agents() {
        Agent<Integer> counter = Agent.start(node, () -> 0);
        counter.update(n -> n + 1);
        int now = counter.get(n -> n);

        assertThat(now).isEqualTo(1);
    }

    enum Door {
        OPEN,
        CLOSED
    }

    sealed interface Event {
        record Close() implements Event {}

        record Knock(Reply<String> to) implements Event {}
    }

    private static final class DoorMachine implements StateMachine<Door, Event> {
        @Override
        public Door init(Context<Event> context) {
            return Door.OPEN;
        }

        @Override
        public Transition<Door, Event> on(Event event, Door state, Context<Event> context) {
            return switch (state) {
                case OPEN ->
                    switch (event) {
                        case Event.Close() -> Transition.to(Door.CLOSED);
                        case Event.Knock(var to) -> Transition.postpone(); // answered when it is closed
                    };
                case CLOSED ->
                    switch (event) {
                        case Event.Close() -> Transition.keep();
                        case Event.Knock(var to) -> {
                            to.ok("who is there?");
                            yield Transition.keep();
                        }
                    };
            };
        }
    }

    @Test
    void stateMachines() {
        Ref<Event> door = Server.spawn(node, () -> StateMachine.server(DoorMachine::new));
        simulation.run();
        node.spawn(Spawn.blocking(self -> {
            self.sleep(Duration.ofSeconds(1));
            return door.tell(new Event.Close());
        }));

        assertThat(door.<String>ask(Event.Knock::new)).isEqualTo("who is there?");
    }

    @Test
    void childSpecs() {
        ChildSpec<Message> child = ChildSpec.server("queue", SimpleQueue::new)
                .restart(Restart.TRANSIENT)
                .shutdown(Duration.ofSeconds(10))
                .backoff(Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(30)));

        assertThat(child.restart()).isEqualTo(Restart.TRANSIENT);
    }

    static final Name<Counter.Message> COUNTER = Name.of("counter");

    @Test
    void readme() {
        try (Node node = Node.start("shop");
                Supervisor app = Supervisor.of(Strategy.ONE_FOR_ONE)
                        .restarts(3, Duration.ofSeconds(5))
                        .child(ChildSpec.server(COUNTER, Counter::new))
                        .start(node)) {
            Address<Counter.Message> counter = COUNTER.on(node); // whoever holds the name, also after a restart
            counter.tell(new Counter.Message.Add(2));
            int total = counter.ask(Counter.Message.Total::new);
            System.out.println(total + " from " + app.children());

            assertThat(total).isEqualTo(2);
        } // close: everything stops, in reverse order
    }

    static final class Stock implements Server<Message> {
        static final Name<Message> NAME = Name.of("stock");

        @Override
        public Next<Message> on(Message message, Context<Message> context) {
            return Next.go();
        }
    }

    static final class Mailer implements Server<Message> {
        @Override
        public Next<Message> init(Context<Message> context) {
            STARTED.complete(context.node());
            return Next.go();
        }

        @Override
        public Next<Message> on(Message message, Context<Message> context) {
            return Next.go();
        }
    }

    private static final CompletableFuture<Node> STARTED = new CompletableFuture<>();

    @Test
    void thePageOnSupervision() throws InterruptedException {
        Thread main = Thread.startVirtualThread(DocExamplesTest::shop);
        Node node = STARTED.join();
        TaskSupervisor last = TaskSupervisor.at(node, "tasks");
        while (last.address().pid() == null) {
            Thread.onSpinWait();
        }
        last.startChild(_ -> Done.DONE); // answered when it is ready, and with it the tree
        Supervisor.at(node, "app").stop(ExitReason.SHUTDOWN, Duration.ofSeconds(30));

        main.join();
    }

    private static void shop() {
        try (Node node = Node.start("shop");
                Supervisor app = Supervisor.of(Strategy.ONE_FOR_ONE)
                        .named("app")
                        .restarts(3, Duration.ofSeconds(5))
                        .child(ChildSpec.server(Stock.NAME, Stock::new))
                        .child(ChildSpec.server("mailer", Mailer::new)
                                .restart(Restart.TRANSIENT)
                                .shutdown(Duration.ofSeconds(10))
                                .backoff(Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(30))))
                        .child(DynamicSupervisor.spec()
                                .named("sessions")
                                .maxChildren(10_000)
                                .asChild())
                        .child(TaskSupervisor.spec().named("tasks").asChild())
                        .start(node)) {
            app.exit().join(); // until somebody stops it, or it gives up
        } // close: everything stops in reverse order, within one deadline
    }

    @Test
    void supervisors() {
        try (Supervisor app = Supervisor.of(Strategy.ONE_FOR_ONE)
                .named("app")
                .restarts(3, Duration.ofSeconds(5))
                .child(ChildSpec.server(SimpleQueue.NAME, SimpleQueue::new))
                .start(node)) {
            app.children().forEach(System.out::println);
        } // close: an orderly shutdown, in reverse order

        assertThat(node.population()).isZero();
    }

    private record MyBody(Readiness readiness) implements Body {
        @Override
        public Step advance(Self self, int budget) {
            readiness.ready();
            return Step.WAITING;
        }
    }

    @Test
    void starts() {
        Start start = (supervisor, readiness) -> new Start.Starting(
                supervisor.spawn(Spawn.of(new MyBody(readiness)).linked()).pid());

        try (Supervisor app = Supervisor.of(Strategy.ONE_FOR_ONE)
                .child(ChildSpec.of("mine", start))
                .start(node)) {
            assertThat(app.count().active()).isEqualTo(1);
        }
    }

    @Test
    void partitions() {
        String user = "ada";
        PartitionSupervisor<SupervisorMessage> sessions = PartitionSupervisor.of(
                "sessions", 8, (name, _) -> DynamicSupervisor.spec().named(name).asChild());
        Supervisor running = sessions.spec().start(node);
        DynamicSupervisor mine = DynamicSupervisor.at(sessions.address(node, user));

        mine.startChild(ChildSpec.server("queue", SimpleQueue::new)).orThrow();
        assertThat(running.count().active()).isEqualTo(8);
        assertThat(mine.count().active()).isEqualTo(1);
    }

    @Test
    void tasks() {
        String text = "four";
        CompletableFuture<Integer> done = new CompletableFuture<>();
        node.spawn(Spawn.blocking(self -> {
            Task<Integer> length = Task.async(self, _ -> text.length());
            // ... do something else ...
            int result = length.await(Duration.ofSeconds(5));
            return done.complete(result);
        }));
        simulation.runUntil(done::isDone);

        assertThat(done).isCompletedWithValue(4);
    }

    private record Page(String text) {}

    private static Done sendMail(String address) {
        return address.contains("@") ? Done.DONE : Done.valueOf("no address: " + address);
    }

    private static Page fetch(String url) {
        return new Page(url);
    }

    @Test
    void taskSupervisors() {
        String address = "ada@example.org";
        String url = "https://example.org";
        TaskSupervisor.spec().named("tasks").start(node);
        CompletableFuture<Page> done = new CompletableFuture<>();
        TaskSupervisor tasks = TaskSupervisor.at(node, "tasks");
        tasks.startChild(_ -> sendMail(address)); // nobody waits for it
        tasks.startChild(Restart.TRANSIENT, _ -> sendMail(address)); // started again if it fails
        node.spawn(Spawn.blocking(self -> {
            Task<Page> page = tasks.asyncNoLink(self, _ -> fetch(url)); // its failure is a value
            return done.complete(page.await());
        }));
        simulation.runUntil(done::isDone);

        assertThat(done).isCompletedWithValue(new Page(url));
    }

    @Test
    void registries() {
        SupervisorSpec supervisor = Supervisor.of(Strategy.ONE_FOR_ONE);
        Registry<String, Integer> rooms = Registry.unique("rooms");
        supervisor = supervisor.child(rooms.asChild());
        supervisor.start(node);
        List<Message> got = new ArrayList<>();
        Server.<Message>spawn(node, () -> new Server<>() {
            @Override
            public Next<Message> init(Context<Message> context) {
                rooms.register(context.self(), "kitchen", 7); // in the process itself
                return Next.go();
            }

            @Override
            public Next<Message> on(Message received, Context<Message> context) {
                got.add(received);
                return Next.go();
            }
        });
        simulation.run();
        Message message = new Enqueue("soup");
        rooms.<Message>via(node, "kitchen").tell(message); // anywhere
        simulation.run();

        assertThat(got).containsExactly(message);
    }

    private final AtomicInteger filled = new AtomicInteger();

    private void fillCaches() {
        filled.incrementAndGet();
    }

    private void stopAccepting() {
        filled.set(0);
    }

    @Test
    void applications() {
        SupervisorSpec tree = Supervisor.of(Strategy.ONE_FOR_ONE);
        Application database = Application.of("database", tree);
        Application shop = Application.of("shop", tree)
                .after(database)
                .phase("warm up", supervisor -> fillCaches())
                .beforeStop(supervisor -> stopAccepting());

        try (Applications applications = new Applications(node)) {
            applications.start(shop);
            assertThat(applications.names()).containsExactly("database", "shop");
            assertThat(filled).hasValue(1);
        }
        assertThat(filled).hasValue(0);
    }

    @Test
    void everyExampleInTheDocsIsHere() throws IOException {
        String here = code(Files.readString(Path.of("src/test/java/dev/moirai/otp/DocExamplesTest.java")));
        List<String> missing = new ArrayList<>();
        int examples = 0;
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher example = JAVADOC.matcher(Files.readString(source));
                while (example.find()) {
                    examples++;
                    for (String line : example.group(1).lines().toList()) {
                        String wanted = code(line.replaceFirst("^ *\\*", ""));
                        if (!here.contains(wanted)) {
                            missing.add(source.getFileName() + ": " + line);
                        }
                    }
                }
            }
        }

        for (String page : List.of("../README.md", "../docs/supervision.md")) {
            Matcher example = PAGE.matcher(Files.readString(Path.of(page)));
            while (example.find()) {
                if (example.group(1).startsWith("@SimulatedTest")) {
                    continue; // in the testkit's own DocExamplesTest
                }
                examples++;
                for (String line : example.group(1).lines().toList()) {
                    if (!here.contains(code(line))) {
                        missing.add(page + ": " + line);
                    }
                }
            }
        }

        assertThat(examples).isGreaterThan(14);
        assertThat(missing).isEmpty();
    }

    /** Without comments and white space. */
    private static String code(String text) {
        return text.replaceAll("//[^\n]*", "").replaceAll("\\s", "");
    }
}
