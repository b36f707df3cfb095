package dev.moirai.examples.simplequeue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.examples.simplequeue.SimpleQueue.Message;
import dev.moirai.otp.Address;
import dev.moirai.otp.Done;
import dev.moirai.otp.supervisor.ChildCounts;
import dev.moirai.otp.supervisor.ChildSpec;
import dev.moirai.otp.supervisor.DynamicSupervisor;
import dev.moirai.otp.supervisor.Restart;
import dev.moirai.otp.supervisor.Shutdown;
import dev.moirai.otp.supervisor.StartResult;
import dev.moirai.otp.supervisor.Strategy;
import dev.moirai.otp.supervisor.Supervisor;
import dev.moirai.otp.task.TaskSupervisor;
import dev.moirai.testkit.SimulatedTest;
import dev.moirai.testkit.TestSystem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The lesson, step by step, in virtual time. */
class LessonTest {

    private static List<String> values(Address<Message> queue) {
        return queue.ask(Message.Queue::new);
    }

    @SimulatedTest
    void theSupervisorStartsTheQueue(TestSystem system) {
        system.start(Lesson.application(SimpleQueue.child()));

        assertThat(values(SimpleQueue.NAME.on(system.node()))).isEmpty();
    }

    @SimulatedTest
    void childrenCanHaveArguments(TestSystem system) {
        system.start(Lesson.application(SimpleQueue.child("a", "b")));
        Address<Message> queue = SimpleQueue.NAME.on(system.node());
        queue.tell(new Message.Enqueue("c"));

        assertThat(queue.<Optional<String>>ask(Message.Dequeue::new)).contains("a");
        assertThat(values(queue)).containsExactly("b", "c");
    }

    @SimulatedTest
    void aQueueThatCrashesIsStartedAgainAsIfNothingHadHappened(TestSystem system) {
        system.start(Lesson.application(SimpleQueue.child("a")));
        Address<Message> queue = SimpleQueue.NAME.on(system.node());
        queue.tell(new Message.Enqueue("lost"));

        system.crash("SimpleQueue");

        assertThat(values(queue)).containsExactly("a");
    }

    @SimulatedTest
    void oneForOneRestartsOnlyTheFailed(TestSystem system) {
        assertThat(Lesson.restarted(system.node(), Strategy.ONE_FOR_ONE)).containsExactly("second");
    }

    @SimulatedTest
    void oneForAllRestartsAll(TestSystem system) {
        assertThat(Lesson.restarted(system.node(), Strategy.ONE_FOR_ALL)).containsExactly("first", "second", "third");
    }

    @SimulatedTest
    void restForOneRestartsTheFailedAndThoseAfterIt(TestSystem system) {
        assertThat(Lesson.restarted(system.node(), Strategy.REST_FOR_ONE)).containsExactly("second", "third");
    }

    @Test
    void aChildSpecHasTheKeysOfTheLesson() {
        ChildSpec<Message> plain = SimpleQueue.anonymous("plain");
        ChildSpec<Message> said = Lesson.everythingSaid();

        assertThat(plain.restart()).isEqualTo(Restart.PERMANENT);
        assertThat(plain.shutdown()).isEqualTo(Shutdown.within(Duration.ofSeconds(5)));
        assertThat(plain.type()).isEqualTo(ChildSpec.Type.WORKER);
        assertThat(Supervisor.of(Strategy.ONE_FOR_ONE).asChild("sup").shutdown())
                .isEqualTo(Shutdown.INFINITY);
        assertThat(said.restart()).isEqualTo(Restart.TRANSIENT);
        assertThat(said.shutdown()).isEqualTo(Shutdown.within(Duration.ofSeconds(10)));
    }

    @SimulatedTest
    void aDynamicSupervisorStartsQueuesOnDemand(TestSystem system) {
        DynamicSupervisor queues = DynamicSupervisor.spec().start(system.node());

        StartResult<Message> first = Lesson.startQueue(queues, "x");
        StartResult<Message> second = Lesson.startQueue(queues, "y");

        assertThat(values(first.orThrow())).containsExactly("x");
        assertThat(values(second.orThrow())).containsExactly("y");
        assertThat(queues.count()).isEqualTo(new ChildCounts(2, 2, 0, 2));
    }

    @SimulatedTest
    void aTaskIsNeverRestartedUnlessToldSo(TestSystem system) {
        TaskSupervisor tasks =
                TaskSupervisor.at(TaskSupervisor.spec().start(system.node()).address());
        AtomicInteger temporary = new AtomicInteger();
        AtomicInteger restarted = new AtomicInteger();

        tasks.startChild(Lesson.thirdTimeLucky(temporary));
        tasks.startChild(Restart.TRANSIENT, Lesson.thirdTimeLucky(restarted));
        tasks.startChild(_ -> Done.DONE);
        system.advance(Duration.ofSeconds(1));

        assertThat(temporary).hasValue(1);
        assertThat(restarted).hasValue(3);
        assertThat(tasks.children()).isEmpty();
    }

    @Test
    void theWholeLessonRunsOnARealNode() {
        Lesson.main(new String[0]);
    }
}
