package dev.moirai.app.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.app.project.Folder;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.app.source.Finding;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplanationTest {
    private static final String PROJECT = """
            namespace: app
            entries:
              - name: processes
                kind: process.host
                host: {workers: 4}
                lifecycle: {auto_start: true}
              - {name: x, kind: process.lua, source: file://a.lua}
              - {name: y, kind: process.lua, source: file://a.lua}
              - {name: z, kind: process.lua, source: file://a.lua}
              - name: tree
                kind: process.supervisor
                strategy: rest_for_one
                children: [{process: x, restart: transient}, {process: y}, {process: z, restart: temporary}]
                lifecycle: {auto_start: true}
              - name: gateway
                kind: process.service
                process: x
                host: processes
                lifecycle: {auto_start: true, requires: [tree], restart: {max_attempts: 5}}
            """;

    private Folder folder;

    @BeforeEach
    void folderWithOneScript(@TempDir Path root) {
        folder = new Folder(root).file("src/a.lua", "return 1");
    }

    private Explanation explain(String yaml) {
        var project = folder.file("src/_index.yaml", yaml).load().project();
        return new Explanation(project, BootPlan.of(project, new Diagnostics(Finding.PLAN)));
    }

    private static EntryId id(String name) {
        return EntryId.parse(name, "app").orElseThrow();
    }

    @Test
    void tellsWhatBecomesOfAService() {
        assertThat(explain(PROJECT).whenItDies(id("gateway")))
                .containsExactly(
                        "if it does not start within 10s, the application does not start",
                        "when it ends abnormally, it is started again after 1s, then after pauses that grow by 2.0 up to"
                                + " 1m30s, 5 attempts in all",
                        "after running for 5s its failures are forgotten; when it ends normally, it is done",
                        "when the application stops, it is asked to end, and killed after 10s, or sooner if the time"
                                + " for all to stop is over");
    }

    @Test
    void tellsWhatASupervisorDoesAboutAChild() {
        var explanation = explain(PROJECT);

        assertThat(explanation.whenItDies(id("x")))
                .containsSubsequence(
                        "is child app:x of app:tree",
                        "  when it ends abnormally: stops app:z, app:y; starts app:x, app:y; forgets app:z",
                        "  more than 3 restarts in 5s: app:tree stops its children and fails");
        assertThat(explanation.whenItDies(id("z")).getLast()).isEqualTo("  when it ends, it is not started again");
    }

    @Test
    void tellsOfAProcessWhatItsServiceDoes() {
        var explanation = explain(PROJECT);

        var ofItsService = explanation.whenItDies(id("gateway")).stream().map(line -> "  " + line);
        assertThat(explanation.whenItDies(id("x")))
                .startsWith(Stream.concat(Stream.of("is the process of app:gateway"), ofItsService)
                        .toArray(String[]::new));
    }

    @Test
    void tellsWhatBecomesOfTheProcessesOfAHost() {
        assertThat(explain(PROJECT).whenItDies(id("processes")))
                .containsExactly("when it stops, every process on it is asked to end");
    }

    @Test
    void hasNothingToTellOfAnEntryThatNobodyKeepsRunning() {
        assertThat(explain("namespace: app\nname: r\nkind: registry.entry\n").whenItDies(id("r")))
                .isEmpty();
    }
}
