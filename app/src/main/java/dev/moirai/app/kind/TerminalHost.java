package dev.moirai.app.kind;

import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Role;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import java.util.List;
import java.util.Set;

/**
 * A {@code terminal.host}: runs one process at a time with standard input and output.
 *
 * @param hideLogs true if log lines are kept from the terminal while a process has it
 * @param lifecycle whether it runs
 */
public record TerminalHost(boolean hideLogs, Lifecycle lifecycle) implements Startable {
    private static final Field<Boolean> HIDE_LOGS = Field.withDefault(
            "hide_logs",
            new Type.Flag(),
            false,
            "false",
            "Whether log lines are kept from the terminal while a process has it.");

    /** The description of {@code terminal.host}. */
    public static final Kind<TerminalHost> KIND = new Kind<>(
            "terminal.host",
            "Runs one process at a time on the terminal, with standard input and output. `moirai run -x ns:name` uses the"
                    + " only one there is.",
            """
            version: "1.0"
            namespace: app
            entries:
              - name: terminal
                kind: terminal.host
                hide_logs: true
                lifecycle:
                  auto_start: true
            """,
            Set.of(Role.TERMINAL),
            Struct.of(
                    List.of(HIDE_LOGS, Lifecycle.FIELD),
                    values -> new TerminalHost(values.get(HIDE_LOGS), values.get(Lifecycle.FIELD))));
}
