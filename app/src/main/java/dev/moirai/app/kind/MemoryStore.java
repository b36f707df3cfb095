package dev.moirai.app.kind;

import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A {@code store.memory}: keys and values in memory.
 *
 * @param maxSize how many keys it holds; a further one is refused
 * @param maxBytes how much memory they and their values take together, about; a value beyond it is refused
 * @param cleanupInterval how often the memory of keys whose time is over is given back
 * @param lifecycle whether it runs
 */
public record MemoryStore(int maxSize, long maxBytes, Duration cleanupInterval, Lifecycle lifecycle)
        implements Startable {
    private static final Field<Integer> MAX_SIZE = Field.withDefault(
            "max_size",
            new Type.Whole(1, Integer.MAX_VALUE),
            10_000,
            "10000",
            "How many keys it holds; a further one is refused.");
    private static final Field<Long> MAX_BYTES = Field.withDefault(
            "max_bytes",
            new Type.Bytes(1024),
            64L << 20,
            "64MiB",
            "How much memory keys and values take together, about; what is beyond it is refused.");
    private static final Field<Duration> CLEANUP_INTERVAL = Field.withDefault(
            "cleanup_interval",
            Type.Time.atLeast(Duration.ofMillis(1)),
            Duration.ofMinutes(5),
            "5m",
            "How often the memory of keys whose time is over is given back. For programs they are gone at once.");

    /** The description of {@code store.memory}. */
    public static final Kind<MemoryStore> KIND = new Kind<>(
            "store.memory",
            "Keys and values in memory, shared by processes with the `store` module. Gone when the application ends.",
            """
            version: "1.0"
            namespace: app
            entries:
              - name: sessions
                kind: store.memory
                max_size: 100000
                cleanup_interval: 1m
                lifecycle:
                  auto_start: true
            """,
            Set.of(),
            Struct.of(
                    List.of(MAX_SIZE, MAX_BYTES, CLEANUP_INTERVAL, Lifecycle.FIELD),
                    values -> new MemoryStore(
                            values.get(MAX_SIZE),
                            values.get(MAX_BYTES),
                            values.get(CLEANUP_INTERVAL),
                            values.get(Lifecycle.FIELD))));
}
