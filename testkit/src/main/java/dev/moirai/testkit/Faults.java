package dev.moirai.testkit;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import dev.moirai.otp.supervisor.ChildSpec;
import dev.moirai.otp.supervisor.Readiness;
import dev.moirai.otp.supervisor.Start;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which starts are to fail, and which process each child last was. Used by the thread of the simulation only. */
final class Faults {

    /** Start number {@code nth}, from 1, of the children with that id. */
    private record Nth(Object id, int nth) {}

    private final Set<Nth> failing = new HashSet<>();
    private final Set<Nth> hanging = new HashSet<>();
    private final Map<Object, Integer> starts = new HashMap<>();
    private final Map<Object, Pid> latest = new HashMap<>();

    void failStart(Object id, int nth) {
        failing.add(checked(id, nth));
    }

    void hangStart(Object id, int nth) {
        hanging.add(checked(id, nth));
    }

    private static Nth checked(Object id, int nth) {
        if (nth < 1) {
            throw new IllegalArgumentException("starts are counted from 1, got " + nth);
        }
        return new Nth(Objects.requireNonNull(id, "id"), nth);
    }

    int starts(Object id) {
        return starts.getOrDefault(id, 0);
    }

    /** The ids of all children that were started so far. */
    Set<Object> ids() {
        return Set.copyOf(starts.keySet());
    }

    @Nullable
    Pid latest(Object id) {
        return latest.get(id);
    }

    /** The same child, watched and made to fail as told. */
    ChildSpec<?> instrument(ChildSpec<?> child) {
        Start real = child.start();
        return child.start(new Start() {
            @Override
            public Launch launch(Self supervisor, Readiness readiness) throws Throwable {
                Launch launch = faulty(child.id(), real, supervisor, readiness);
                switch (launch) {
                    case Running(Pid pid) -> latest.put(child.id(), pid);
                    case Starting(Pid pid) -> latest.put(child.id(), pid);
                    case Ignored _, Failed _ -> {}
                }
                return launch;
            }

            @Override
            public void requestStop(Self supervisor, Pid pid, @Nullable Duration patience) {
                real.requestStop(supervisor, pid, patience);
            }

            @Override
            public boolean mayEndNormally() {
                return real.mayEndNormally();
            }
        });
    }

    private Start.Launch faulty(Object id, Start real, Self supervisor, Readiness readiness) throws Throwable {
        Nth now = new Nth(id, starts.merge(id, 1, Integer::sum));
        if (failing.remove(now)) {
            return new Start.Failed(new ExitReason.Crash(new InjectedFault("start " + now.nth + " of child " + id)));
        }
        if (hanging.remove(now)) {
            return new Start.Starting(supervisor
                    .spawn(Spawn.of((_, _) -> Step.WAITING).linked().labelled("hanging start of " + id))
                    .pid());
        }
        return real.launch(supervisor, readiness);
    }
}
