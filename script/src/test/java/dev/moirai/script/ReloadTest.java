package dev.moirai.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code that changes while the application runs, as {@code moirai run --watch} has it. */
class ReloadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String INDEX = """
            version: "1.0"
            namespace: app
            entries:
              - name: processes
                kind: process.host
                lifecycle: { auto_start: true }
              - name: greetings
                kind: library.lua
                source: file://greetings.lua
              - name: greeter
                kind: process.lua
                source: file://greeter.lua
                imports: { greetings: app:greetings }
                lifecycle: { auto_start: true, restart: { initial_delay: 1s } }
              - name: other
                kind: process.lua
                source: |
                  return function() print("other up") process.inbox():receive() end
                lifecycle: { auto_start: true }
            """;

    private static final String GREETER = """
            return function()
              process.registry.register("greeter")
              print("greeter up as " .. process.pid())
              while true do print(greetings.hello(process.inbox():receive():payload():data())) end
            end
            """;

    @TempDir
    Path folder;

    private final Stage stage = Stage.bare(1);

    @BeforeEach
    void project() throws IOException {
        Files.createDirectories(folder.resolve("src"));
        write("_index.yaml", INDEX);
        write("greetings.lua", "return { hello = function(name) return 'hello ' .. name end }");
        write("greeter.lua", GREETER);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve("src").resolve(name), text);
    }

    private Application start() {
        ScriptProject project = ScriptProject.load(folder);
        assertThat(project.diagnostics()).isEmpty();
        Application application = Application.start(project, stage.node(), stage.options());
        stage.awaitLine("other up");
        stage.pass(Duration.ofMillis(1));
        return application;
    }

    private ReloadReport reload(Application application) {
        ReloadReport report = application.reload(ScriptProject.load(folder), PATIENCE);
        stage.pass(Duration.ofMillis(1));
        return report;
    }

    private void greet(String name) {
        stage.tell("greeter", "greet", name);
        stage.pass(Duration.ofMillis(1));
    }

    @Test
    void runningProcessesOfAChangedEntryGoOnWithTheNewCodeUnderTheSamePid() throws IOException {
        Application application = start();
        greet("Ann");
        write("greeter.lua", GREETER.replace("greetings.hello(", "'new: ' .. greetings.hello("));

        ReloadReport report = reload(application);
        greet("Bob");

        assertThat(report.ok()).as("%s", report.lines()).isTrue();
        assertThat(report.changed()).containsExactly("app:greeter");
        assertThat(report.upgraded()).isEqualTo(Map.of("app:greeter", 1));
        assertThat(stage.lines()).contains("hello Ann", "new: hello Bob");
        assertThat(stage.lines().stream()
                        .filter(line -> line.startsWith("greeter up as"))
                        .distinct())
                .hasSize(1);
        assertThat(stage.lines().stream().filter("other up"::equals)).hasSize(1);
    }

    @Test
    void aChangedLibraryUpgradesWhoImportsIt() throws IOException {
        Application application = start();
        write("greetings.lua", "return { hello = function(name) return 'hi ' .. name end }");

        ReloadReport report = reload(application);
        greet("Bob");

        assertThat(report.changed()).containsExactly("app:greeter", "app:greetings");
        assertThat(report.upgraded()).isEqualTo(Map.of("app:greeter", 1));
        assertThat(stage.lines()).contains("hi Bob");
    }

    @Test
    void codeThatIsNoLuaChangesNothing() throws IOException {
        Application application = start();
        write("greeter.lua", "return function( end");

        ReloadReport report = reload(application);
        greet("Bob");

        assertThat(report.ok()).isFalse();
        assertThat(report.lines()).anyMatch(line -> line.contains("greeter.lua:1:"));
        assertThat(stage.lines()).contains("hello Bob");
    }

    @Test
    void codeThatFailsToStartIsRolledBackAlsoForRestarts() throws IOException {
        Application application = start();
        write("greeter.lua", "local x = nil\nprint(x.y)\nreturn function() end");

        ReloadReport report = reload(application);
        greet("Bob");
        stage.node().kill(Objects.requireNonNull(stage.node().names().lookup("greeter")));
        stage.pass(Duration.ofSeconds(2));
        greet("Cid");

        assertThat(report.ok()).isFalse();
        assertThat(report.kept()).singleElement().satisfies(kept -> {
            assertThat(kept.id()).isEqualTo("app:greeter");
            assertThat(kept.error()).contains("app:greeter:2:").contains("index a nil value");
        });
        assertThat(report.lines()).anyMatch(line -> line.contains("the old code goes on"));
        assertThat(stage.lines()).contains("hello Bob", "hello Cid");
    }

    @Test
    void aProcessThatWantsToBeToldUpgradesItselfWithItsState() throws IOException {
        String counter = """
                return function(count)
                  process.registry.register("greeter")
                  process.set_options({ upgradable = true })
                  count = count or 0
                  local events, inbox = process.events(), process.inbox()
                  while true do
                    local got = channel.select { events:case_receive(), inbox:case_receive() }
                    if got.channel == inbox then
                      count = count + 1
                      print("VERSION " .. count)
                    elseif got.value.kind == process.event.OUTDATED then
                      print("outdated: " .. table.concat(got.value.sources, ","))
                      process.upgrade(nil, count)
                    end
                  end
                end
                """;
        write("greeter.lua", counter.replace("VERSION", "one"));
        Application application = start();
        greet("x");
        greet("x");
        write("greeter.lua", counter.replace("VERSION", "two"));

        ReloadReport report = reload(application);
        greet("x");

        assertThat(report.told()).isEqualTo(Map.of("app:greeter", 1));
        assertThat(stage.lines()).contains("one 1", "one 2", "outdated: app:greeter", "two 3");
    }

    @Test
    void whatOnlyAStartCanChangeIsNamed() throws IOException {
        Application application = start();
        write("_index.yaml", INDEX.replace("initial_delay: 1s", "initial_delay: 2s") + """
                  - name: late
                    kind: process.lua
                    source: |
                      return function() end
                """);

        ReloadReport report = reload(application);

        assertThat(report.atNextStart()).containsExactly("app:greeter");
        assertThat(report.changed()).containsExactly("app:late");
        assertThat(stage.await(application.run("app:late", null).result()).ok()).isTrue();
    }

    @Test
    void nothingHappensWhenNothingChanged() {
        Application application = start();

        ReloadReport report = reload(application);

        assertThat(report.ok()).isTrue();
        assertThat(report.lines()).isEmpty();
    }
}
