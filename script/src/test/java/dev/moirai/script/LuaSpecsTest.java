package dev.moirai.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.app.project.Project;
import dev.moirai.app.project.ProjectLoader;
import dev.moirai.kernel.ExitReason;
import dev.moirai.script.kind.LuaKinds;
import dev.moirai.script.module.Modules;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The behaviour of modules, specified in Lua: each function {@code spec.name_of_the_behaviour} in {@code specs/*.lua} is the
 * main function of a process, in several simulations and on real threads, and must return without an error.
 *
 * <p>A spec can spawn {@code test:eval}, whose first argument is the code it runs on the others.
 */
class LuaSpecsTest {
    private static final Pattern SPEC = Pattern.compile("(?m)^function spec\\.(\\w+)");
    private static final String EVAL = "return function(code, ...) return assert(load(code, '=eval'))(...) end";
    private static final String[] ALL_MODULES = Modules.names().toArray(String[]::new);

    @TempDir
    private Path temporary;

    private static final String PRELUDE = """
            local HOST = "app:processes"
            local function eq(got, wanted, what)
                if got ~= wanted then
                    error((what or "value") .. ": expected " .. tostring(wanted) .. ", got " .. tostring(got), 2)
                end
            end
            local function fails(kind, text, value, err)
                if value then error("expected an error, got " .. tostring(value), 2) end
                eq(tostring(err):find(text, 1, true) ~= nil, true, "'" .. tostring(err) .. "' contains '" .. text .. "'")
                eq(err:kind(), kind, "kind")
            end
            local function spawn(code, ...) return assert(process.spawn("test:eval", HOST, code, ...)) end
            local function spawn_monitored(code, ...)
                return assert(process.spawn_monitored("test:eval", HOST, code, ...))
            end
            local spec = {}
            """;

    @TestFactory
    Stream<DynamicContainer> specs() throws IOException, URISyntaxException {
        Path folder = Path.of(
                Objects.requireNonNull(LuaSpecsTest.class.getResource("specs")).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream().map(this::file);
        }
    }

    private DynamicContainer file(Path file) {
        try {
            String code = Files.readString(file);
            return DynamicContainer.dynamicContainer(
                    file.getFileName().toString(),
                    SPEC.matcher(code).results().map(found -> test(code, found.group(1))));
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    /** The project of {@code project/_index.yaml}, in a folder of its own. */
    private Project project() throws IOException {
        Path folder = Files.createTempDirectory(temporary, "project");
        try (var yaml = Objects.requireNonNull(LuaSpecsTest.class.getResourceAsStream("project/_index.yaml"))) {
            Files.copy(yaml, folder.resolve("_index.yaml"));
        }
        var loaded = new ProjectLoader(LuaKinds.ALL).load(folder);
        assertThat(loaded.diagnostics()).isEmpty();
        return loaded.project();
    }

    private DynamicTest test(String code, String name) {
        return DynamicTest.dynamicTest(name, () -> {
            for (Stage stage : List.of(Stage.simulated(1), Stage.simulated(2), Stage.simulated(3), Stage.threads())) {
                try (stage) {
                    // One line, so that line numbers in failures are those of the file.
                    String program = PRELUDE.replace('\n', ' ') + code + "\nreturn { main = spec." + name + " }";
                    stage.withResourcesOf(project());
                    stage.define("test:eval", EVAL, ALL_MODULES).define("test:spec", program, ALL_MODULES);

                    ExitReason reason = stage.run("test:spec");

                    assertThat(Stage.told(reason))
                            .as("%s on %s%n%s", name, stage, reason)
                            .isEqualTo("nil");
                }
            }
        });
    }
}
