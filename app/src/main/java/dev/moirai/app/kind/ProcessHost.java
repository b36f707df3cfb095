package dev.moirai.app.kind;

import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Role;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import java.util.List;
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
     * @param queueSize room for waiting processes in the queue all workers share, to begin with
     * @param localQueueSize room for waiting processes in each worker's own queue
     * @param maxProcesses processes at a time; a spawn beyond it fails
     * @param mailbox how much may wait in the mailbox of each process
     */
    public record Settings(int workers, int queueSize, int localQueueSize, int maxProcesses, Mailbox mailbox) {
        private static final int MOST_WORKERS = 4096;
        private static final Field<Integer> WORKERS = Field.withDefaultFrom(
                "workers",
                new Type.Whole(1, MOST_WORKERS),
                () -> Runtime.getRuntime().availableProcessors(),
                "the number of processors",
                "Operating system threads that run the processes of this host. More than there are processors do not"
                        + " compute faster.");
        private static final Field<Integer> QUEUE_SIZE = Field.withDefault(
                "queue_size",
                new Type.Whole(1, 1 << 30),
                1024,
                "1024",
                "Room for waiting processes in the queue all workers share; it grows when needed.");
        private static final Field<Integer> LOCAL_QUEUE_SIZE = Field.withDefault(
                "local_queue_size",
                new Type.Whole(1, 1 << 20),
                256,
                "256",
                "Room for waiting processes in each worker's own queue.");
        private static final Field<Integer> MAX_PROCESSES = Field.withDefault(
                "max_processes",
                new Type.Whole(1, Integer.MAX_VALUE),
                Integer.MAX_VALUE,
                "without limit",
                "Processes at a time; a spawn beyond it fails.");
        private static final Field<Mailbox> MAILBOX = Field.withDefault(
                "mailbox",
                new Type.Nested<>(Mailbox.STRUCT),
                Mailbox.DEFAULT,
                "as below",
                "How much may wait in the mailbox of each process.");

        static final Struct<Settings> STRUCT = Struct.of(
                List.of(WORKERS, QUEUE_SIZE, LOCAL_QUEUE_SIZE, MAX_PROCESSES, MAILBOX),
                values -> new Settings(
                        values.get(WORKERS),
                        values.get(QUEUE_SIZE),
                        values.get(LOCAL_QUEUE_SIZE),
                        values.get(MAX_PROCESSES),
                        values.get(MAILBOX)));

        static Settings defaults() {
            return new Settings(
                    Runtime.getRuntime().availableProcessors(), 1024, 256, Integer.MAX_VALUE, Mailbox.DEFAULT);
        }
    }

    /**
     * How much may wait in the mailbox of each process; a message beyond it is refused, and its sender told.
     *
     * @param messages messages
     * @param bytes their estimated size together
     */
    public record Mailbox(int messages, long bytes) {
        private static final Field<Integer> MESSAGES = Field.withDefault(
                "messages", new Type.Whole(1, Integer.MAX_VALUE), 1_000_000, "1000000", "Messages at a time.");
        private static final Field<Long> BYTES = Field.withDefault(
                "bytes", new Type.Bytes(1024), 256L << 20, "256MiB", "Their estimated size together.");

        static final Struct<Mailbox> STRUCT =
                Struct.of(List.of(MESSAGES, BYTES), values -> new Mailbox(values.get(MESSAGES), values.get(BYTES)));

        static final Mailbox DEFAULT = new Mailbox(1_000_000, 256L << 20);
    }
}
