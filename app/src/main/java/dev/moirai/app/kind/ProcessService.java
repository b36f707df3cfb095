package dev.moirai.app.kind;

import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Role;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import dev.moirai.app.source.Data;
import java.util.List;
import java.util.Set;

/**
 * A {@code process.service}: one process that is kept running.
 *
 * @param process what runs
 * @param host where it runs
 * @param input its arguments
 * @param lifecycle when it starts and how it is kept running
 */
public record ProcessService(EntryId process, EntryId host, List<Data> input, Lifecycle lifecycle)
        implements Startable {
    private static final Field<EntryId> PROCESS =
            Field.required("process", Type.Ref.to(Role.PROCESS), "The process that runs.");
    private static final Field<EntryId> HOST = Field.required("host", Type.Ref.to(Role.HOST), "The host it runs on.");
    private static final Field<List<Data>> INPUT = Field.withDefault(
            "input", Type.ListOf.of(new Type.Free("any value")), List.of(), "none", "Arguments of its main function.");

    /** The description of {@code process.service}. */
    public static final Kind<ProcessService> KIND = new Kind<>(
            "process.service",
            "Keeps one process running: when it ends abnormally it is started again after a pause that grows; when it ends"
                    + " normally it is done.",
            """
            version: "1.0"
            namespace: app
            entries:
              - name: processes
                kind: process.host
                lifecycle:
                  auto_start: true
              - name: gateway
                kind: process.service
                process: app:gateway_process
                host: app:processes
                input: [8080]
                lifecycle:
                  auto_start: true
                  restart:
                    initial_delay: 1s
                    max_delay: 30s
              - name: gateway_process
                kind: process.lua
                source: file://gateway.lua
                method: main
            """,
            Set.of(Role.SERVICE),
            Struct.of(
                    List.of(PROCESS, HOST, INPUT, Lifecycle.FIELD),
                    values -> new ProcessService(
                            values.get(PROCESS), values.get(HOST), values.get(INPUT), values.get(Lifecycle.FIELD))));

    public ProcessService {
        input = List.copyOf(input);
    }
}
