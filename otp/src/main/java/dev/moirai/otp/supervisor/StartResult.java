package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import dev.moirai.otp.Ref;
import org.jspecify.annotations.Nullable;

/** What {@code startChild} came to. */
public sealed interface StartResult<M> {

    /**
     * It runs.
     *
     * @param info what it gave to {@link Readiness#ready(Object)}
     */
    record Ok<M>(Ref<M> ref, @Nullable Object info) implements StartResult<M> {}

    /** It has nothing to do. Its spec is kept, unless it is temporary or the supervisor is dynamic. */
    record Ignored<M>() implements StartResult<M> {}

    /** A child of that id runs, or another process holds the name of this one. */
    record AlreadyRuns<M>(Pid pid) implements StartResult<M> {}

    /** A child of that id is known but does not run: restart or delete it. */
    record AlreadyPresent<M>() implements StartResult<M> {}

    /** The dynamic supervisor has as many children as it may. */
    record Full<M>(int maxChildren) implements StartResult<M> {}

    /** It did not start; its spec is not kept. */
    record Failed<M>(ExitReason reason) implements StartResult<M> {}

    /**
     * The child's address.
     *
     * @throws StartFailed unless it runs
     */
    default Ref<M> orThrow() {
        if (this instanceof Ok<M>(Ref<M> ref, Object _)) {
            return ref;
        }
        throw new StartFailed(
                "the child was not started: " + this, this instanceof Failed<M>(ExitReason why) ? why : null);
    }
}
