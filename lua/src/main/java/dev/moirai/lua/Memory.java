package dev.moirai.lua;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The account of what an environment's program has allocated, in bytes.
 *
 * <p>Every string, table, closure, coroutine and frame is added before it is made. Nothing is ever subtracted: when the
 * sum reaches the limit, the live values are measured by walking from the roots, and counting goes on from there. If even
 * the live values exceed the limit, the program is ended by an error it cannot catch. So that a program near its limit is
 * not measured all the time, a sixteenth of the limit can be allocated from one measurement to the next: the limit can be
 * exceeded by that much, never more.
 *
 * <p>While compiled code runs, its values are on the Java stack where no walk finds them. Then what would need a measurement
 * is granted if it is little, and the machine is asked to let go of compiled code soon, so as to measure; otherwise
 * {@link NeedsFrames} makes it do so at once.
 *
 * <p>Sizes are those of a 64-bit JVM with compressed references. Confined to the thread that runs the environment.
 */
public final class Memory {
    static final int STRING = 40;
    static final int TABLE = 64;
    static final int CLOSURE = 40;
    static final int CELL = 16;
    static final int SLOT = 4;
    static final int NUMBER = 16;
    static final int ARRAY = 16;
    static final int FRAME = 72;
    static final int COROUTINE = 96;

    /** Builders of strings from this size on are found by a measurement, although no Lua value refers to them. */
    private static final int TRACKED = 1 << 16;

    /** So much is allocated, at least, between two measurements for the sake of weak tables. */
    private static final long WEAK_STEP = 1 << 20;

    private final long limit;
    private final @Nullable Environment environment;
    private long threshold;
    private long used;
    private @Nullable Machine machine; // which runs the program just now
    private boolean hidden; // frames, as compiled code runs
    private boolean lenient;
    private boolean weak;
    private @Nullable List<WeakReference<LuaStringBuilder>> builders;

    /** @param environment whose values are measured; null if nothing is */
    Memory(long limit, @Nullable Environment environment) {
        this.limit = limit;
        this.threshold = limit;
        this.environment = environment;
    }

    /** An account nobody limits, for values that are made outside of any environment. */
    static Memory unlimited() {
        return new Memory(Long.MAX_VALUE, null);
    }

    /**
     * Adds to the account; to be called before the bytes are allocated.
     *
     * @throws LuaError that no Lua code can catch, when the limit would be exceeded
     */
    public void allocate(long bytes) {
        used += bytes;
        if (used > threshold || used < 0) {
            remeasure(bytes);
        }
    }

    /**
     * Adds to the account, and native work to what the turn has used, for a {@link FastPath}.
     *
     * @return false, having done nothing, where {@link #allocate} or {@link Call#charge} would have more to do than that
     */
    public boolean take(long bytes, long work) {
        Machine m = machine;
        if (used + bytes > threshold || m == null || m.budget <= work) {
            return false;
        }
        used += bytes;
        m.budget -= work;
        return true;
    }

    private void remeasure(long bytes) {
        // For weak tables, the next safepoint is soon enough: there, fewer registers hold what is not needed any more.
        boolean canWait = weak && used <= limit;
        if (machine != null && (hidden || canWait) && used > 0 && bytes <= limit) {
            machine.interrupt();
            if (canWait || lenient || used <= threshold + limit / 32) {
                return;
            }
            used -= bytes;
            throw NeedsFrames.INSTANCE;
        }
        measure(bytes);
    }

    private void measure(long bytes) {
        long live = bytes > limit || environment == null ? 0 : environment.measure() + builderBytes();
        used = live + bytes;
        if (used > limit || used < 0) {
            used = live;
            throw LuaError.limit("not enough memory (limit is " + limit + " bytes)");
        }
        threshold = Math.max(limit, live + limit / 16);
        if (weak) {
            threshold = Math.min(threshold, live + Math.max(live, WEAK_STEP));
        }
    }

    /** From now on there are weak tables: what is alive is measured every now and then for their sake. */
    void hasWeakTables() {
        if (!weak) {
            weak = true;
            threshold = Math.min(threshold, used + WEAK_STEP);
        }
    }

    /** Measures what is alive. */
    void collect() {
        measure(0);
    }

    /** Notes which machine runs the program; null between two turns. */
    void machine(@Nullable Machine running) {
        machine = running;
    }

    /**
     * Adds native work to what the turn has used, in units of roughly one instruction, where no {@link Call} is at hand.
     * The next safepoint looks whether that was too much.
     */
    void charge(long work) {
        if (machine != null) {
            machine.budget -= work;
        }
    }

    /** Until {@link #framesAreComplete}, compiled code runs, whose values cannot be found. */
    void framesAreHidden() {
        hidden = true;
    }

    void framesAreComplete() {
        hidden = false;
    }

    /** To be called before a measurement for another reason. */
    void needFrames() {
        if (hidden) {
            throw NeedsFrames.INSTANCE;
        }
    }

    /** Makes up for what was granted while frames were hidden. */
    void settle() {
        if (used > threshold) {
            measure(0);
        }
    }

    /** Whether a function that allocates should rather be called with frames. */
    boolean isTight() {
        return used > Math.max(threshold, limit) - (limit >> 4);
    }

    /** While it is set, nothing is refused before the machine lets go of compiled code. */
    void lenient(boolean set) {
        lenient = set;
    }

    /** Lets measurements find a builder if it is large; whether it is. */
    boolean track(LuaStringBuilder builder, int capacity) {
        if (capacity < TRACKED) {
            return false;
        }
        if (builders == null) {
            builders = new ArrayList<>();
        }
        builders.add(new WeakReference<>(builder));
        return true;
    }

    private long builderBytes() {
        List<WeakReference<LuaStringBuilder>> all = builders;
        if (all == null) {
            return 0;
        }
        long sum = 0;
        List<WeakReference<LuaStringBuilder>> live = new ArrayList<>();
        for (WeakReference<LuaStringBuilder> reference : all) {
            LuaStringBuilder builder = reference.get();
            if (builder != null && builder.isOpen()) {
                sum += builder.capacity();
                live.add(reference);
            }
        }
        builders = live.isEmpty() ? null : live;
        return sum;
    }

    /** What was allocated since the last measurement, and what was alive then. */
    public long used() {
        return used;
    }

    /** How many bytes may be alive. */
    public long limit() {
        return limit;
    }
}
