package dev.moirai.script.process;

import dev.moirai.kernel.Pid;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many processes may live at a time that descend from one process. Who descends from several such processes counts for
 * each of them. Used by processes on any thread.
 *
 * <p>The dead are counted until room is needed, so that no process has to be watched for this.
 */
public final class SpawnQuota {
    private final String owner;
    private final int most;
    private final @Nullable SpawnQuota outer;
    private final Set<Pid> alive = new HashSet<>(); // guarded by this
    private int expected; // guarded by this

    /**
     * @param owner the entry whose process this is for, for messages
     * @param outer what the process itself descends from, if that is limited
     */
    SpawnQuota(String owner, int most, @Nullable SpawnQuota outer) {
        this.owner = owner;
        this.most = most;
        this.outer = outer;
    }

    /**
     * Keeps room for one process, who must then be {@link #born}.
     *
     * @throws Refusal if there is none, and then nothing was kept
     */
    public void keepRoom() throws Refusal {
        if (outer != null) {
            outer.keepRoom();
        }
        synchronized (this) {
            if (alive.size() + expected >= most) {
                alive.removeIf(pid -> !pid.isAlive());
            }
            if (alive.size() + expected < most) {
                expected++;
                return;
            }
        }
        if (outer != null) {
            outer.born(null);
        }
        throw new Refusal(ErrorValue.passing(
                ErrorValue.Kind.RATE_LIMITED,
                "spawn limit reached: " + owner + " may have " + most
                        + " processes at a time, those that they spawn included; see 'limits.spawns'"));
    }

    /** @param pid the process that room was kept for; null if it was not spawned after all */
    public void born(@Nullable Pid pid) {
        synchronized (this) {
            expected--;
            if (pid != null) {
                alive.add(pid);
            }
        }
        if (outer != null) {
            outer.born(pid);
        }
    }
}
