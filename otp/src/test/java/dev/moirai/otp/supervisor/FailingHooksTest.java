package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Simulation;
import dev.moirai.otp.Context;
import dev.moirai.otp.Next;
import dev.moirai.otp.Ref;
import dev.moirai.otp.Server;
import dev.moirai.otp.StopRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** B9, V7: every hook, failing in every way, under every restart policy and strategy, has a defined result. */
class FailingHooksTest {

    enum Hook {
        MAKER,
        INIT,
        MESSAGE,
        SIGNAL,
        IDLE,
        SHUTDOWN,
        TERMINATE,
        STATE,
        LAUNCH,
        REQUEST_STOP,
        REPORT
    }

    enum Failure {
        EXCEPTION,
        ERROR,
        STACK_OVERFLOW,
        NULL,
        /** It returns without doing what it is for, and nothing ever comes of it. */
        HANG
    }

    static Stream<Arguments> everything() {
        List<Arguments> all = new ArrayList<>();
        for (Hook hook : Hook.values()) {
            for (Failure failure : Failure.values()) {
                for (Restart restart : Restart.values()) {
                    for (Strategy strategy : List.of(Strategy.ONE_FOR_ONE, Strategy.ONE_FOR_ALL)) {
                        all.add(Arguments.of(hook, failure, restart, strategy));
                    }
                }
            }
        }
        return all.stream();
    }

    private int starts;
    private boolean armed;
    private Hook hook = Hook.MAKER;
    private Failure failure = Failure.EXCEPTION;

    private boolean fails(Hook here) {
        if (!armed || hook != here) {
            return false;
        }
        switch (failure) {
            case EXCEPTION -> throw new IllegalStateException(here.toString());
            case ERROR -> throw new AssertionError(here.toString());
            case STACK_OVERFLOW -> throw new StackOverflowError();
            case NULL, HANG -> {
                return true;
            }
        }
        return true;
    }

    @SuppressWarnings("NullAway") // null is one of the mistakes
    private Next<String> wrong() {
        return failure == Failure.NULL ? null : Next.go();
    }

    private final class Victim implements Server<String> {
        Victim() {
            fails(Hook.MAKER);
        }

        @Override
        public Next<String> init(Context<String> context) {
            context.self().trapExits(true);
            return fails(Hook.INIT) ? failure == Failure.NULL ? wrong() : Next.notReady() : Next.go();
        }

        @Override
        public Next<String> on(String message, Context<String> context) {
            if (message.equals("idle")) {
                return Next.idleAfter(Duration.ofSeconds(1));
            }
            if (message.equals("crash")) {
                throw new IllegalArgumentException("crash");
            }
            return failing(Hook.MESSAGE);
        }

        private Next<String> failing(Hook here) {
            return fails(here) ? wrong() : Next.go();
        }

        @Override
        public Next<String> signal(Signal signal, Context<String> context) {
            return failing(Hook.SIGNAL);
        }

        @Override
        public Next<String> idle(Context<String> context) {
            return failing(Hook.IDLE);
        }

        @Override
        public Next<String> shutdown(StopRequest request, Context<String> context) {
            return fails(Hook.SHUTDOWN) ? wrong() : Next.stop(request.reason());
        }

        @Override
        public void terminate(ExitReason why, Context<String> context) {
            fails(Hook.TERMINATE);
        }

        @Override
        @SuppressWarnings("NullAway") // null is one of the mistakes
        public Object state() {
            return fails(Hook.STATE) && failure == Failure.NULL ? null : "fine";
        }
    }

    private boolean report(Report report, long now) {
        fails(Hook.REPORT);
        return false;
    }

    private ChildSpec<String> victim() {
        ChildSpec<String> plain = ChildSpec.<String>server("victim", this::makeVictim)
                .shutdown(Duration.ofSeconds(1))
                .startTimeout(Duration.ofSeconds(1));
        Start real = plain.start();
        return plain.start(new Start() {
            @Override
            @SuppressWarnings("NullAway") // null is one of the mistakes
            public Launch launch(Self supervisor, Readiness readiness) throws Throwable {
                starts++;
                if (fails(Hook.LAUNCH)) {
                    return failure == Failure.NULL
                            ? null
                            : new Starting(supervisor
                                    .spawn(dev.moirai.kernel.Spawn.of((_, _) -> dev.moirai.kernel.Step.WAITING)
                                            .linked())
                                    .pid());
                }
                return real.launch(supervisor, readiness);
            }

            @Override
            public void requestStop(Self supervisor, Pid child, @Nullable Duration patience) {
                if (!fails(Hook.REQUEST_STOP)) {
                    real.requestStop(supervisor, child, patience);
                }
            }
        });
    }

    @SuppressWarnings("NullAway") // null is one of the mistakes
    private Server<String> makeVictim() {
        return armed && hook == Hook.MAKER && failure == Failure.NULL ? null : new Victim();
    }

    @ParameterizedTest
    @MethodSource("everything")
    void theTreeComesToRestAndStopsInTime(Hook where, Failure how, Restart restart, Strategy strategy) {
        hook = where;
        failure = how;
        try (Simulation simulation = new Simulation(1)) {
            Supervisor supervisor = Supervisor.of(strategy)
                    .reports(this::report)
                    .restarts(3, Duration.ofSeconds(100))
                    .child(victim().restart(restart))
                    .child(ChildSpec.<String>server("bystander", () -> (_, _) -> Next.go()))
                    .start(simulation.node());
            Ref<String> child = new Ref<>(java.util.Objects.requireNonNull(
                    supervisor.child("victim").orElseThrow().pid()));
            armed = true;

            provoke(child, simulation);
            simulation.advance(Duration.ofSeconds(20));

            if (restart == Restart.TEMPORARY) {
                assertThat(starts)
                        .as("a temporary child is never started again")
                        .isEqualTo(1);
            }
            assertThat(starts).as("no more starts than the intensity allows").isBetween(1, 4);
            int before = starts;
            long asked = simulation.clock().nanoTime();
            supervisor.shutdown(Duration.ofSeconds(10));
            assertThat(simulation.clock().nanoTime() - asked)
                    .as("its second to stop is all it gets")
                    .isLessThanOrEqualTo(Duration.ofMillis(1_001).toNanos());
            simulation.advance(Duration.ofMinutes(5));
            assertThat(starts).as("what was stopped does not come back").isEqualTo(before);
            assertThat(simulation.node().population()).isZero();
        }
    }

    private void provoke(Ref<String> child, Simulation simulation) {
        switch (hook) {
            case MAKER, INIT, LAUNCH, TERMINATE, STATE, REPORT -> child.tell("crash");
            case MESSAGE -> child.tell("anything");
            case IDLE -> child.tell("idle");
            case SIGNAL ->
                simulation.node().spawn((self, _) -> {
                    self.link(child.pid());
                    return dev.moirai.kernel.Step.done();
                });
            case SHUTDOWN, REQUEST_STOP -> {} // when the supervisor stops
        }
    }
}
