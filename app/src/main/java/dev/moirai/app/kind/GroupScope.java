package dev.moirai.app.kind;

import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Struct;
import java.util.List;
import java.util.Set;

/** A {@code pg.scope}: process groups that share their names, apart from those of other scopes. */
public record GroupScope() {
    /** The description of {@code pg.scope}. */
    public static final Kind<GroupScope> KIND = new Kind<>(
            "pg.scope",
            "Process groups, joined with the `pg` module. Groups of the same name in different scopes have nothing to do with"
                    + " each other.",
            """
            version: "1.0"
            namespace: app
            entries:
              - name: rooms
                kind: pg.scope
            """,
            Set.of(),
            Struct.of(List.of(), _ -> new GroupScope()));
}
