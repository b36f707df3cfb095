package dev.moirai.testkit;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Simulation;
import dev.moirai.kernel.Step;
import dev.moirai.otp.Address;
import dev.moirai.otp.supervisor.Report;
import dev.moirai.otp.supervisor.Supervisor;
import dev.moirai.otp.supervisor.SupervisorSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A system under test: a node in virtual time, where a seed decides who runs next and faults happen when the test says so.
 *
 * <pre>{@code
 * Supervisor shop = system.start(Shop.tree());
 * system.failStart("stock", 2);             // the second start of the child "stock" fails
 * system.crash("stock");
 * system.advance(Duration.ofSeconds(5));    // takes no real time
 * assertThat(system.starts("stock")).isEqualTo(3);
 * }</pre>
 *
 * <p>Children are named by their ids, wherever in the tree they are; use ids that are unique in it. Asks of the test's own
 * thread run the system until they are answered.
 */
public final class TestSystem implements AutoCloseable {
    private final Simulation simulation;
    private final Faults faults = new Faults();
    private final List<Report> reports = new ArrayList<>();

    private TestSystem(long seed) {
        this.simulation = new Simulation(seed);
    }

    /** A system whose run the seed decides: the same seed, the same run. */
    public static TestSystem seeded(long seed) {
        return new TestSystem(seed);
    }

    public long seed() {
        return simulation.seed();
    }

    public Node node() {
        return simulation.node();
    }

    public Simulation simulation() {
        return simulation;
    }

    /** Starts a tree that faults can be injected into, and waits until it is ready. Its reports are kept, not logged. */
    public Supervisor start(SupervisorSpec tree) {
        return tree.allReports((report, _) -> {
                    reports.add(report);
                    return false;
                })
                .mapChildren(faults::instrument)
                .start(node());
    }

    /** What the supervisors of the started trees have reported, those below the top included. */
    public List<Report> reports() {
        return List.copyOf(reports);
    }

    // ---- faults

    /** Start number {@code nth}, counted from 1 since the system began, of the child with that id will fail. */
    public void failStart(Object id, int nth) {
        faults.failStart(id, nth);
    }

    /** Start number {@code nth} of the child will never become ready. */
    public void hangStart(Object id, int nth) {
        faults.hangStart(id, nth);
    }

    /**
     * Has the child fail now, as if it had thrown, and lets everything happen that follows without time passing.
     *
     * @throws IllegalStateException if it does not run, or traps exits, as supervisors do: {@link #kill} ends those too
     */
    public void crash(Object id) {
        Pid child = live(id);
        node().spawn((self, _) -> {
            self.exit(child, new ExitReason.Failed(new InjectedFault("crash of child " + id)));
            return Step.done();
        });
        untilQuiet();
        if (child.isAlive()) {
            throw new IllegalStateException("child " + id
                    + " traps exits, so that a failure from outside does not end it; use kill (seed " + seed() + ")");
        }
    }

    /** Kills the child now, and lets everything happen that follows without time passing. */
    public void kill(Object id) {
        node().kill(live(id));
        untilQuiet();
    }

    // ---- time

    /** Lets time pass, and everything happen that is due. */
    public void advance(Duration time) {
        simulation.advance(time);
    }

    /** Lets everything happen that needs no time. */
    public void untilQuiet() {
        simulation.advance(Duration.ZERO); // timers that are due already are part of it
    }

    /** Lets as much happen, and as much time pass, as it takes. */
    public void until(BooleanSupplier condition) {
        simulation.runUntil(condition);
    }

    // ---- what is

    /** How often the child was started, or tried to. */
    public int starts(Object id) {
        return faults.starts(id);
    }

    /** The child's process, dead or alive; null if it never was started. */
    public @Nullable Pid pid(Object id) {
        return faults.latest(id);
    }

    /** Where to send messages to the child with that id, whichever process it is at the time. */
    public <M> Address<M> address(Object id) {
        return Address.of(node(), id, () -> faults.latest(id));
    }

    public boolean isRunning(Object id) {
        Pid pid = pid(id);
        return pid != null && pid.isAlive();
    }

    private Pid live(Object id) {
        Pid pid = pid(id);
        if (pid == null) {
            throw new IllegalStateException("no child " + id + " was ever started, only "
                    + faults.ids().stream().map(String::valueOf).sorted().toList() + " (seed " + seed() + ")");
        }
        if (!pid.isAlive()) {
            throw new IllegalStateException("child " + id
                    + " does not run at the moment, so nothing can happen to it; advance the time until it does (seed "
                    + seed() + ")");
        }
        return pid;
    }

    /** Stops everything. */
    @Override
    public void close() {
        simulation.close();
    }

    @Override
    public String toString() {
        return "test system with seed " + seed();
    }
}
