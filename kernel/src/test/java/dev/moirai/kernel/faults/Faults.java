package dev.moirai.kernel.faults;

import java.util.List;

/** The faults. Each names the classic bug of reliability.md it stands for, where there is one. */
final class Faults {
    private Faults() {}

    /**
     * One way to break the kernel.
     *
     * @param file the source file
     * @param was text that must occur in it exactly once
     * @param is what stands there instead
     */
    record Fault(String name, String classic, String file, String was, String is) {}

    static final List<Fault> ALL = List.of(
            new Fault(
                    "a monitor is lost",
                    "S1",
                    "Lifecycle",
                    "case Signal.Watch(Monitor monitor) -> ties().addWatcher(monitor);",
                    """
                    case Signal.Watch(Monitor monitor) -> {
                        if (monitor.watcher.id() % 5 != 0) {
                            ties().addWatcher(monitor);
                        }
                    }"""),
            new Fault(
                    "a monitor on the dead is silent",
                    "S2",
                    "Node",
                    "signal(monitor.watcher, new Signal.Down(monitor, dead, ExitReason.NO_PROCESS), by);",
                    "count(Counters.Kind.TURNS, 1, by);"),
            new Fault(
                    "a watch on its way learns no reason",
                    "S2",
                    "Lifecycle",
                    "node.signal(monitor.watcher, new Signal.Down(monitor, pid, reason), on);\n                } else",
                    "node.answerForDead(pid, control.signal, on);\n                } else"),
            new Fault("demonitor with flush leaks", "S3", "Process", "if (active || flush) {", "if (active) {"),
            new Fault(
                    "demonitor does not reach the target",
                    "S10",
                    "Lifecycle",
                    "case Signal.Unwatch(Monitor monitor) -> ties().removeWatcher(monitor);",
                    "case Signal.Unwatch(Monitor monitor) -> ties();"),
            new Fault(
                    "an exit reaches the wrong link generation",
                    "S4",
                    "LinkTable",
                    "return active && ((sent != 0",
                    "return active || ((sent != 0"),
            new Fault(
                    "any active link takes an exit of an older one",
                    "S4",
                    "LinkTable",
                    "return active && ((sent != 0 && tag.seen() == sent) || (seen != 0 && tag.sent() == seen));",
                    "return active && tag != null;"),
            new Fault(
                    "a link that crossed an unlink counts",
                    "S4",
                    "Lifecycle",
                    "if (link.unlinking == 0) {\n                    link.active = true;",
                    "if (link.unlinking >= 0) {\n                    link.active = true;"),
            new Fault(
                    "Down overtakes messages",
                    "S5",
                    "Lifecycle",
                    "ties().removeWatched(monitor);\n                    append(control);",
                    "ties().removeWatched(monitor);\n                    prepend(control);"),
            new Fault("a link at birth has one end", "S7", "Birth", "theirs.active = true;", "theirs.active = false;"),
            new Fault(
                    "a monitor at birth is placed too late",
                    "S7",
                    "Birth",
                    "theirs.addWatcher(monitor);",
                    "child.pid();"),
            new Fault("two pids are equal", "S9", "Pid", "that.id == id", "that.id / 2 == id / 2"),
            new Fault("the dead stay reachable", "S9", "Lifecycle", "pid.process = null;", "pid.process = self();"),
            new Fault(
                    "names of the dead are kept",
                    "",
                    "Lifecycle",
                    "node.names().release(name, pid);",
                    "node.names().lookup(name);"),
            new Fault("timers survive their owner", "O6", "Lifecycle", "ties.disarmTimers();", "ties.activeLinks();"),
            new Fault(
                    "a cancelled timer comes",
                    "O6",
                    "Ties",
                    "timer.shard.disarm(timer);\n        timer.state = Timer.State.DONE;",
                    "timer.shard.size();\n        timer.shard.size();"),
            new Fault(
                    "timers are early",
                    "",
                    "TimerWheel",
                    "if (timer.deadline - now <= 0) {",
                    "if (timer.deadline - now <= TICK_NANOS / 2) {"),
            new Fault(
                    "a reply through an ended alias enters",
                    "O5",
                    "Envelope",
                    "return alias.isActive();",
                    "return alias != null;"),
            new Fault("an alias for one takes two", "O5", "Alias", "if (once) {", "if (once && !active) {"),
            new Fault(
                    "kill can be trapped",
                    "",
                    "Lifecycle",
                    "return ExitReason.KILLED;",
                    "return trapping ? null : ExitReason.KILLED;"),
            new Fault(
                    "kill through a link cannot be trapped",
                    "",
                    "Lifecycle",
                    "if (trapping) {",
                    "if (trapping && !(exit.reason() instanceof ExitReason.Kill)) {"),
            new Fault(
                    "a normal end of a linked process kills",
                    "",
                    "Lifecycle",
                    "return reason.isNormal() ? null : reason;",
                    "return reason.isNormal() && tag == null ? null : reason;"),
            new Fault(
                    "the deadline of a cancel is ignored",
                    "",
                    "Ties",
                    "if (!cancel.hasDeadline()) {",
                    "if (cancel.deadline() != 0) {"),
            new Fault(
                    "the latest deadline counts",
                    "",
                    "Ties",
                    "if (earlier.deadline - cancel.deadline() <= 0) {",
                    "if (earlier.deadline - cancel.deadline() >= 0) {"),
            new Fault(
                    "a deadline is not watched in a turn that does not end",
                    "",
                    "Lifecycle",
                    "|| (bound != null && bound.hasUnarmedExpiry())",
                    "|| (bound != null && ended)"),
            new Fault(
                    "cancels change their order",
                    "",
                    "Mailbox",
                    "while (following instanceof Envelope.Control control && control.signal",
                    "while (previous != null && following instanceof Envelope.Control control && control.signal"),
            new Fault(
                    "messages to the dead are not counted",
                    "",
                    "Lifecycle",
                    "case CLOSED -> {",
                    "case CLOSED -> {\n                node.count(Counters.Kind.SENT, -1, by);"),
            new Fault(
                    "what waits at a death is not counted",
                    "",
                    "Lifecycle",
                    "if (waiting instanceof Envelope.Message message) {",
                    "if (waiting instanceof Envelope.Message message && message.from != null) {"),
            new Fault("drop-oldest drops the newest", "O1", "Lifecycle", "append(message);\n        due = true;", """
                    if (limit.overflow() == MailboxLimit.Overflow.DROP_OLDEST && queued() >= limit.messages()) {
                        host.node().dropped(pid, message.body, on);
                        return;
                    }
                    append(message);
                    due = true;"""),
            new Fault(
                    "a mailbox has no bound",
                    "O1",
                    "Mailbox",
                    "if (isFull(before, maxMessages)) {",
                    "if (before - drained >= maxMessages) {"),
            new Fault(
                    "a mailbox is full although messages have left since it was drained",
                    "O1",
                    "Mailbox",
                    "&& before - (int) TAKEN.getOpaque(this) >= maxMessages;",
                    "&& true;"),
            new Fault(
                    "a signal among messages is passed on unseen",
                    "",
                    "Mailbox",
                    "messages &= each.getClass() == Envelope.Message.class;",
                    "messages &= each.getClass() != Envelope.Aliased.class;"),
            new Fault(
                    "a wake-up is lost",
                    "",
                    "Mailbox",
                    "if (SHARED.compareAndSet(this, top, null)) {\n            return true;",
                    "SHARED.setVolatile(this, null);\n        if (isIdle()) {\n            return true;"),
            new Fault(
                    "a worker sleeps without a last look",
                    "",
                    "WorkerScheduler",
                    "if (hasWork() || !worker.crowd().isEmpty()) {\n                worker.getUp();",
                    "if (stopped) {\n                worker.getUp();"),
            new Fault(
                    "a timekeeper that was not woken for want of stack sleeps on",
                    "O11",
                    "Timekeeper",
                    "armed(shard.nextTick());\n        }",
                    "VarHandle.fullFence();\n        }"),
            new Fault(
                    "stealing loses a process",
                    "",
                    "RunQueue",
                    "TAIL.setRelease(thief, end + count - 1);",
                    "TAIL.setRelease(thief, count > 2 ? end + count - 2 : end + count - 1);"),
            new Fault(
                    "a new queue forgets who runs next", "", "RunQueue", "fresh.setNext(process);", "fresh.hasNext();"),
            new Fault(
                    "who outran a receiver waits for a worker that has gone",
                    "O8",
                    "Crowd",
                    "if (closed) {",
                    "if (closed && isEmpty()) {"),
            new Fault(
                    "who outran a receiver waits for a turn that does not end",
                    "O8",
                    "Watchdog",
                    "worker.crowd().disperse();",
                    "worker.crowd().isEmpty();"),
            new Fault(
                    "what waits for a worker that does not get on waits for it",
                    "O8",
                    "Worker",
                    "if (other.turns() != turnsOfObserved) {",
                    "if (other.turns() >= turnsOfObserved) {"),
            new Fault(
                    "clean-up runs although it was killed",
                    "",
                    "Lifecycle",
                    "verdict = fatal;\n                        ownChoice = false;",
                    "verdict = fatal;\n                        ownChoice = true;"),
            new Fault(
                    "a clean-up that fails is kept quiet",
                    "",
                    "Lifecycle",
                    "verdict = reasonOf(thrown);",
                    "verdict = why;"),
            new Fault(
                    "a second exit cuts a clean-up short",
                    "",
                    "Lifecycle",
                    "boolean counts = !cleaningUp || control.signal.isForce();",
                    "boolean counts = control.signal != null;"),
            new Fault(
                    "a chain of links forgets who failed first",
                    "",
                    "ExitReason",
                    "return this instanceof Linked ? this : new Linked(from, this);",
                    "return new Linked(from, root());"),
            new Fault("a refused birth keeps its place", "O10", "Birth", "host.left();", "host.tellIfEmpty();"),
            new Fault(
                    "a host takes one too many",
                    "O10",
                    "Host",
                    "> options.maxProcesses()) {",
                    "> options.maxProcesses() + 1) {"),
            new Fault(
                    "the dead may act", "O11", "Process", "} else if (ended) {", "} else if (ended && body != null) {"),
            new Fault(
                    "a turn that does not end cannot be killed",
                    "O9",
                    "Watchdog",
                    "process.receiveInPlaceOfTurn(carrier)) {",
                    "process.isClosed()) {"),
            new Fault(
                    "what a hog made runnable waits for it",
                    "O8",
                    "Watchdog",
                    "Process waiting = worker.takeNext();",
                    "Process waiting = null;"),
            new Fault(
                    "zombies are not listed",
                    "T6",
                    "Lifecycle",
                    "node.zombieList().add(thread, pid, Objects.requireNonNull(verdict), self().nanoTime());",
                    "node.zombieList().list();"),
            new Fault(
                    "stopping kills before the deadline",
                    "T4",
                    "Stop",
                    "if (!engine.await(() -> population() == 0, deadline)) {",
                    "if (!engine.await(() -> population() == 0, GRACE)) {"),
            new Fault(
                    "stopping waits without a bound",
                    "T1",
                    "Stop",
                    "engine.await(() -> population() == 0, GRACE);",
                    "engine.await(() -> population() == 0, deadline);"));
}
