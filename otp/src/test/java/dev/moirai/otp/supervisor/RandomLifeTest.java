package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Step;
import dev.moirai.otp.Address;
import dev.moirai.otp.Reply;
import dev.moirai.otp.Request;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** B11 and V7: whatever happens to a tree, in whatever order, some things always hold. */
class RandomLifeTest {
    private static final int LIVES = 300;
    private static final int EVENTS = 40;
    private static final List<String> IDS = List.of("a", "b", "c", "d");

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void neverTwoIncarnationsNeverAnOrphanNeverAWrongAnswer(Strategy strategy) {
        for (long seed = 1; seed <= LIVES; seed++) {
            try (Family family = new Family(seed)) {
                live(strategy, seed, family);
            }
        }
    }

    private static void live(Strategy strategy, long seed, Family family) {
        SplittableRandom random = new SplittableRandom(seed);
        SupervisorSpec spec = family.spec(strategy).restarts(1 + random.nextInt(20), Duration.ofSeconds(1));
        if (random.nextInt(4) == 0) {
            spec = spec.inParallel();
        }
        for (String id : IDS) {
            spec = spec.child(randomly(family.child(id), random));
        }
        Supervisor supervisor = family.start(spec);
        for (int event = 0; event < EVENTS && !supervisor.exit().isDone(); event++) {
            happen(family, random);
            int turns = random.nextInt(30);
            for (int turn = 0; turn < turns; turn++) {
                family.simulation.step();
            }
            if (!supervisor.exit().isDone() && random.nextInt(5) == 0) {
                family.simulation.advance(Duration.ofMillis(random.nextInt(500)));
            }
            check(family, seed);
        }
        family.simulation.advance(Duration.ofMinutes(2));
        check(family, seed);
        if (!supervisor.exit().isDone()) {
            for (ChildInfo child : supervisor.children()) {
                assertThat(child.state())
                        .as("seed %d: %s has come to rest", seed, child)
                        .isIn(ChildInfo.State.RUNNING, ChildInfo.State.DOWN, ChildInfo.State.QUARANTINED);
            }
        }
        supervisor.shutdown(Duration.ofSeconds(30));
        assertThat(family.node.population()).as("seed %d: nobody is left", seed).isZero();
    }

    private static ChildSpec<Family.Message> randomly(ChildSpec<Family.Message> plain, SplittableRandom random) {
        ChildSpec<Family.Message> child = plain.restart(Restart.values()[random.nextInt(3)]);
        if (random.nextInt(3) == 0) {
            child = child.backoff(Backoff.exponential(Duration.ofMillis(1), Duration.ofMillis(100)));
        }
        if (random.nextInt(3) == 0) {
            child = child.budget(random.nextInt(3), Duration.ofSeconds(1));
        }
        if (random.nextInt(3) == 0) {
            child = child.shutdown(Shutdown.BRUTAL);
        }
        return child;
    }

    private static void happen(Family family, SplittableRandom random) {
        String id = IDS.get(random.nextInt(IDS.size()));
        Family.Manner manner = family.manner(id);
        switch (random.nextInt(11)) {
            case 0, 1, 2 -> toLive(family, id, new Family.Message.Crash(new Family.Boom(id)));
            case 3 -> toLive(family, id, new Family.Message.Stop(ExitReason.NORMAL));
            case 4 -> toLive(family, id, new Family.Message.Unlink(family.supervisorPid()));
            case 5 -> manner.failStarts = random.nextInt(3);
            case 6 -> manner.slowStart = random.nextBoolean() ? Duration.ofMillis(random.nextInt(2_000)) : null;
            case 7 -> manner.slowStop = random.nextBoolean() ? Duration.ofMillis(random.nextInt(8_000)) : null;
            case 8 -> RandomLifeTest.<TerminateResult>ask(family, to -> new SupervisorMessage.TerminateChild(id, to));
            case 9 -> RandomLifeTest.<RestartResult>ask(family, to -> new SupervisorMessage.RestartChild(id, to));
            default ->
                RandomLifeTest.<StartResult<Family.Message>>ask(
                        family, to -> new SupervisorMessage.StartChild<>(family.child(id), to));
        }
    }

    private static void toLive(Family family, String id, Family.Message message) {
        Pid pid = family.latest(id);
        if (pid != null) {
            family.node.send(pid, message);
        }
    }

    /** Asks without waiting: the answer may take longer than the test has patience, or never come. */
    private static <R> void ask(Family family, Function<Reply<R>, SupervisorMessage> question) {
        Address<SupervisorMessage> supervisor = family.supervisor().address();
        family.node.spawn((self, _) -> {
            Request.<SupervisorMessage, R>send(self, supervisor, Duration.ofDays(1), question);
            return Step.done();
        });
    }

    private static void check(Family family, long seed) {
        assertThat(family.overlaps).as("seed %d", seed).isEmpty();
        if (family.supervisor().exit().isDone()) {
            family.simulation.run();
            assertThat(family.node.population())
                    .as("seed %d: nobody outlives the supervisor", seed)
                    .isZero();
        }
    }
}
