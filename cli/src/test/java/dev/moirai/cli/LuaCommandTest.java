package dev.moirai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.lua.Environment;
import dev.moirai.lua.Limits;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.lib.StandardLibraries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.impl.DefaultParser;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LuaCommandTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Nested
    class AFile {

        @Test
        void runsToItsEnd() throws IOException {
            assertThat(lua("local n = 0 for i = 1, 1e6 do n = n + i end assert(n == 500000500000)")
                            .exitCode())
                    .isZero();
        }

        @Test
        void getsTheArgumentsBehindItEvenIfTheyLookLikeOptions() throws IOException {
            Outcome outcome = lua("assert(... == '--version' and arg[2] == 'b', tostring(...))", "--version", "b");

            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.exitCode()).isZero();
        }

        @Test
        void thatFailsIsToldWithItsLineAndTheLuaTraceback() throws IOException {
            Outcome outcome = lua("local function f(x)\n  return x.y.z\nend\nf({})");

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err())
                    .contains("program.lua:2: attempt to index a nil value (field 'y')")
                    .contains("program.lua:4: in main chunk")
                    .doesNotContain("\tat ");
        }

        @Test
        void thatIsNotLuaIsBadInput() throws IOException {
            Outcome outcome = lua("print(1 +");

            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).matches("moirai: .*program.lua:1: unexpected symbol near <eof>\\R");
        }

        @Test
        void thatIsMissingIsBadInput() {
            Outcome outcome = Outcome.ofMoirai("lua", folder.resolve("none.lua").toString());

            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("there is no file").contains("none.lua");
        }

        @Test
        void thatCannotBeReadIsBadInput() throws IOException {
            Path file = Files.writeString(folder.resolve("plain.lua"), "");

            Outcome outcome = Outcome.ofMoirai("lua", file.resolve("inside.lua").toString());

            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("inside.lua cannot be read (");
        }

        @Test
        void thatFailsWithAnObjectIsToldByItsTostring() throws IOException {
            Outcome outcome = lua("error(setmetatable({}, {__tostring = function() return 'out of paper' end}))");

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err()).isEqualToIgnoringNewLines("moirai: out of paper");
        }

        private Outcome lua(String text, String... arguments) throws IOException {
            Path file = Files.writeString(folder.resolve("program.lua"), text);
            var command = new ArrayList<>(List.of("lua", file.toString()));
            command.addAll(List.of(arguments));
            return Outcome.ofMoirai(command.toArray(String[]::new));
        }
    }

    /** What {@code require} finds. */
    @Nested
    class Require {

        private void file(String name, String text) throws IOException {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }

        private void assertRuns(String program) throws IOException {
            Outcome outcome = run(program);
            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.exitCode()).isZero();
        }

        private Outcome run(String program) throws IOException {
            file("program.lua", program);
            return Outcome.ofMoirai("lua", folder.resolve("program.lua").toString());
        }

        @Test
        void aStandardLibraryIsTheOneOfTheGlobals() throws IOException {
            assertRuns("for _, name in ipairs { 'string', 'debug', '_G' } do assert(require(name) == _G[name]) end");
        }

        @Test
        void aFileBesideTheScriptRunsOnceWithItsNameAndItsPlace() throws IOException {
            file("shapes/circle.lua", "count = (count or 0) + 1; return { name = ..., place = select(2, ...) }");
            file("shapes/init.lua", "return 'all of ' .. ...");
            file("quiet.lua", "");

            assertRuns("""
                    local circle, place = require 'shapes.circle'
                    assert(circle.name == 'shapes.circle' and circle.place == place)
                    assert(place:sub(-17) == 'shapes/circle.lua', place)
                    assert(require 'shapes.circle' == circle and count == 1)
                    assert(require 'shapes' == 'all of shapes')
                    assert(require 'quiet' == true)
                    """);
        }

        @Test
        void aFileMayWaitInACoroutine() throws IOException {
            file("slow.lua", "return coroutine.yield('asks')");

            assertRuns("""
                    local co = coroutine.create(function() return require 'slow' end)
                    assert(select(2, coroutine.resume(co)) == 'asks')
                    assert(select(2, coroutine.resume(co, 'answer')) == 'answer')
                    """);
        }

        @Test
        void whatIsNotFoundIsToldWithWhereItWasSought() throws IOException {
            assertThat(run("require 'no.such'").err())
                    .contains("program.lua:1: module 'no.such' not found:")
                    .contains("no file '" + folder.resolve("no/such.lua") + "'")
                    .contains("no file '" + folder.resolve("no/such/init.lua") + "'")
                    .contains("no file 'no/such.lua'");
        }

        @Test
        void noNameReachesAFileElsewhere() throws IOException {
            file("outside.lua", "return 1");
            file(
                    "inside/program.lua",
                    "require '%s'".formatted(folder.resolve("outside").toString()));
            String program = folder.resolve("inside/program.lua").toString();
            assertThat(Outcome.ofMoirai("lua", program).err()).contains("not found:");

            file("inside/program.lua", "require '/../outside'");
            assertThat(Outcome.ofMoirai("lua", program).err()).contains("not found:");

            file("inside/program.lua", "require 'a\\0b'");
            assertThat(Outcome.ofMoirai("lua", program).err()).contains("not found:");
        }

        @Test
        void filesThatRequireEachOtherAreNamed() throws IOException {
            file("a.lua", "require 'b'");
            file("b.lua", "require 'a'");

            assertThat(run("require 'a'").err()).contains("b.lua:1: module 'a' requires itself: 'a' -> 'b' -> 'a'");
        }

        @Test
        void aFileThatFailsIsTriedAgain() throws IOException {
            file("moody.lua", "tries = (tries or 0) + 1; if tries == 1 then error('not yet') end; return tries");

            assertRuns("""
                    local ok, message = pcall(require, 'moody')
                    assert(not ok and message:find('moody.lua:1: not yet', 1, true), message)
                    assert(require 'moody' == 2)
                    """);
        }

        @Test
        void aFileThatIsNotLuaIsToldWithItsLine() throws IOException {
            file("broken.lua", "\nlocal 1");

            assertThat(run("require 'broken'").err())
                    .contains("program.lua:1: error loading module 'broken' from file '")
                    .contains("broken.lua:2: <name> expected near '1'");
        }
    }

    @Nested
    class Code {

        @Test
        void runsBeforeTheFileForTheSameGlobals() throws IOException {
            Path file = Files.writeString(folder.resolve("program.lua"), "assert(x == 42 and ... == 'a')");

            Outcome outcome = Outcome.ofMoirai("lua", "-e", "x = 40", "-e", "x = x + 2", file.toString(), "a");

            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.exitCode()).isZero();
        }

        @Test
        void needsNoFile() {
            assertThat(Outcome.ofMoirai("lua", "-e", "assert(arg[0] == nil)").exitCode())
                    .isZero();
        }

        @Test
        void thatFailsKeepsTheFileFromRunning() throws IOException {
            Path file = Files.writeString(folder.resolve("program.lua"), "error('not reached')");

            Outcome outcome = Outcome.ofMoirai("lua", "-e", "local x = nil + 1", file.toString());

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err())
                    .startsWith("moirai: (command line):1: attempt to perform arithmetic on a nil value")
                    .doesNotContain("not reached");
        }
    }

    @Nested
    class LineByLine {

        @ParameterizedTest
        @ValueSource(strings = {"function f(a)", "if x then", "local t = {", "f(", "x = [[text", "1 +"})
        void unfinishedStatementsGoOn(String text) {
            assertThat(LuaConsole.isIncomplete(text)).isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"1 + 1", "x = 5", "return 1", "end", "f(]", "", "if x then end", "x", "string.format", "(x)"
                })
        void whatIsFinishedOrWrongDoesNot(String text) {
            assertThat(LuaConsole.isIncomplete(text)).isFalse();
        }

        @Test
        void namesOfGlobalsAreCompleted() {
            assertThat(completions("x = to")).contains("tostring", "tonumber", "coroutine");
        }

        @Test
        void fieldsAreCompletedBehindTheirTable() {
            assertThat(completions("print(coroutine.cr"))
                    .contains("coroutine.create")
                    .doesNotContain("print");
        }

        @Test
        void keywordsAreCompletedWhereAStatementOrExpressionBegins() {
            assertThat(completions("func")).contains("function");
            assertThat(completions("string.wh")).doesNotContain("while", "string.while");
        }

        @Test
        void methodsAreCompletedThatAStringOrAMetatableHas() {
            environment.globals().put("text", LuaString.of("x"));
            LuaTable metatable = environment.table();
            LuaTable methods = environment.table();
            methods.put("greet", true);
            metatable.put("__index", methods);
            LuaTable object = environment.table();
            object.metatable(metatable);
            environment.globals().put("object", object);

            assertThat(completions("text:u")).contains("text:upper");
            assertThat(completions("object:g")).containsExactly("object:greet");
        }

        @Test
        void tablesThatInheritInACircleAreCompletedToo() {
            LuaTable circle = environment.table();
            circle.put("__index", circle);
            circle.metatable(circle);
            environment.globals().put("circle", circle);

            assertThat(completions("circle.")).contains("circle.__index");
        }

        @Test
        void nothingIsOfferedForWhatIsNoTable() {
            assertThat(completions("print.x")).isEmpty();
        }

        private final Environment environment = new Environment(
                StandardLibraries.all(), Limits.NONE, new StandardOutput(OutputStream.nullOutputStream()));

        private List<String> completions(String line) {
            var candidates = new ArrayList<Candidate>();
            LuaConsole.complete(environment.globals(), new DefaultParser().parse(line, line.length()), candidates);
            return candidates.stream().map(Candidate::value).toList();
        }
    }

    @Test
    void printWritesTheBytesOfALineAsTheyAre() {
        var out = new ByteArrayOutputStream();

        new StandardOutput(out).print(LuaString.of(new byte[] {'a', (byte) 0xff}));

        assertThat(out.toByteArray()).isEqualTo("a\u00ff\n".getBytes(StandardCharsets.ISO_8859_1));
    }
}
