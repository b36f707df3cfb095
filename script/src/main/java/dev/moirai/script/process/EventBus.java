package dev.moirai.script.process;

import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.SendResult;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Events that processes of a node publish for whoever wants to know. Used by processes on any thread. */
public final class EventBus {
    /** An event; what it carries is a parcel of one value. */
    public record Event(String system, String kind, String path, Parcel data) {}

    /**
     * One subscription; over when its process ends.
     *
     * @param wanted which events
     * @param receiver given the event, in a turn of the process
     */
    public record Subscription(Pid pid, Predicate<Event> wanted, BiConsumer<LuaProcess, Event> receiver) {}

    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    public void add(Subscription subscription) {
        subscriptions.add(subscription);
    }

    public void remove(Subscription subscription) {
        subscriptions.remove(subscription);
    }

    public void publish(Event event) {
        for (Subscription each : subscriptions) {
            if (each.wanted().test(event)) {
                Node node = each.pid().node();
                Notice notice = process -> each.receiver().accept(process, event);
                if (node.send(each.pid(), notice) == SendResult.DEAD) {
                    subscriptions.remove(each);
                }
            }
        }
    }
}
