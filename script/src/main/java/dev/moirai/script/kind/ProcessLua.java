package dev.moirai.script.kind;

import dev.moirai.app.kind.Identity;
import dev.moirai.app.kind.Lifecycle;
import dev.moirai.app.kind.ProcessLimits;
import dev.moirai.app.kind.Startable;
import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Role;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A {@code process.lua}: a process whose code is Lua.
 *
 * @param code what it runs
 * @param method the function that is the process's main function
 * @param limits what one process may use
 * @param identity who it is for security policies, if the entry says so
 * @param lifecycle whether one is started at boot, on {@code meta.default_host} or else the only host of the project
 */
public record ProcessLua(
        LuaCode code, String method, ProcessLimits limits, Optional<Identity> identity, Lifecycle lifecycle)
        implements Startable {
    private static final Field<String> METHOD = Field.withDefault(
            "method",
            new Type.Text("the name of a function"),
            "main",
            "main",
            "The main function: a field of the table that the code returns. If the code returns a function, it is that"
                    + " one, whatever stands here.");

    /** The description of {@code process.lua}. */
    public static final Kind<ProcessLua> KIND = new Kind<>(
            "process.lua",
            "A process whose code is Lua. It runs when it is spawned, or when the application starts if its `lifecycle`"
                    + " says so.",
            """
            version: "1.0"
            namespace: app
            entries:
              - name: processes
                kind: process.host
                lifecycle:
                  auto_start: true
              - name: worker
                kind: process.lua
                source: file://worker.lua
                method: main
                modules:
                  - time
                limits:
                  memory: 16MiB
            """,
            Set.of(Role.PROCESS, Role.SERVICE),
            Struct.of(
                    fields(),
                    values -> new ProcessLua(
                            LuaCode.read(values),
                            values.get(METHOD),
                            values.get(ProcessLimits.FIELD),
                            values.get(Identity.FIELD),
                            values.get(Lifecycle.FIELD))));

    private static List<Field<?>> fields() {
        var fields = new ArrayList<>(LuaCode.FIELDS);
        fields.addAll(1, List.of(METHOD));
        fields.addAll(List.of(ProcessLimits.FIELD, Identity.FIELD, Lifecycle.FIELD));
        return fields;
    }
}
