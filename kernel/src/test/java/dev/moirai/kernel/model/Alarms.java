package dev.moirai.kernel.model;

import dev.moirai.kernel.Pid;
import java.util.TreeMap;

/** The timers of the model's processes, and the deadlines of those that were cancelled. */
final class Alarms {
    private final Model model;
    private final TreeMap<Long, Sent.Alarm> byDeadline = new TreeMap<>(); // no two deadlines are equal

    Alarms(Model model) {
        this.model = model;
    }

    Sent.Alarm arm(Pid owner, long deadline, Object content) {
        Sent.Alarm alarm = new Sent.Alarm(owner, deadline, content);
        byDeadline.put(deadline, alarm);
        return alarm;
    }

    boolean isFree(long deadline) {
        return !byDeadline.containsKey(deadline);
    }

    /** Whether the alarm's message had not been taken; it never is from now on. */
    boolean cancel(Sent.Alarm alarm) {
        Proc owner = model.get(alarm.owner());
        Sent.Due due = new Sent.Due(alarm);
        return byDeadline.remove(alarm.deadline(), alarm) | owner.arrived.remove(due) | owner.inbox.remove(due);
    }

    void timeIs(long now) {
        while (!byDeadline.isEmpty() && byDeadline.firstKey() <= now) {
            Sent.Alarm alarm = byDeadline.pollFirstEntry().getValue();
            model.signal(alarm.owner(), alarm.content() instanceof Sent.Expire expire ? expire : new Sent.Due(alarm));
        }
    }

    /** Takes one back that has not fired. */
    void remove(Sent.Alarm alarm) {
        byDeadline.remove(alarm.deadline());
    }

    void removeAllOf(Pid owner) {
        byDeadline.values().removeIf(alarm -> alarm.owner().equals(owner));
    }
}
