package dev.moirai.kernel;

/** What a blocking process waits for while it handles nothing else: see {@link BlockingSelf#waitFor}. */
public interface Waiting {
    /** Who can end the wait. */
    Pid on();

    /** Whether the wait has been ended, although the process may not have noticed yet. Called from any thread. */
    boolean isOver();
}
