package dev.moirai.app.run;

import java.util.Optional;

/** An error that may know whether trying again makes sense; looked for in {@link dev.moirai.kernel.ExitReason.Failed}. */
public interface RetryAdvice {
    /** False if whoever made the error said that trying again is of no use; empty if they said nothing. */
    Optional<Boolean> retryable();
}
