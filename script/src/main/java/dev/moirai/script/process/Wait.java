package dev.moirai.script.process;

import dev.moirai.lua.Call;
import dev.moirai.lua.Continuation;
import dev.moirai.lua.LuaError;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A fiber that cannot go on by itself: what it waits for, and what its suspended call returns when that has come.
 *
 * <p>Over exactly once; whatever would end it later finds it over.
 */
public final class Wait {
    private static final Continuation RETURN = call -> call.returnsArguments(1);

    /** One of the channels waited at. If {@code sending}, {@code value} is for the channel. */
    record Case(Channel channel, boolean sending, @Nullable Object value) {}

    /** Which call on channels is suspended: what it returns depends on it. */
    enum Shape {
        RECEIVE,
        SEND,
        SELECT
    }

    private final LuaProcess process;
    private final Fiber fiber;
    private final @Nullable String what;
    private final @Nullable Shape shape;
    private final List<Case> cases;
    /** Whether it was hopeful when it began, or {@link #reconsider} last looked. */
    private boolean hopeful;

    private boolean over;

    private Wait(Call call, @Nullable String what, @Nullable Shape shape, List<Case> cases, boolean hopeful) {
        this.process = LuaProcess.of(call);
        this.fiber = process.running();
        this.what = what;
        this.shape = shape;
        this.cases = cases;
        this.hopeful = hopeful;
        fiber.wait = this;
        fiber.run.parked(this);
        call.suspend(this, RETURN);
    }

    /**
     * Suspends the running fiber until something outside of the program calls {@link #end}.
     *
     * @param what it waits for, in words, for reports
     */
    public static Wait outside(Call call, String what) {
        return new Wait(call, what, null, List.of(), true);
    }

    /** Suspends the running fiber until one of {@code cases} comes true. */
    static void channels(Call call, Shape shape, List<Case> cases) {
        Wait wait = new Wait(call, null, shape, cases, hasFed(cases));
        for (Case each : cases) {
            each.channel().join(wait, each);
        }
    }

    /** Lets the fiber go on; the suspended call returns {@code results}. */
    public void end(@Nullable Object... results) {
        if (over) {
            return;
        }
        over = true;
        fiber.wait = null;
        fiber.answer(results);
        fiber.run.unparked(this, fiber);
        for (Case each : cases) {
            each.channel().leave(this);
        }
    }

    /** One of the cases has come true; {@code ok} is false if it did because the channel was closed. */
    void chosen(Case each, @Nullable Object value, boolean ok) {
        switch (shape) {
            case RECEIVE -> end(value, ok);
            case SEND -> {
                if (ok) {
                    end(true);
                } else {
                    end(
                            null,
                            ErrorValue.of(ErrorValue.Kind.CANCELED, "channel was closed while sending")
                                    .toLua());
                }
            }
            case SELECT -> {
                if (each.sending() && !ok) {
                    end();
                    fiber.fail(new LuaError("send on closed channel"));
                } else {
                    end(Selection.result(process.environment(), each, value, ok));
                }
            }
            case null -> throw new IllegalStateException("not a wait at channels: " + this);
        }
    }

    /** Whether something from outside of the program could end it when it began, or was last looked at again. */
    boolean wasHopeful() {
        return hopeful;
    }

    /** Looks again. */
    void reconsider() {
        hopeful = isHopeful();
    }

    /** Whether something from outside of the program can end it now: a channel may have been subscribed meanwhile. */
    boolean isHopeful() {
        return what != null || hasFed(cases);
    }

    private static boolean hasFed(List<Case> cases) {
        for (Case each : cases) {
            if (!each.sending() && each.channel().isFed()) {
                return true;
            }
        }
        return false;
    }

    Fiber fiber() {
        return fiber;
    }

    /** What is waited for, in words. */
    @Override
    public String toString() {
        if (what != null) {
            return what;
        }
        return cases.isEmpty()
                ? "select of nothing"
                : cases.stream()
                        .map(each -> (each.sending() ? "send to " : "receive from ") + each.channel())
                        .collect(Collectors.joining(" or "));
    }
}
