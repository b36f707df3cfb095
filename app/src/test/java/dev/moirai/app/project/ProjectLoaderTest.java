package dev.moirai.app.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.app.kind.EnvStorage;
import dev.moirai.app.kind.EnvVariable;
import dev.moirai.app.kind.Lifecycle;
import dev.moirai.app.kind.ProcessHost;
import dev.moirai.app.kind.ProcessService;
import dev.moirai.app.kind.ProcessSupervisor;
import dev.moirai.app.kind.RegistryEntry;
import dev.moirai.app.kind.RestartPolicy;
import dev.moirai.app.kind.SecurityPolicy;
import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Role;
import dev.moirai.app.source.Data;
import dev.moirai.app.source.Position;
import dev.moirai.app.source.SourceText;
import dev.moirai.otp.supervisor.Restart;
import dev.moirai.otp.supervisor.Shutdown;
import dev.moirai.otp.supervisor.Strategy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectLoaderTest {
    private Folder folder;

    @BeforeEach
    void emptyFolder(@TempDir Path root) {
        folder = new Folder(root);
    }

    private Project load() {
        var loaded = folder.load();
        assertThat(loaded.diagnostics()).isEmpty();
        assertThat(loaded.ok()).isTrue();
        return loaded.project();
    }

    private static EntryId id(String text) {
        return EntryId.parse(text, "app").orElseThrow();
    }

    private <B> B only(Kind<B> kind) {
        List<Entry<B>> entries = load().entries(kind);
        assertThat(entries).hasSize(1);
        return entries.getFirst().body();
    }

    @Test
    void readsTheSeedsPool() {
        folder.file("src/_index.yaml", """
                version: "1.0"
                namespace: app

                entries:
                  - name: processes
                    kind: process.host
                    host:
                      workers: 16
                    lifecycle:
                      auto_start: true
                """);
        folder.file("src/supervisor/_index.yaml", """
                version: "1.0"
                namespace: app.supervisor

                entries:
                  - name: pool
                    kind: process.lua
                    source: file://pool.lua
                    method: main
                    modules:
                      - time
                    lifecycle:
                      auto_start: true
                """);
        folder.file("src/supervisor/pool.lua", "return {}");

        var project = load();

        assertThat(project.byId().keySet()).containsExactly(id("app:processes"), id("app.supervisor:pool"));
        var host = project.entries(ProcessHost.KIND).getFirst().body();
        assertThat(host.settings().workers()).isEqualTo(16);
        assertThat(host.lifecycle().autoStart()).isTrue();
        var pool = project.entries(Folder.Program.KIND).getFirst();
        assertThat(pool.body().source())
                .isEqualTo(new SourceText(
                        "return {}",
                        new Position(
                                folder.path().resolve("src/supervisor/pool.lua").toString(), 1, 1)));
        assertThat(pool.body().lifecycle().autoStart()).isTrue();
        assertThat(project.entries(Role.HOST)).extracting(Entry::id).containsExactly(id("app:processes"));
    }

    @Nested
    class Files {
        private static final String ENTRY = "namespace: app\nname: %s\nkind: registry.entry\n";

        @Test
        void ofEachEndingAreReadInEveryFolder() {
            folder.file("src/a.yaml", ENTRY.formatted("a"));
            folder.file("src/x/y/b.yml", ENTRY.formatted("b"));
            folder.file("src/c.json", "{\"namespace\": \"app\", \"name\": \"c\", \"kind\": \"registry.entry\"}");
            folder.file("src/d.txt", "not read");

            assertThat(load().byId().keySet()).containsExactly(id("a"), id("b"), id("c"));
        }

        @Test
        void inHiddenFoldersAndNodeModulesAreNotRead() {
            folder.file("src/a.yaml", ENTRY.formatted("a"));
            folder.file("src/.hidden/b.yaml", "}{");
            folder.file("src/.hidden.yaml", "}{");
            folder.file("src/node_modules/c.yaml", "}{");

            assertThat(load().byId().keySet()).containsExactly(id("a"));
        }

        @Test
        void rightInTheFolderAreAProject() {
            folder.file("_index.yaml", ENTRY.formatted("a"));

            assertThat(load().byId().keySet()).containsExactly(id("a"));
        }

        @Test
        void areWhereTheLockFileSays() {
            folder.file("wippy.lock", "directories:\n  modules: .wippy\n  src: ./code\n");
            folder.file("code/_index.yaml", ENTRY.formatted("a"));
            folder.file("src/_index.yaml", ENTRY.formatted("b"));

            assertThat(load().byId().keySet()).containsExactly(id("a"));
        }

        @Test
        void areInSrcWhenTheLockFileSaysNothing() {
            folder.file("wippy.lock", "modules: []\n");
            folder.file("src/_index.yaml", ENTRY.formatted("a"));

            assertThat(load().byId().keySet()).containsExactly(id("a"));
        }
    }

    @Nested
    class Meta {
        @Test
        void ofTheFileIsAddedAndThatOfTheEntryWins() {
            folder.file("src/_index.yaml", """
                    namespace: app
                    meta: {team: red, level: 1}
                    entries:
                      - name: a
                        kind: registry.entry
                        meta: {level: 2}
                    """);

            assertThat(load().find(id("a")).orElseThrow().meta())
                    .isEqualTo(new Data.Fields(Map.of("team", new Data.Text("red"), "level", new Data.Whole(2))));
        }

        @Test
        void canNameTheDefaultHost() {
            folder.file("src/a.lua", "return 1");
            folder.file("src/_index.yaml", """
                    namespace: app
                    entries:
                      - name: h
                        kind: process.host
                      - name: p
                        kind: process.lua
                        source: file:///a.lua
                        meta: {default_host: h}
                    """);

            assertThat(load().find(id("p")).orElseThrow().defaultHost()).contains(id("app:h"));
        }
    }

    @Nested
    class Kinds {
        @Test
        void haveTheDefaultsOfTheLifecycle() {
            folder.file("src/_index.yaml", "namespace: app\nname: h\nkind: process.host\nlifecycle: {}\n");

            assertThat(only(ProcessHost.KIND).lifecycle()).isEqualTo(Lifecycle.DEFAULT);
        }

        @Test
        void readEveryFieldOfTheLifecycle() {
            folder.file("src/_index.yaml", """
                    namespace: app
                    entries:
                      - name: other
                        kind: process.host
                      - name: rules
                        kind: security.policy
                        groups: [admins]
                        policy: {actions: "*", resources: [a, b], effect: deny}
                      - name: h
                        kind: store.memory
                        lifecycle:
                          auto_start: true
                          startup: optional
                          start_timeout: 1m30s
                          stop_timeout: 2s
                          stable_threshold: 1500000000
                          depends_on: [other]
                          restart:
                            initial_delay: 10ms
                            max_delay: 1s
                            backoff_factor: 3
                            jitter: 0
                            max_attempts: 5
                          security:
                            actor: {id: keeper, meta: {level: 3}}
                            groups: [admins]
                            policies: [rules]
                    """);

            var lifecycle = ((dev.moirai.app.kind.MemoryStore)
                            load().find(id("h")).orElseThrow().body())
                    .lifecycle();

            assertThat(lifecycle.autoStart()).isTrue();
            assertThat(lifecycle.startup()).isEqualTo(Lifecycle.Startup.OPTIONAL);
            assertThat(lifecycle.startTimeout()).isEqualTo(Duration.ofSeconds(90));
            assertThat(lifecycle.stopTimeout()).isEqualTo(Duration.ofSeconds(2));
            assertThat(lifecycle.stableThreshold()).isEqualTo(Duration.ofMillis(1500));
            assertThat(lifecycle.requires()).containsExactly(id("other"));
            assertThat(lifecycle.restart())
                    .isEqualTo(new RestartPolicy(Duration.ofMillis(10), Duration.ofSeconds(1), 3, 0, 5));
            var identity = lifecycle.identity().orElseThrow();
            assertThat(identity.actor().orElseThrow().id()).isEqualTo("keeper");
            assertThat(identity.policies()).containsExactly(id("rules"));
        }

        @Test
        void readAService() {
            folder.file("src/a.lua", "return 1");
            folder.file("src/_index.yaml", """
                    namespace: app
                    entries:
                      - {name: h, kind: process.host}
                      - {name: p, kind: process.lua, source: "file://a.lua"}
                      - name: s
                        kind: process.service
                        data:
                          process: p
                          host: app:h
                          input: [1, a, {b: null}]
                    """);

            var service = only(ProcessService.KIND);

            assertThat(service.process()).isEqualTo(id("p"));
            assertThat(service.host()).isEqualTo(id("h"));
            assertThat(service.input())
                    .containsExactly(
                            new Data.Whole(1), new Data.Text("a"), new Data.Fields(Map.of("b", new Data.Null())));
        }

        @Test
        void readASupervisor() {
            folder.file("src/a.lua", "return 1");
            folder.file("src/_index.yaml", """
                    namespace: app
                    entries:
                      - {name: p, kind: process.lua, source: "file://a.lua"}
                      - name: tree
                        kind: process.supervisor
                        strategy: rest_for_one
                        intensity: 1
                        period: 2s
                        auto_shutdown: any_significant
                        children:
                          - {process: p, restart: transient, significant: true, shutdown: infinity}
                          - {id: second, process: p, shutdown: brutal_kill}
                    """);

            var tree = only(ProcessSupervisor.KIND);

            assertThat(tree.strategy()).isEqualTo(Strategy.REST_FOR_ONE);
            assertThat(tree.children())
                    .containsExactly(
                            new ProcessSupervisor.Child(
                                    "app:p",
                                    id("p"),
                                    Optional.empty(),
                                    List.of(),
                                    Restart.TRANSIENT,
                                    Shutdown.INFINITY,
                                    true),
                            new ProcessSupervisor.Child(
                                    "second",
                                    id("p"),
                                    Optional.empty(),
                                    List.of(),
                                    Restart.PERMANENT,
                                    Shutdown.BRUTAL,
                                    false));
        }

        @Test
        void readFreeDataWithFilesPutIn() {
            folder.file("src/hello.txt", "hello");
            folder.file(
                    "src/_index.yaml",
                    "namespace: app\nname: r\nkind: registry.entry\ndata: {text: file://hello.txt, list: [1]}\n");

            assertThat(only(RegistryEntry.KIND).data())
                    .isEqualTo(new Data.Fields(Map.of(
                            "text", new Data.Text("hello"), "list", new Data.Items(List.of(new Data.Whole(1))))));
        }

        @Test
        void readTheEnvironment() {
            folder.file("src/_index.yaml", """
                    namespace: app
                    entries:
                      - {name: os, kind: env.storage.os}
                      - {name: given, kind: env.storage.static, values: {A: 1, B: two}}
                      - {name: all, kind: env.storage.router, storages: [given, os]}
                      - {name: port, kind: env.variable, variable: PORT, storage: all, default: 8080, read_only: true}
                    """);

            assertThat(only(EnvStorage.Static.KIND).values()).isEqualTo(Map.of("A", "1", "B", "two"));
            assertThat(only(EnvStorage.Router.KIND).storages()).containsExactly(id("given"), id("os"));
            assertThat(only(EnvVariable.KIND))
                    .isEqualTo(new EnvVariable(Optional.of("PORT"), Optional.of(id("all")), Optional.of("8080"), true));
        }

        @Test
        void readAPolicy() {
            folder.file("src/_index.yaml", """
                    namespace: app
                    name: p
                    kind: security.policy
                    policy:
                      effect: allow
                      actions: process.spawn
                      resources: ["app:*"]
                      conditions: [{field: actor.id, operator: eq, value: root}]
                    """);

            var policy = only(SecurityPolicy.KIND).policy();

            assertThat(policy.actions()).containsExactly("process.spawn");
            assertThat(policy.conditions())
                    .containsExactly(new SecurityPolicy.Condition(
                            "actor.id", SecurityPolicy.Operator.EQ, new Data.Text("root")));
        }
    }

    @Test
    void aChainOfTenThousandReferencesIsNoProblem() {
        var yaml = new StringBuilder("namespace: app\nentries:\n");
        for (int i = 0; i < 10_000; i++) {
            yaml.append("  - {name: e%d, kind: registry.entry, meta: {depends_on: e%d}}\n".formatted(i, i + 1));
        }
        folder.file("src/_index.yaml", yaml + "  - {name: e10000, kind: registry.entry}\n");

        assertThat(load().entries()).hasSize(10_001);
    }
}
