package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Spawn;
import dev.moirai.otp.Next;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Java code that does not end when its process does; on threads, as a simulation has none that disobeys. */
class PhysicalEndTest {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger starts = new AtomicInteger();
    private final CompletableFuture<Pid> siblingIsBack = new CompletableFuture<>();
    private final CompletableFuture<Pid> lastIsBack = new CompletableFuture<>();

    /** Owns something no two may have, and does not listen. */
    private ChildSpec<Object> stubborn() {
        return ChildSpec.<Object>of(
                        "stubborn",
                        (supervisor, _) -> new Start.Running(supervisor
                                .spawn(Spawn.blocking(self -> {
                                            if (starts.incrementAndGet() == 1) {
                                                awaitWhateverComes();
                                            }
                                            self.sleep(Duration.ofDays(1));
                                            return null;
                                        })
                                        .linked())
                                .pid()))
                .shutdown(Shutdown.BRUTAL)
                .awaitingPhysicalEnd();
    }

    private void awaitWhateverComes() {
        begun.countDown();
        while (release.getCount() > 0) {
            try {
                release.await();
            } catch (InterruptedException _) { // it does not listen
            }
        }
    }

    private Supervisor startTree(Node node) throws InterruptedException {
        Supervisor supervisor = Supervisor.of(Strategy.ONE_FOR_ALL)
                .reports((report, _) -> {
                    if (report instanceof Report.Started(var _, var child, var pid, boolean again) && again) {
                        backOf(child).complete(pid);
                    }
                    return false;
                })
                .child(ChildSpec.<String>server("sibling", () -> (text, _) -> {
                    throw new IllegalStateException(text);
                }))
                .child(stubborn())
                .child(ChildSpec.<String>server("last", () -> (_, _) -> Next.go()))
                .start(node);
        begun.await();
        return supervisor;
    }

    private CompletableFuture<Pid> backOf(Object child) {
        return switch (String.valueOf(child)) {
            case "sibling" -> siblingIsBack;
            case "last" -> lastIsBack;
            default -> new CompletableFuture<>();
        };
    }

    private static Pid pid(Supervisor supervisor, String child) {
        return Objects.requireNonNull(supervisor.child(child).orElseThrow().pid());
    }

    private static ChildInfo.State state(Supervisor supervisor, String child) {
        return supervisor.child(child).orElseThrow().state();
    }

    @Test
    void noTwoIncarnationsRunEvenIfAnotherChildCausedTheRestart() throws InterruptedException {
        try (Node node = Node.start("physical-end");
                Supervisor supervisor = startTree(node)) {
            Pid old = pid(supervisor, "stubborn");
            node.send(pid(supervisor, "sibling"), "boom");
            siblingIsBack.join();

            assertThat(state(supervisor, "stubborn")).isEqualTo(ChildInfo.State.STARTING);
            assertThat(state(supervisor, "last")).as("it starts after").isEqualTo(ChildInfo.State.DOWN);
            assertThat(starts).hasValue(1);

            CompletableFuture<Void> ended = node.physicalEnd(old);
            release.countDown();
            ended.join();
            lastIsBack.join();
            assertThat(pid(supervisor, "stubborn")).isNotEqualTo(old);
        } finally {
            release.countDown();
        }
    }

    @Test
    void whoWaitsForOldCodeCanBeTerminated() throws InterruptedException {
        try (Node node = Node.start("physical-end");
                Supervisor supervisor = startTree(node)) {
            node.send(pid(supervisor, "sibling"), "boom");
            siblingIsBack.join();

            assertThat(supervisor.terminateChild("stubborn")).isEqualTo(TerminateResult.OK);

            assertThat(state(supervisor, "stubborn")).isEqualTo(ChildInfo.State.DOWN);
            assertThat(starts).hasValue(1);
        } finally {
            release.countDown();
        }
    }

    @Test
    void aSupervisorThatStopsDoesNotWaitForOldCode() throws InterruptedException {
        try (Node node = Node.start("physical-end")) {
            Supervisor supervisor = startTree(node);
            node.send(pid(supervisor, "sibling"), "boom");
            siblingIsBack.join();

            assertThat(supervisor.shutdown(Duration.ofSeconds(20))).isTrue();
            assertThat(starts).hasValue(1);
        } finally {
            release.countDown();
        }
    }
}
