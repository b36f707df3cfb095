package dev.moirai.app.kind;

import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Role;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import dev.moirai.kernel.HostOptions;
import dev.moirai.kernel.MailboxLimit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A {@code process.host}: threads that run processes.
 *
 * @param settings how many of everything
 * @param lifecycle whether it runs
 */
public record ProcessHost(Settings settings, Lifecycle lifecycle) implements Startable {
    private static final Field<Settings> HOST = Field.withDefaultFrom(
            "host", new Type.Nested<>(Settings.STRUCT), Settings::defaults, "as below", "Threads and limits.");

    /** The description of {@code process.host}. */
    public static final Kind<ProcessHost> KIND = new Kind<>(
            "process.host",
            "Runs processes on operating system threads of its own. Without `lifecycle.auto_start: true` it does not run,"
                    + " and nothing can be spawned on it.",
            """
            version: "1.0"
            namespace: app
            entries:
              - name: processes
                kind: process.host
                host:
                  workers: 16
                lifecycle:
                  auto_start: true
            """,
            Set.of(Role.HOST),
            Struct.of(
                    List.of(HOST, Lifecycle.FIELD),
                    values -> new ProcessHost(values.get(HOST), values.get(Lifecycle.FIELD))));

    /**
     * How many of everything a host has.
     *
     * @param workers operating system threads
     * @param maxProcesses processes at a time; a spawn beyond it fails
     * @param mailbox how much may wait in the mailbox of each process
     * @param limits what each process may use
     */
    public record Settings(int workers, int maxProcesses, MailboxLimit mailbox, ProcessLimits limits) {
        private static final int MOST_WORKERS = 4096;
        private static final String QUEUES_GROW = "queues of processes grow when they need to";
        private static final Field<Integer> WORKERS = Field.withDefaultFrom(
                "workers",
                new Type.Whole(1, MOST_WORKERS),
                () -> Runtime.getRuntime().availableProcessors(),
                "the number of processors",
                "Operating system threads that run the processes of this host. More than there are processors do not"
                        + " compute faster.");
        private static final Field<Integer> MAX_PROCESSES = Field.withDefault(
                "max_processes",
                new Type.Whole(1, Integer.MAX_VALUE),
                HostOptions.DEFAULT_MAX_PROCESSES,
                String.valueOf(HostOptions.DEFAULT_MAX_PROCESSES),
                "Processes at a time; a spawn beyond it fails.");
        private static final Field<MailboxLimit> MAILBOX = Field.withDefault(
                "mailbox",
                new Type.Nested<>(MailboxBlock.STRUCT),
                MailboxLimit.DEFAULT,
                "as below",
                "How much may wait in the mailbox of each process.");
        private static final Field<Optional<Integer>> QUEUE_SIZE =
                Field.withoutEffect("queue_size", new Type.Whole(1, Integer.MAX_VALUE), QUEUES_GROW);
        private static final Field<Optional<Integer>> LOCAL_QUEUE_SIZE =
                Field.withoutEffect("local_queue_size", new Type.Whole(1, Integer.MAX_VALUE), QUEUES_GROW);

        static final Struct<Settings> STRUCT = Struct.of(
                List.of(WORKERS, MAX_PROCESSES, MAILBOX, ProcessLimits.HOST_FIELD, QUEUE_SIZE, LOCAL_QUEUE_SIZE),
                values -> new Settings(
                        values.get(WORKERS),
                        values.get(MAX_PROCESSES),
                        values.get(MAILBOX),
                        values.get(ProcessLimits.HOST_FIELD)));

        static Settings defaults() {
            return new Settings(
                    Runtime.getRuntime().availableProcessors(),
                    HostOptions.DEFAULT_MAX_PROCESSES,
                    MailboxLimit.DEFAULT,
                    ProcessLimits.NONE);
        }

        /** These settings for the kernel. */
        public HostOptions named(String name) {
            return new HostOptions(name, workers, maxProcesses, mailbox);
        }
    }
}
