package dev.moirai.otp.supervisor;

import dev.moirai.kernel.Pid;
import dev.moirai.otp.Done;
import dev.moirai.otp.Reply;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a supervisor can be asked. Threads use the methods of {@link Supervisor} and {@link DynamicSupervisor}; servers send
 * these with {@link dev.moirai.otp.Context#ask}.
 *
 * <p>Questions are answered at once, whatever the supervisor does meanwhile. Changes are carried out one after the other
 * where they concern each other, and answered when they are done.
 */
public sealed interface SupervisorMessage permits SupervisorMessage.Request, Internal {

    /** A message anybody may send. */
    sealed interface Request extends SupervisorMessage {}

    record StartChild<M>(ChildSpec<M> spec, Reply<StartResult<M>> to) implements Request {
        public StartChild {
            Objects.requireNonNull(spec, "spec");
        }
    }

    record RestartChild(Object id, Reply<RestartResult> to) implements Request {}

    record TerminateChild(Object id, Reply<TerminateResult> to) implements Request {}

    /** As {@link TerminateChild}, for dynamic supervisors too. */
    record TerminatePid(Pid pid, Reply<TerminateResult> to) implements Request {}

    record DeleteChild(Object id, Reply<DeleteResult> to) implements Request {}

    /** The most recently added child first. */
    record WhichChildren(Reply<List<ChildInfo>> to) implements Request {}

    record WhichChild(Object id, Reply<Optional<ChildInfo>> to) implements Request {}

    record GetChildSpec(Object id, Reply<Optional<ChildSpec<?>>> to) implements Request {}

    record CountChildren(Reply<ChildCounts> to) implements Request {}

    /** Asks to go on under another spec: see {@link Supervisor#change}. */
    record ChangeSpec(SupervisorSpec spec, Reply<Done> to) implements Request {
        public ChangeSpec {
            Objects.requireNonNull(spec, "spec");
        }
    }

    /** As {@link ChangeSpec}, for dynamic supervisors: see {@link DynamicSupervisor#change}. */
    record ChangeDynamicSpec(DynamicSupervisorSpec spec, Reply<Done> to) implements Request {
        public ChangeDynamicSpec {
            Objects.requireNonNull(spec, "spec");
        }
    }
}
