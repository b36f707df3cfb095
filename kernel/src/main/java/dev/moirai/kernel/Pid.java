package dev.moirai.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The identity of one process on one node: comparable, printable, never reused.
 *
 * <p>A pid stays valid as a value after its process ended; messages sent to it then become dead letters, and monitors on it
 * answer at once. It does not keep the dead process's state in memory.
 */
public final class Pid implements Comparable<Pid> {
    private static final VarHandle PROCESS;

    static {
        try {
            PROCESS = MethodHandles.lookup().findVarHandle(Pid.class, "process", Process.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Node node;
    final long id;
    private final @Nullable Host home;
    /** Set once at birth; cleared at death, before anyone is told of the death. */
    volatile @Nullable Process process;

    /** Where it is in the table while it lives. Guarded by birth, then by the process's turn. */
    ProcessTable.@Nullable Block block;

    Pid(Node node, @Nullable Host home, long id) {
        this.node = node;
        this.home = home;
        this.id = id;
    }

    /** Its process can be reached from now on; it is put into the table next, which makes that visible to all. */
    void reaches(Process born) {
        PROCESS.setRelease(this, born);
    }

    /** The number of this process on its node; larger means born in a later block of ids. */
    public long id() {
        return id;
    }

    /** The node this process belongs to. */
    public Node node() {
        return node;
    }

    /** Whether the process can still be reached; it may end at any moment after this returned true. */
    public boolean isAlive() {
        return process != null;
    }

    /** The host the process runs on, or null if it has ended. */
    public @Nullable Host host() {
        Process live = process;
        return live == null ? null : live.host();
    }

    /** The host the process was born on, also after its end; null only for a pid made from the number of a dead process. */
    public @Nullable Host home() {
        return home;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Pid that && that.id == id && that.node == node);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id * 0x9E3779B97F4A7C15L);
    }

    @Override
    public int compareTo(Pid other) {
        return Long.compare(id, other.id);
    }

    /**
     * The same text for the same process, also after its end: {@code {workers|0x00041}}, the name of the host it was born on
     * and its number, in hexadecimal, of 5 digits, or 6, 8 or 16 where it needs more. Logs, dumps and Lua programs all
     * write pids so.
     */
    @Override
    public String toString() {
        String hex = Long.toHexString(id);
        int length = hex.length();
        int width = length <= 5 ? 5 : length <= 6 ? 6 : length <= 8 ? 8 : 16;
        return "{" + (home == null ? "" : home.name()) + "|0x" + "0".repeat(width - length) + hex + "}";
    }
}
