package dev.moirai.app.kind;

import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Role;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import dev.moirai.app.source.Data;
import dev.moirai.otp.supervisor.AutoShutdown;
import dev.moirai.otp.supervisor.Intensity;
import dev.moirai.otp.supervisor.Restart;
import dev.moirai.otp.supervisor.Shutdown;
import dev.moirai.otp.supervisor.Strategy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A {@code process.supervisor}: children that are started in order, restarted together as the strategy says, and stopped in
 * reverse. OTP's supervisor (OTP Design Principles, chapter 5), with entries as children.
 *
 * @param host where the children run that name no host of their own; the project's only one if empty
 * @param strategy which children are restarted with a failed one
 * @param intensity how many restarts are too many, so that the supervisor gives up
 * @param autoShutdown whether the end of significant children ends the supervisor
 * @param children in the order they start
 * @param lifecycle when it starts
 */
public record ProcessSupervisor(
        Optional<EntryId> host,
        Strategy strategy,
        Intensity intensity,
        AutoShutdown autoShutdown,
        List<Child> children,
        Lifecycle lifecycle)
        implements Startable {
    private static final Field<Optional<EntryId>> HOST = Field.optional(
            "host",
            Type.Ref.to(Role.HOST),
            "The host of the children that name none; if not written, the only host of the project.");
    private static final Field<Strategy> STRATEGY = Field.withDefault(
            "strategy",
            Type.Choice.of(Strategy.values()),
            Strategy.ONE_FOR_ONE,
            "one_for_one",
            "Which children are restarted with a failed one: only it, all of them, or it and those after it.");
    private static final Field<Integer> INTENSITY = Field.withDefault(
            "intensity",
            new Type.Whole(0, 1_000_000),
            3,
            "3",
            "How many restarts within `period` are allowed; one more, and the supervisor stops its children and fails.");
    private static final Field<Duration> PERIOD = Field.withDefault(
            "period",
            Type.Time.atLeast(Duration.ofMillis(1)),
            Duration.ofSeconds(5),
            "5s",
            "The time in which restarts are counted.");
    private static final Field<AutoShutdown> AUTO_SHUTDOWN = Field.withDefault(
            "auto_shutdown",
            Type.Choice.of(AutoShutdown.values()),
            AutoShutdown.NEVER,
            "never",
            "Whether the supervisor ends when one, or the last, of its significant children has ended by itself.");
    private static final Field<List<Child>> CHILDREN = Field.withDefault(
            "children",
            Type.ListOf.of(new Type.Nested<>(Child.STRUCT)),
            List.of(),
            "none",
            "The children in the order they start; they stop in reverse.");

    /** The description of {@code process.supervisor}. */
    public static final Kind<ProcessSupervisor> KIND = new Kind<>(
            "process.supervisor",
            "Starts children in order, restarts them as its strategy says, and stops them in reverse, with the semantics of"
                    + " OTP's supervisor. A child is a process or another supervisor.",
            """
            version: "1.0"
            namespace: app
            entries:
              - name: processes
                kind: process.host
                lifecycle:
                  auto_start: true
              - name: tree
                kind: process.supervisor
                host: app:processes
                strategy: rest_for_one
                intensity: 3
                period: 5s
                children:
                  - id: cache
                    process: app:cache
                  - id: web
                    process: app:web
                    input: [8080]
                    restart: transient
                    shutdown: 2s
                lifecycle:
                  auto_start: true
              - name: cache
                kind: process.lua
                source: file://cache.lua
              - name: web
                kind: process.lua
                source: file://web.lua
            """,
            Set.of(Role.SUPERVISOR, Role.SERVICE),
            Struct.of(
                            List.of(HOST, STRATEGY, INTENSITY, PERIOD, AUTO_SHUTDOWN, CHILDREN, Lifecycle.FIELD),
                            values -> new ProcessSupervisor(
                                    values.get(HOST),
                                    values.get(STRATEGY),
                                    new Intensity(values.get(INTENSITY), values.get(PERIOD)),
                                    values.get(AUTO_SHUTDOWN),
                                    values.get(CHILDREN),
                                    values.get(Lifecycle.FIELD)))
                    .rule(
                            "two children have the same id",
                            CHILDREN,
                            values -> values.get(CHILDREN).stream()
                                            .map(Child::id)
                                            .distinct()
                                            .count()
                                    == values.get(CHILDREN).size())
                    .rule(
                            "a child is 'significant' although 'auto_shutdown' is never",
                            CHILDREN,
                            values -> values.get(AUTO_SHUTDOWN) != AutoShutdown.NEVER
                                    || values.get(CHILDREN).stream().noneMatch(Child::significant)));

    public ProcessSupervisor {
        children = List.copyOf(children);
    }

    /**
     * One child.
     *
     * @param id its name among its siblings
     * @param process the process or supervisor that runs
     * @param host where it runs; where the supervisor says if empty
     * @param input its arguments
     * @param restart when it is started again
     * @param shutdown how it is stopped
     * @param significant true if its end may end the supervisor
     */
    public record Child(
            String id,
            EntryId process,
            Optional<EntryId> host,
            List<Data> input,
            Restart restart,
            Shutdown shutdown,
            boolean significant) {
        private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofSeconds(Long.MAX_VALUE);

        private static final Field<Optional<String>> ID = Field.optional(
                "id",
                new Type.Text("a name that is unique among the children"),
                "Its name among its siblings; the id of its process if not written.");
        private static final Field<EntryId> PROCESS = Field.required(
                "process", Type.Ref.to(Role.PROCESS, Role.SUPERVISOR), "The process, or the supervisor, that runs.");
        private static final Field<Optional<EntryId>> HOST =
                Field.optional("host", Type.Ref.to(Role.HOST), "The host it runs on; the supervisor's if not written.");
        private static final Field<List<Data>> INPUT = Field.withDefault(
                "input",
                Type.ListOf.of(new Type.Free("any value")),
                List.of(),
                "none",
                "Arguments of its main function.");
        private static final Field<Restart> RESTART = Field.withDefault(
                "restart",
                Type.Choice.of(Restart.values()),
                Restart.PERMANENT,
                "permanent",
                "When it is started again: always, when it ended abnormally, or never.");
        private static final Field<Duration> SHUTDOWN = Field.withDefault(
                "shutdown",
                new Type.Time(Duration.ZERO, words()),
                Duration.ofSeconds(5),
                "5s",
                "How long it has to end when it is asked to; then it is killed.");
        private static final Field<Boolean> SIGNIFICANT = Field.withDefault(
                "significant", new Type.Flag(), false, "false", "Whether its end may end the supervisor.");

        static final Struct<Child> STRUCT = Struct.of(
                        List.of(ID, PROCESS, HOST, INPUT, RESTART, SHUTDOWN, SIGNIFICANT),
                        values -> new Child(
                                values.get(ID)
                                        .orElseGet(() -> values.get(PROCESS).toString()),
                                values.get(PROCESS),
                                values.get(HOST),
                                values.get(INPUT),
                                values.get(RESTART),
                                shutdown(values.get(SHUTDOWN)),
                                values.get(SIGNIFICANT)))
                .rule(
                        "a 'permanent' child cannot be 'significant': it never ends for good",
                        SIGNIFICANT,
                        values -> !values.get(SIGNIFICANT) || values.get(RESTART) != Restart.PERMANENT);

        public Child {
            input = List.copyOf(input);
        }

        private static Shutdown shutdown(Duration written) {
            if (written.isZero()) {
                return Shutdown.BRUTAL;
            }
            return written.equals(AS_LONG_AS_IT_TAKES) ? Shutdown.INFINITY : Shutdown.within(written);
        }

        private static LinkedHashMap<String, Duration> words() {
            var words = new LinkedHashMap<String, Duration>();
            words.put("brutal_kill", Duration.ZERO);
            words.put("infinity", AS_LONG_AS_IT_TAKES);
            return words;
        }
    }
}
