package dev.moirai.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A simulation for tests, with puppets in it: processes that do what the test says and keep what they get. */
final class Stage {
    private static final int ORDERS = 200;

    /** Something a puppet does in its turn. */
    @FunctionalInterface
    interface Act {
        void by(Self self) throws Throwable;
    }

    private record Order(Act act) {}

    private final Map<Pid, ExitReason> ends = new HashMap<>();
    private @Nullable AssertionError failed;
    final List<Object> deadLetters = new ArrayList<>();
    final Simulation simulation;
    final Node node;

    Stage(long seed) {
        simulation = new Simulation(
                seed,
                NodeOptions.named("stage")
                        .withTracer(new Tracer() {
                            @Override
                            public void exited(Pid pid, ExitReason reason) {
                                ends.put(pid, reason);
                            }
                        })
                        .withDeadLetters((_, _, message) -> deadLetters.add(message)));
        node = simulation.node();
    }

    Stage() {
        this(1);
    }

    /** Plays a scene in many orders of who runs when; the seed is part of a failure's message. */
    static void inManyOrders(Consumer<Stage> scene) {
        for (long seed = 1; seed <= ORDERS; seed++) {
            try {
                scene.accept(new Stage(seed));
            } catch (AssertionError failed) {
                throw new AssertionError("with seed " + seed + ": " + failed.getMessage(), failed);
            }
        }
    }

    /** Runs until all wait; fails if a puppet's act did. */
    void run() {
        simulation.run();
        if (failed != null) {
            throw failed;
        }
    }

    Puppet puppet() {
        return puppet(UnaryOperator.identity());
    }

    Puppet puppet(UnaryOperator<Spawn> how) {
        Puppet puppet = new Puppet();
        puppet.pid = node.spawn(how.apply(Spawn.of(puppet)));
        run();
        return puppet;
    }

    Puppet trapper() {
        return puppet(Spawn::trappingExits);
    }

    /** Lets one puppet spawn another. */
    Puppet child(Puppet parent, UnaryOperator<Spawn> how) {
        Puppet child = new Puppet();
        parent.does(self -> child.pid = self.spawn(how.apply(Spawn.of(child))).pid());
        return child;
    }

    /** How a process ended; null while it lives. */
    @Nullable
    ExitReason endOf(Puppet puppet) {
        return ends.get(puppet.pid());
    }

    final class Puppet implements Body {
        private @Nullable Pid pid;
        private @Nullable Act whenCleaningUp;
        private @Nullable Step over;
        /** What it took, oldest first. */
        final List<Object> got = new ArrayList<>();
        /** The reasons it was told to clean up for. */
        final List<ExitReason> cleanUps = new ArrayList<>();

        Pid pid() {
            if (pid == null) {
                throw new IllegalStateException("not spawned yet");
            }
            return pid;
        }

        /** Does something now, and everything that follows from it. */
        void does(Act act) {
            will(act);
            run();
        }

        /** Does something as soon as it runs; so that others can act before, after, and meanwhile. */
        void will(Act act) {
            node.send(pid(), new Order(act));
        }

        void cleansUpBy(Act act) {
            whenCleaningUp = act;
        }

        void ends(ExitReason reason) {
            does(_ -> over = Step.done(reason));
        }

        void willEnd(ExitReason reason) {
            will(_ -> over = Step.done(reason));
        }

        /** What it took of one kind. */
        <T> List<T> got(Class<T> kind) {
            return got.stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        @Override
        public Step advance(Self self, int budget) throws Throwable {
            Object what;
            while (over == null && (what = self.take()) != null) {
                if (what instanceof Order(Act act)) {
                    try {
                        act.by(self);
                    } catch (AssertionError thrown) {
                        failed = thrown;
                        throw thrown;
                    }
                } else {
                    got.add(what);
                }
            }
            return over == null ? Step.WAITING : over;
        }

        @Override
        public void terminate(Self self, ExitReason reason) throws Throwable {
            cleanUps.add(reason);
            if (whenCleaningUp != null) {
                whenCleaningUp.by(self);
            }
        }
    }
}
