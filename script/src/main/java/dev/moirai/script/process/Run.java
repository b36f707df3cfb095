package dev.moirai.script.process;

import dev.moirai.kernel.Step;
import dev.moirai.lua.Coroutine;
import dev.moirai.lua.Environment;
import dev.moirai.lua.Execution;
import dev.moirai.lua.Limits;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaFunction;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run of a program within its process: an environment, its fibers and the channels they opened to the mailbox.
 *
 * <p>A process has one, and for the time of an upgrade a second one that stands still: see {@link Upgrade}. Belongs to the
 * process's turn.
 */
final class Run {
    /** What resuming a fiber costs of a turn's budget beside the instructions it executes. */
    private static final int RESUME_COST = 5;
    /** A main function that computes for so many instructions without waiting has started, too. */
    private static final long A_LONG_START = 10_000_000;

    private final LuaProcess process;
    private final Program program;
    private final Parcel arguments;
    private final Loading loading;
    private final Inlets inlets;
    private final FiberQueue runnable = new FiberQueue();
    private Set<Fiber> spawned = Collections.emptySet();
    private List<Runnable> closings = Collections.emptyList();
    private @Nullable Fiber main;
    private @Nullable Fiber running;
    /** How many waits something outside of the program can end. */
    private int hopes;

    /** A run that is ready for its first turn. */
    Run(LuaProcess process, Program program, Parcel arguments, Inlets inlets, Limits limits) {
        this.process = process;
        this.program = program;
        this.arguments = arguments;
        this.inlets = inlets;
        this.loading = new Loading(process, program, limits);
    }

    Program program() {
        return program;
    }

    Parcel arguments() {
        return arguments;
    }

    Inlets inlets() {
        return inlets;
    }

    Environment environment() {
        return loading.environment();
    }

    Object require(LuaString name) {
        return loading.require(name);
    }

    void begin() {
        main = schedule(loading.first());
    }

    // ---- the turn

    /** Runs fibers until all wait, the budget is used up, or the program is over. */
    Step turn(int budget) {
        Step step = runFibers(budget);
        if (loading.isOver() && (step != Step.READY || environment().instructions() >= A_LONG_START)) {
            process.ready();
        }
        return step;
    }

    private Step runFibers(int budget) {
        Environment used = environment();
        long left = budget;
        Fiber fiber;
        try {
            while ((fiber = runnable.poll()) != null) {
                long before = used.instructions();
                running = fiber;
                Outcome outcome = fiber.run(left);
                switch (outcome) {
                    case Outcome.Suspended(var request) -> {
                        if (request instanceof Upgrade upgrade) {
                            process.upgrade(upgrade, fiber);
                            return Step.READY;
                        }
                        if (request == Selection.LOOK_AGAIN) {
                            runnable.addFirst(fiber);
                            return Step.READY;
                        }
                    }
                    case Outcome.Preempted _ -> runnable.addFirst(fiber);
                    case Outcome.Failed(LuaError error) -> {
                        return process.failed(ExitEvents.uncaught(error));
                    }
                    case Outcome.Finished(var values) -> {
                        Step end = finished(fiber, values);
                        if (end != null) {
                            return end;
                        }
                    }
                    case Outcome.Yielded _ -> throw new IllegalStateException("a fiber yielded to nobody");
                }
                left -= RESUME_COST + used.instructions() - before;
                if (left <= 0 && !runnable.isEmpty()) {
                    return Step.READY;
                }
            }
        } finally {
            running = null;
        }
        if (!isHopeful()) {
            return process.failed(deadlock());
        }
        if (loading.isOver()) {
            process.settle();
        }
        return Step.WAITING;
    }

    private @Nullable Step finished(Fiber fiber, @Nullable Object[] values) {
        if (fiber != main) {
            spawned.remove(fiber);
            return null;
        }
        Execution next = loading.after(values, arguments);
        if (next == null) {
            return process.ended(ExitEvents.returned(values));
        }
        main = schedule(next);
        return null;
    }

    // ---- fibers

    /** Starts a concurrent coroutine; it runs when those before it wait. */
    Coroutine spawn(LuaFunction function, @Nullable Object... arguments) {
        if (spawned.isEmpty()) {
            spawned = new LinkedHashSet<>();
        }
        Execution execution = environment().start(function, arguments);
        spawned.add(schedule(execution));
        return execution.outermost();
    }

    private Fiber schedule(Execution execution) {
        var fiber = new Fiber(execution, this);
        runnable.add(fiber);
        return fiber;
    }

    Fiber running() {
        return Objects.requireNonNull(running, "no fiber is running");
    }

    void parked(Wait wait) {
        hopes += wait.wasHopeful() ? 1 : 0;
    }

    void unparked(Wait wait, Fiber fiber) {
        hopes -= wait.wasHopeful() ? 1 : 0;
        runnable.add(fiber);
    }

    /** A channel is not fed any more: who waits for it may wait for nothing now. */
    void reconsider() {
        hopes = 0;
        reconsider(Objects.requireNonNull(main));
        spawned.forEach(this::reconsider);
    }

    private void reconsider(Fiber fiber) {
        Wait wait = fiber.wait;
        if (wait != null) {
            wait.reconsider();
            hopes += wait.wasHopeful() ? 1 : 0;
        }
    }

    /** Goes on where a call was suspended, before any other fiber; the call returns {@code nil, error}. */
    void refuse(Fiber fiber, ErrorValue error) {
        fiber.answer(null, error.toLua());
        runnable.addFirst(fiber);
    }

    /** What of the mailbox was handed to fibers that have not run since, oldest first. */
    List<Object> unread() {
        return runnable.toList().stream()
                .map(fiber -> fiber.handed)
                .filter(Objects::nonNull)
                .toList();
    }

    // ---- nothing can happen any more

    private boolean isHopeful() {
        return hopes > 0
                || canGoOn(Objects.requireNonNull(main))
                || spawned.stream().anyMatch(Run::canGoOn);
    }

    private static boolean canGoOn(Fiber fiber) {
        return fiber.wait != null && fiber.wait.isHopeful();
    }

    /** Every fiber waits for another one. */
    private ErrorValue deadlock() {
        var stacks = new StringBuilder();
        int threads = 1 + spawned.size();
        describe(Objects.requireNonNull(main), stacks);
        spawned.forEach(fiber -> describe(fiber, stacks));
        return ErrorValue.failure(
                LuaString.of("deadlock: all coroutines blocked with no pending operations (threads=" + threads + ")"),
                stacks.toString());
    }

    private static void describe(Fiber fiber, StringBuilder stacks) {
        stacks.append(stacks.isEmpty() ? "" : "\n")
                .append("waits for: ")
                .append(fiber.wait)
                .append('\n')
                .append(fiber.traceback());
    }

    // ---- the end

    /** Has {@code closing} run when another program takes the place of this one. Not when the process ends. */
    void whenReplaced(Runnable closing) {
        if (closings.isEmpty()) {
            closings = new ArrayList<>();
        }
        closings.add(closing);
    }

    /** Another program has taken the place of this one. */
    void close() {
        closings.forEach(Runnable::run);
    }

    String waitsFor() {
        Fiber fiber = main;
        Wait wait = fiber == null ? null : fiber.wait;
        return wait == null ? "its turn" : wait.toString();
    }
}
