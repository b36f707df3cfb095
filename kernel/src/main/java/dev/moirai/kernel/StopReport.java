package dev.moirai.kernel;

import java.util.List;

/**
 * How a node stopped.
 *
 * @param ended processes that ended when asked
 * @param killed processes that had to be ended by force at the deadline
 * @param abandoned Java code that did not stop; its threads go on until they end by themselves
 */
public record StopReport(int ended, List<Pid> killed, List<Zombie> abandoned) {
    /** Whether everything ended by itself within the deadline. */
    public boolean isClean() {
        return killed.isEmpty() && abandoned.isEmpty();
    }
}
