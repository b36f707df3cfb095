package dev.moirai.script.process;

import dev.moirai.app.kind.GroupScope;
import dev.moirai.app.project.Project;
import dev.moirai.kernel.Node;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The {@code pg.scope} entries of a project.
 *
 * @param byId the groups of each
 */
public record GroupScopes(Map<String, ProcessGroups> byId) {
    public GroupScopes {
        byId = Map.copyOf(byId);
    }

    /** Those of {@code project}, on {@code node}. */
    public static GroupScopes of(Project project, Node node) {
        return new GroupScopes(project.entries(GroupScope.KIND).stream()
                .collect(Collectors.toMap(entry -> entry.id().toString(), _ -> new ProcessGroups(node))));
    }
}
