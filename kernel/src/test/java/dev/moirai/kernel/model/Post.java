package dev.moirai.kernel.model;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Ledger;
import dev.moirai.kernel.MailboxLimit.Overflow;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.SendResult;
import java.util.Collection;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The messages of the model: bounds and what happens at them, aliases, what is taken, and the ledger of it all. */
final class Post {
    /** One alias. */
    static final class Address {
        final Pid owner;
        final boolean once;
        boolean active = true;

        Address(Pid owner, boolean once) {
            this.owner = owner;
            this.once = once;
        }
    }

    private final Model model;
    private long sent;
    private long handled;
    private long dropped;
    private long dead;
    private long refused;

    Post(Model model) {
        this.model = model;
    }

    private static boolean isVoid(Sent what) {
        return switch (what) {
            case Sent.Message(Object _, Address through) -> through != null && !through.active;
            case Sent.Down(Sent.Watching watching, Pid _, ExitReason _) -> watching.flushed;
            default -> false;
        };
    }

    /** What the process takes next; null if nothing waits that is {@code wanted}. */
    @Nullable
    Sent take(Pid pid, Predicate<Sent> wanted) {
        Proc proc = model.get(pid);
        for (int i = 0; i < proc.inbox.size(); ) {
            Sent what = proc.inbox.get(i);
            if (isVoid(what)) {
                proc.inbox.remove(i);
                dead += what instanceof Sent.Message ? 1 : 0;
            } else if (wanted.test(what)) {
                proc.inbox.remove(i);
                if (what instanceof Sent.Message(Object _, Address through)) {
                    handled++;
                    if (through != null && through.once) {
                        through.active = false;
                    }
                }
                return what;
            } else {
                i++;
            }
        }
        return null;
    }

    SendResult send(Pid to, Object body) {
        return send(to, new Sent.Message(body, null));
    }

    SendResult send(Address to, Object body) {
        return send(to.owner, new Sent.Message(body, to));
    }

    private SendResult send(Pid to, Sent.Message message) {
        Proc target = model.find(to);
        if (target == null || isVoid(message)) {
            sent++;
            dead++;
            return SendResult.DEAD;
        }
        Overflow overflow = target.limit.overflow();
        if (overflow != Overflow.DROP_OLDEST && backlog(target) >= target.limit.messages()) {
            if (overflow == Overflow.DROP_NEWEST) {
                sent++;
                dropped++;
                return SendResult.DROPPED;
            }
            refused++;
            return SendResult.FULL;
        }
        sent++;
        target.arrived.add(message);
        return SendResult.ACCEPTED;
    }

    /** A message has reached the process. */
    void received(Proc proc, Sent.Message message) {
        if (isVoid(message)) {
            dead++;
            return;
        }
        proc.inbox.add(message);
        proc.due = true;
        while (proc.limit.overflow() == Overflow.DROP_OLDEST && countIn(proc.inbox) > proc.limit.messages()) {
            proc.inbox.remove(proc.inbox.stream()
                    .filter(Sent.Message.class::isInstance)
                    .findFirst()
                    .orElseThrow());
            dropped++;
        }
    }

    /** A message was for a process that has ended. */
    void lost() {
        dead++;
    }

    private static long backlog(Proc of) {
        return countIn(of.arrived) + countIn(of.unread) + countIn(of.inbox);
    }

    private static long countIn(Collection<Sent> queue) {
        return queue.stream().filter(Sent.Message.class::isInstance).count();
    }

    Ledger ledger() {
        long queued =
                model.live().stream().mapToLong(pid -> backlog(model.get(pid))).sum();
        return new Ledger(sent, handled, dropped, dead, queued, refused);
    }
}
