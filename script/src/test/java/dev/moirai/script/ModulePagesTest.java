package dev.moirai.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.lua.LuaTable;
import dev.moirai.script.module.Modules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pages below {@code docs/modules} and the guide {@code docs/lua.md} tell the truth: each example runs and prints what
 * stands behind {@code -->}, and each function of a module stands on its page.
 */
class ModulePagesTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```lua\\n(.*?)^```$");
    private static final Pattern PRINTED = Pattern.compile("-->(?: (.*))?$");
    private static final String HELPERS = """
              - {name: add, kind: function.lua, method: main, source: "return function(a, b) return a + b end"}
              - {name: printer, kind: process.lua, source: "return function() error('out of paper') end"}
              - name: tenant
                kind: function.lua
                method: main
                modules: [ctx]
                source: return function() return require("ctx").get("tenant") end
              - name: echo
                kind: process.lua
                source: |
                  return function(greeting)
                    local message = process.inbox():receive()
                    local from, text = message:payload()[1]:data(), message:payload()[2]:data()
                    process.send(from, "answer", greeting .. ", " .. text)
                    return "done"
                  end
              - name: example
                kind: process.lua
                source: file://example.lua
            """;

    @TempDir
    private Path temporary;

    @TestFactory
    Stream<DynamicTest> examplesRunAndPrintWhatTheySay() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        for (Path page : pages()) {
            List<String> examples = EXAMPLE.matcher(Files.readString(page))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            for (int i = 0; i < examples.size(); i++) {
                String example = examples.get(i);
                tests.add(DynamicTest.dynamicTest(page.getFileName() + " " + (i + 1), () -> run(example)));
            }
        }
        assertThat(tests).hasSizeGreaterThan(20);
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> everyFunctionStandsOnThePageOfItsModule() {
        return modules().entrySet().stream()
                .map(module -> DynamicTest.dynamicTest(module.getKey(), () -> {
                    Path page = DOCS.resolve("modules/" + module.getKey() + ".md");
                    assertThat(page).exists();
                    String text = Files.readString(page);
                    assertThat(names(module.getKey(), module.getValue()))
                            .allSatisfy(name -> assertThat(text)
                                    .containsPattern("\\b" + name.substring(name.lastIndexOf('.') + 1) + "\\b"));
                    assertThat(Files.readString(DOCS.resolve("modules/README.md")))
                            .contains("[" + module.getKey() + "](" + module.getKey() + ".md)");
                }));
    }

    private static Map<String, LuaTable> modules() {
        return Modules.required(Modules.names()).entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().toString(), Map.Entry::getValue));
    }

    /** The names of all functions and constants, with the tables they are in. */
    private static Set<String> names(String prefix, LuaTable table) {
        var names = new java.util.TreeSet<String>();
        for (int at = table.positionAfter(null); at >= 0; at = table.positionAfter(table.keyAt(at))) {
            String name = prefix + "." + table.keyAt(at);
            if (table.valueAt(at) instanceof LuaTable inner) {
                names.addAll(names(name, inner));
            } else if (!isListedInWords(name)) {
                names.add(name);
            }
        }
        return names;
    }

    /** Months and days are named by the first and the last; scopes and backends that one node has not are not named. */
    private static boolean isListedInWords(String name) {
        return name.matches("time\\.[A-Z]+(DAY|UARY|CH|IL|UST|BER)|time\\.(MAY|JUNE|JULY)")
                || name.matches("process\\.registry\\.(LOCAL|EVENTUAL|CONSISTENT|STRONG)")
                || name.matches("store\\.(backend|consistency)\\..*");
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(DOCS.resolve("modules"))) {
            return Stream.concat(files, Stream.of(DOCS.resolve("lua.md")).filter(Files::exists))
                    .sorted()
                    .toList();
        }
    }

    private void run(String example) throws IOException {
        Path folder = Files.createTempDirectory(temporary, "page");
        String yaml;
        try (var base = Objects.requireNonNull(ModulePagesTest.class.getResourceAsStream("project/_index.yaml"))) {
            yaml = new String(base.readAllBytes(), StandardCharsets.UTF_8);
        }
        String modules = Modules.names().stream().collect(Collectors.joining(", ", "    modules: [", "]\n"));
        Files.writeString(folder.resolve("_index.yaml"), yaml + HELPERS + modules);
        boolean whole = example.contains("\nreturn { main = main }");
        Files.writeString(
                folder.resolve("example.lua"), whole ? example : "return function(...)\n" + example + "\nend\n");
        ScriptProject project = ScriptProject.load(folder);
        assertThat(project.diagnostics()).isEmpty();
        try (var stage = Stage.bareThreads()) {
            var options = stage.options()
                    .withTerminal(
                            new ByteArrayInputStream("Ann\n".getBytes(StandardCharsets.UTF_8)),
                            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
            try (Application application = Application.start(project, stage.node(), options)) {
                ProcessResult result = stage.await(
                        application.run("app:example", "app:processes", "first").result());

                assertThat(result.ok()).as("%s", result).isTrue();
                assertThat(String.join("\n", stage.lines())).isEqualTo(printed(example));
            }
        }
    }

    private static String printed(String example) {
        return example.lines()
                .map(PRINTED::matcher)
                .filter(java.util.regex.Matcher::find)
                .map(found -> Objects.requireNonNullElse(found.group(1), ""))
                .collect(Collectors.joining("\n"));
    }
}
