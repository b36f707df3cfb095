package dev.moirai.script.resource;

import dev.moirai.app.kind.MemoryStore;
import dev.moirai.app.project.Project;
import dev.moirai.app.schema.Entry;
import dev.moirai.kernel.Node;
import dev.moirai.script.process.LuaRuntime;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The resources of a project: what its entries declare that is no process.
 *
 * @param variables the {@code env.variable}s
 * @param registry all entries
 * @param stores the {@code store.memory}s by id, running or not
 */
public record Resources(Variables variables, EntryRegistry registry, Map<String, KeyValueStore> stores) {
    public Resources {
        stores = Map.copyOf(stores);
    }

    /**
     * The resources of {@code project}, on a node.
     *
     * @param rules what may be changed while it runs
     */
    public static Resources of(Project project, Node node, EntryRegistry.Rules rules) {
        return new Resources(
                Variables.of(project),
                new EntryRegistry(project, rules),
                project.entries(MemoryStore.KIND).stream()
                        .collect(Collectors.toMap(entry -> entry.id().toString(), entry -> store(entry, node))));
    }

    private static KeyValueStore store(Entry<MemoryStore> entry, Node node) {
        return new KeyValueStore(entry.body(), node.clock()::now);
    }

    /** Lets modules find them. */
    public void shareWith(LuaRuntime runtime) {
        runtime.share(Resources.class, this);
    }
}
