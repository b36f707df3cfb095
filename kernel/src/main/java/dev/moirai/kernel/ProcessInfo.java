package dev.moirai.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a process says about itself, between two of its turns: consistent, and already old when read.
 *
 * @param kind its label, or the name of its body's class
 * @param state what it does
 * @param waitsFor what it waits for, in a few words; empty unless it waits
 * @param queued user messages waiting
 * @param queuedBytes bytes of {@link Sized} messages waiting
 * @param monitors the processes it watches, latest first; one entry for each watch
 * @param monitoredBy the processes that watch it, earliest first
 * @param blocking whether it has a thread of its own
 */
public record ProcessInfo(
        Pid pid,
        @Nullable Pid parent,
        String host,
        String kind,
        List<Object> names,
        State state,
        String waitsFor,
        int queued,
        long queuedBytes,
        List<Pid> links,
        List<Pid> monitors,
        List<Pid> monitoredBy,
        boolean trapsExits,
        boolean blocking) {

    /** What a process does. */
    public enum State {
        /** It waits for something to arrive. */
        WAITING,
        /** It is queued to run. */
        RUNNABLE,
        /** Its turn is going on, or its thread computes. */
        RUNNING,
        /** It has ended. */
        ENDED
    }
}
