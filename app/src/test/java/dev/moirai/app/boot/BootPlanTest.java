package dev.moirai.app.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.app.project.Folder;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.app.source.Finding;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootPlanTest {
    private static final String HOST = """
            namespace: app
            entries:
              - name: processes
                kind: process.host
                host: {workers: 4}
                lifecycle: {auto_start: true}
            """;

    private final Diagnostics diagnostics = new Diagnostics(Finding.PLAN);
    private Folder folder;

    @BeforeEach
    void folderWithOneScript(@TempDir Path root) {
        folder = new Folder(root).file("src/a.lua", "return 1");
    }

    private BootPlan plan(String yaml) {
        var loaded = folder.file("src/_index.yaml", yaml).load();
        assertThat(loaded.diagnostics()).filteredOn(Diagnostic::isError).isEmpty();
        return BootPlan.of(loaded.project(), diagnostics);
    }

    private BootPlan planWithoutMistakes(String yaml) {
        var plan = plan(yaml);
        assertThat(diagnostics.list()).isEmpty();
        return plan;
    }

    private List<String> mistakes(String yaml) {
        plan(yaml);
        return diagnostics.list().stream()
                .map(diagnostic -> diagnostic.toString().replaceFirst("^\\S*/src/_index.yaml:", ""))
                .toList();
    }

    private static EntryId id(String name) {
        return EntryId.parse(name, "app").orElseThrow();
    }

    private static List<List<String>> names(BootPlan plan) {
        return plan.levels().stream()
                .map(level -> level.stream().map(step -> step.id().name()).toList())
                .toList();
    }

    @Nested
    class Order {
        @Test
        void isByWhatIsNeededAndThenByName() {
            var plan = planWithoutMistakes(HOST + """
                      - name: p
                        kind: process.lua
                        source: file://a.lua
                      - {name: c, kind: process.service, process: p, host: processes, lifecycle: {auto_start: true, requires: [b, d]}}
                      - {name: b, kind: process.service, process: p, host: processes, lifecycle: {auto_start: true}}
                      - {name: d, kind: process.service, process: p, host: processes, lifecycle: {auto_start: true, requires: [b]}}
                      - {name: a, kind: store.memory, lifecycle: {auto_start: true}}
                    """);

            assertThat(names(plan))
                    .containsExactly(List.of("a", "processes"), List.of("b"), List.of("d"), List.of("c"));
        }

        @Test
        void followsMetaDependsOnToo() {
            var plan = planWithoutMistakes(HOST + """
                      - {name: b, kind: store.memory, lifecycle: {auto_start: true}}
                      - {name: a, kind: store.memory, meta: {depends_on: [b]}, lifecycle: {auto_start: true}}
                    """);

            assertThat(names(plan)).containsExactly(List.of("b", "processes"), List.of("a"));
        }

        @Test
        void tellsWhatCannotRunWithoutAnEntry() {
            var plan = planWithoutMistakes(HOST + """
                      - {name: a, kind: process.lua, source: file://a.lua, lifecycle: {auto_start: true}}
                      - {name: b, kind: store.memory, lifecycle: {auto_start: true, requires: [a]}}
                      - {name: c, kind: store.memory, lifecycle: {auto_start: true}}
                    """);

            assertThat(plan.dependents(id("processes"))).containsExactly(id("a"), id("b"));
            assertThat(plan.dependents(id("c"))).isEmpty();
        }
    }

    @Nested
    class ProcessWithALifecycle {
        @Test
        void isAServiceOnTheOnlyHost() {
            var plan = planWithoutMistakes(HOST + """
                      - name: pool
                        kind: process.lua
                        source: file://a.lua
                        lifecycle: {auto_start: true}
                    """);

            var pool = (Service.Process) plan.find(id("pool")).orElseThrow().service();
            assertThat(pool.host()).isEqualTo(id("processes"));
            assertThat(pool.process()).isEqualTo(id("pool"));
            assertThat(pool.isImplicit()).isTrue();
        }

        @Test
        void isOnItsDefaultHostIfItHasOne() {
            var plan = planWithoutMistakes(HOST + """
                      - {name: other, kind: process.host, lifecycle: {auto_start: true}}
                      - name: pool
                        kind: process.lua
                        meta: {default_host: other}
                        source: file://a.lua
                        lifecycle: {auto_start: true}
                    """);

            assertThat(((Service.Process) plan.find(id("pool")).orElseThrow().service()).host())
                    .isEqualTo(id("other"));
        }

        @Test
        void isNotStartedWithoutAutoStart() {
            var plan = planWithoutMistakes(HOST
                    + "  - {name: pool, kind: process.lua, source: file://a.lua, lifecycle: {stop_timeout: 1s}}\n");

            assertThat(plan.find(id("pool"))).isEmpty();
        }

        @Test
        void isAMistakeOnATerminalHost() {
            assertThat(mistakes(HOST + """
                              - {name: terminal, kind: terminal.host, lifecycle: {auto_start: true}}
                              - name: pool
                                kind: process.lua
                                meta: {default_host: terminal}
                                source: file://a.lua
                                lifecycle: {auto_start: true}
                            """))
                    .containsExactly(
                            "10:26: 'app:pool' starts with the application, but 'app:terminal' is no process host;"
                                    + " expected an entry of kind process.host; a terminal host is for 'moirai run -x'");
        }

        @Test
        void isAMistakeIfThereAreSeveralHosts() {
            assertThat(mistakes(HOST + """
                              - {name: other, kind: process.host, lifecycle: {auto_start: true}}
                              - name: pool
                                kind: process.lua
                                source: file://a.lua
                                lifecycle: {auto_start: true}
                            """))
                    .containsExactly(
                            "8:5: 'app:pool' starts with the application, but on which host is not said; expected"
                                    + " one of app:other, app:processes; add 'meta: {default_host: app:other}'");
        }

        @Test
        void isAMistakeIfThereIsNoHost() {
            assertThat(
                            mistakes(
                                    "namespace: app\nname: pool\nkind: process.lua\nsource: file://a.lua\nlifecycle: {auto_start: true}\n"))
                    .containsExactly(
                            "1:1: 'app:pool' starts with the application, but the project has no process host to"
                                    + " run it on; expected an entry of kind process.host with lifecycle.auto_start: true");
        }
    }

    @Nested
    class WhatDoesNotStart {
        @Test
        void cannotBeAHostOfWhatDoes() {
            assertThat(mistakes("""
                            namespace: app
                            entries:
                              - {name: idle, kind: process.host}
                              - {name: p, kind: process.lua, source: file://a.lua}
                              - name: s
                                kind: process.service
                                process: p
                                host: idle
                                lifecycle: {auto_start: true}
                            """))
                    .containsExactly(
                            "3:5: warning: the host 'app:idle' does not start, so nothing can run on it; expected"
                                    + " lifecycle.auto_start: true",
                            "8:11: 'app:s' needs 'app:idle', which does not start; add 'lifecycle.auto_start: true' to"
                                    + " 'app:idle'");
        }

        @Test
        void cannotBeRequired() {
            assertThat(mistakes(HOST + """
                              - {name: idle, kind: store.memory}
                              - name: s
                                kind: store.memory
                                lifecycle: {auto_start: true, requires: [idle]}
                            """))
                    .containsExactly("10:46: 'app:s' needs 'app:idle', which does not start; add 'lifecycle.auto_start:"
                            + " true' to 'app:idle'");
        }
    }

    @Nested
    class Supervisors {
        @Test
        void needTheHostsOfAllTheyStart() {
            var plan = planWithoutMistakes(HOST + """
                      - {name: other, kind: process.host, lifecycle: {auto_start: true}}
                      - {name: p, kind: process.lua, source: file://a.lua}
                      - name: inner
                        kind: process.supervisor
                        children: [{process: p}]
                      - name: outer
                        kind: process.supervisor
                        host: processes
                        children: [{process: inner, host: other}, {process: p}]
                        lifecycle: {auto_start: true}
                    """);

            assertThat(plan.find(id("outer")).orElseThrow().needs())
                    .containsExactlyInAnyOrder(id("processes"), id("other"));
            assertThat(plan.find(id("inner"))).isEmpty();
        }

        @Test
        void thatWouldRunTwiceAreToldOf() {
            assertThat(mistakes(HOST + """
                              - name: p
                                kind: process.lua
                                source: file://a.lua
                                lifecycle: {auto_start: true}
                              - name: tree
                                kind: process.supervisor
                                children:
                                  - process: p
                                lifecycle: {auto_start: true}
                            """))
                    .containsExactly(
                            "14:18: warning: 'app:p' is a child of 'app:tree' and starts with the application as"
                                    + " well, so it runs twice; expected one of the two; remove 'auto_start' from 'app:p'");
        }
    }

    @Test
    void aHostThatRequiresWhatRunsOnItIsAMistake() {
        assertThat(mistakes("""
                        namespace: app
                        entries:
                          - name: processes
                            kind: process.host
                            lifecycle: {auto_start: true, requires: [pool]}
                          - name: pool
                            kind: process.lua
                            source: file://a.lua
                            lifecycle: {auto_start: true}
                        """))
                .containsExactly(
                        "6:5: these wait for each other to start: app:pool → app:processes → app:pool; expected"
                                + " an order in which each comes after those it needs");
    }
}
