package dev.moirai.app.run;

import dev.moirai.app.boot.BootPlan;
import dev.moirai.app.schema.EntryId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Where the keepers of an application write down how their services are doing, for anyone to read at any time. */
final class ServiceBoard {
    private final BootPlan plan;
    private final Consumer<ServiceStatus> listener;
    /** One writer for each key: the keeper of the service. */
    private final Map<EntryId, ServiceStatus> byId = new ConcurrentHashMap<>();

    private final Queue<String> forced = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;

    ServiceBoard(BootPlan plan, Consumer<ServiceStatus> listener) {
        this.plan = plan;
        this.listener = listener;
    }

    void put(ServiceStatus status) {
        byId.put(status.id(), status);
        listener.accept(status);
    }

    /** From now on ends by force are part of the end of the application. */
    void stopping() {
        stopping = true;
    }

    boolean isStopping() {
        return stopping;
    }

    /** Something below a service, in words, had to be ended by force. */
    void forced(String what) {
        forced.add(what);
    }

    /** What {@link #forced} was told, in that order. */
    List<String> forced() {
        return List.copyOf(forced);
    }

    /** Those that were started so far, in the order they start. */
    List<ServiceStatus> list() {
        return plan.steps().stream()
                .map(step -> byId.get(step.id()))
                .filter(Objects::nonNull)
                .toList();
    }
}
