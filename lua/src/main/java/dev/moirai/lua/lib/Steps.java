package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.Continuation;
import dev.moirai.lua.LuaTable;
import org.jspecify.annotations.Nullable;

/**
 * A native function in progress that works on values which may have metamethods.
 *
 * <p>{@link #run} does the work, and keeps in fields where it is. Each operation here either is done at once and gives
 * true; or a Lua function has to be called for it and it gives false: then {@code run} must return, and is called anew
 * when the result is there. It must then ask for the same operation again, which gives true.
 */
abstract class Steps implements Continuation {
    /** What the latest operation gave. */
    private @Nullable Object value;

    private boolean waiting; // for a function called by an operation, not for a pause
    private boolean ready; // the function has returned, and the operation has not been asked for again yet

    @Override
    public final void resume(Call call) {
        if (waiting) {
            waiting = false;
            ready = true;
            value = call.get(1);
        }
        run(call);
    }

    abstract void run(Call call);

    final @Nullable Object value() {
        return value;
    }

    private boolean arrived() {
        boolean arrived = ready;
        ready = false;
        return arrived;
    }

    private boolean done(@Nullable Object result) {
        if (result == Metamethods.PENDING) {
            waiting = true;
            return false;
        }
        value = result;
        return true;
    }

    /** {@code object[key]} */
    final boolean get(Call call, @Nullable Object object, long key) {
        if (arrived()) {
            return true;
        }
        if (object instanceof LuaTable table && table.metatable() == null) {
            value = table.get(key);
            return true;
        }
        return done(Metamethods.index(call, this, object, key));
    }

    /** {@code object[key] = newValue} */
    final boolean set(Call call, @Nullable Object object, long key, @Nullable Object newValue) {
        if (arrived()) {
            return true;
        }
        if (object instanceof LuaTable table && table.metatable() == null && !table.isFrozen()) {
            table.put(key, newValue);
            return true;
        }
        return done(Metamethods.setIndex(call, this, object, key, newValue));
    }

    /** {@code #object}, which must be an integer. */
    final boolean length(Call call, @Nullable Object object) {
        if (!arrived() && !done(Metamethods.length(call, this, object))) {
            return false;
        }
        if (!(value instanceof Long)) {
            throw call.error("object length is not an integer");
        }
        return true;
    }

    /** {@code a < b} */
    final boolean less(Call call, @Nullable Object a, @Nullable Object b) {
        return arrived() || done(Metamethods.less(call, this, a, b));
    }

    /** {@code function(a, b)} */
    final boolean invoke(Call call, Object function, @Nullable Object a, @Nullable Object b) {
        if (arrived()) {
            return true;
        }
        call.invoke(this, function, a, b);
        waiting = true;
        return false;
    }

    /** Charges work; true if the function has paused, so that {@code run} must return. */
    final boolean pauses(Call call, long work) {
        if (call.charge(work)) {
            call.pause(this);
            return true;
        }
        return false;
    }
}
