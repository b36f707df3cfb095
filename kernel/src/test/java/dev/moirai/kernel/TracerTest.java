package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tracer sees each thing that happens, once, and knows who did it. */
class TracerTest {
    private final List<String> seen = new ArrayList<>();
    private final Simulation simulation =
            new Simulation(1, NodeOptions.named("traced").withTracer(new Recorder()));
    private final Node node = simulation.node();

    @AfterEach
    void close() {
        simulation.close();
    }

    private final class Recorder implements Tracer {
        @Override
        public void spawned(Pid pid, @Nullable Pid parent) {
            seen.add("spawned " + pid + " by " + parent);
        }

        @Override
        public void exited(Pid pid, ExitReason reason) {
            seen.add("exited " + pid + " " + reason);
        }

        @Override
        public void sent(@Nullable Pid from, Pid to, Object message) {
            seen.add("sent " + message + " to " + to + " by " + from);
        }

        @Override
        public void received(Pid pid, Object what) {
            seen.add("received " + what + " by " + pid);
        }

        @Override
        public void signalled(Pid to, Signal signal) {
            seen.add("signalled " + to + " " + signal.getClass().getSimpleName());
        }

        @Override
        public void dropped(Pid to, Object message) {
            seen.add("dropped " + message + " for " + to);
        }

        @Override
        public void deadLetter(@Nullable Pid from, Pid to, Object message) {
            seen.add("dead letter " + message + " for " + to + " by " + from);
        }
    }

    @Test
    void seesABirthAMessageAndAnEnd() {
        Pid child = node.spawn((self, _) -> self.take() == null ? Step.WAITING : Step.done());
        node.send(child, "go");
        simulation.run();

        assertThat(seen)
                .containsSubsequence(
                        "spawned " + child + " by null",
                        "sent go to " + child + " by null",
                        "received go by " + child,
                        "exited " + child + " normal");
    }

    @Test
    void knowsTheParentAndTheSender() {
        List<Pid> children = new ArrayList<>();
        Pid parent = node.spawn((self, _) -> {
            Pid child = self.spawn((other, _) -> other.take() == null ? Step.WAITING : Step.done());
            children.add(child);
            self.send(child, "hello");
            return Step.done();
        });
        simulation.run();

        Pid child = children.getFirst();
        assertThat(seen).contains("spawned " + child + " by " + parent, "sent hello to " + child + " by " + parent);
    }

    @Test
    void seesSignalsThatAreNoMessages() {
        Pid target = node.spawn((_, _) -> Step.WAITING);
        node.spawn((self, _) -> {
            self.link(target);
            return Step.WAITING;
        });
        simulation.run();

        assertThat(seen).contains("signalled " + target + " Link");
    }

    @Test
    void seesWhatAFullMailboxDrops() {
        Pid full = node.spawn(Spawn.of((_, _) -> Step.WAITING)
                .withMailbox(MailboxLimit.of(1).withOverflow(MailboxLimit.Overflow.DROP_NEWEST)));
        node.send(full, "first");
        node.send(full, "second");
        simulation.run();

        assertThat(seen).contains("dropped second for " + full).doesNotContain("dropped first for " + full);
    }

    @Test
    void seesALetterToTheDead() {
        Pid dead = node.spawn((_, _) -> Step.done());
        simulation.run();
        node.send(dead, "late");
        simulation.run();

        assertThat(seen).contains("dead letter late for " + dead + " by null");
    }
}
