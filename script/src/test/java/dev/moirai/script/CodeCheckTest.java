package dev.moirai.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.app.source.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What looks wrong in code that has not run. */
class CodeCheckTest {
    @TempDir
    Path folder;

    private List<String> findings(String code) throws IOException {
        Files.writeString(folder.resolve("_index.yaml"), """
                namespace: app
                entries:
                  - name: processes
                    kind: process.host
                    lifecycle: { auto_start: true }
                  - name: library
                    kind: library.lua
                    source: "shared = 1; return {}"
                  - name: add
                    kind: function.lua
                    source: "return { add = function() end }"
                    method: add
                  - name: main
                    kind: process.lua
                    source: file://main.lua
                    modules: [time, funcs]
                    imports: { lib: app:library }
                """);
        boolean whole = code.contains("return");
        Files.writeString(folder.resolve("main.lua"), whole ? code : code + " return function() end");
        return ScriptProject.load(folder).diagnostics().stream()
                .map(Diagnostic::toString)
                .map(line -> line.substring(folder.toString().length() + 1))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            return function() pritn('ä') end               | 1:19 'pritn' is not defined here, so it is nil; did you mean 'print'?
            local s = 'ä' return function() zork() end     | 1:33 'zork' is not defined here, so it is nil
            return function() json.encode({}) end          | 1:19 'json' is not defined here, so it is nil; add 'json' to 'modules:' of the entry
            return function() process.sned(1, 2) end       | 1:27 'process' has no 'sned', so it is nil; did you mean 'send'?
            local t = require('time') t.slep(1)            | 1:29 'time' has no 'slep', so it is nil; did you mean 'sleep'?
            time.sleep(100)                                | 1:12 time.sleep(100) means 100 nanoseconds; did you mean "100ms" or "100s"?
            local D = 5 time.after(D)                      | 1:24 time.after(5) means 5 nanoseconds; did you mean "5ms" or "5s"?
            time.ticker('5 seconds')                       | 1:13 '5 seconds' is not a duration; expected a number with a unit, such as "100ms", "1.5s" or "2m30s"
            process.spawn('app:mian', 'app:processes')     | 1:15 'app:mian' names no entry; expected a function or a process; did you mean 'app:main'?
            process.spawn('main', 'app:processes')         | 1:15 'main' names no entry; expected a function or a process; an id has its namespace in front: 'app:main'
            process.spawn_linked('app:main', 'app:host')   | 1:34 'app:host' names no entry; expected a process host or a terminal host
            process.exec('app:processes', 'app:processes') | 1:14 'app:processes' is a process.host; expected a function or a process
            process.with_context({}):spawn('app:mian', 'app:processes') | 1:32 'app:mian' names no entry; expected a function or a process; did you mean 'app:main'?
            funcs.call('app:ad', 1)                        | 1:12 'app:ad' names no entry; expected a function or a process; did you mean 'app:add'?
            require('json')                                | 1:1 the code requires 'json', which its entry does not declare; add 'json' to 'modules:' of the entry
            require('socket')                              | 1:1 the code requires 'socket', which its entry does not declare; there is no such module; for a library of your own use 'imports:'
            print(null)                                    | 1:7 'null' is not defined here, so it is nil; Lua writes 'nil'
            local e = funcs.new() e:call('app:ad', 1)      | 1:30 'app:ad' names no entry; expected a function or a process; did you mean 'app:add'?
            """)
    void isToldWithItsPlaceAndWhatWasProbablyMeant(String code, String told) throws IOException {
        String at = told.substring(0, told.indexOf(' '));

        assertThat(findings(code)).containsExactly("main.lua:" + at + ": warning: " + told.substring(at.length() + 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            own = 1 print(own)
            print(shared, lib)
            string.trim = function() end string.trim('x')
            _G.late = 1 print(late)
            local _ENV = { x = 1 } print2 = x
            time.sleep(100 * time.MILLISECOND) time.sleep('1.5s') time.sleep(0) time.sleep(2000000)
            process.spawn(some_id(), 'app:processes') function some_id() end
            goto done do local x <const> = 1 end ::done:: print(x == nil or x)
            process.spawn('app:add', 'app:processes') process.send('name', 'topic')
            require('time') require('lib') require('process') require(some())  function some() end
            local t = {} return t
            return { ['main'] = 1, [t] = 2 } , (function() t = 1 end)
            if process then return { main = 1 } end
            if process then return { main = 1 } end return {}
            """)
    void isNotSaidOfCodeThatIsFine(String code) throws IOException {
        assertThat(findings(code).stream().filter(line -> !line.contains("'x' is not defined")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            return { mian = function() end }            | main.lua:1:1: the code of 'app:main' returns no 'main', so it cannot start; expected 'return { main = main }' as its last line; did you mean 'mian'?
            local function return_() return 1 end return {} | main.lua:1:39: the code of 'app:main' returns no 'main', so it cannot start; expected 'return { main = main }' as its last line
            do return end                               | _index.yaml:13:5: the code of 'app:main' returns nothing, so it cannot start; expected 'return { main = main }' as its last line
            local function main() return 1 end          | _index.yaml:13:5: the code of 'app:main' returns nothing, so it cannot start; expected 'return { main = main }' as its last line
            """)
    void codeThatCannotStartItsEntryIsAnError(String code, String told) throws IOException {
        assertThat(findings(code)).containsExactly(told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            if 1 != 2 then end        | Lua writes '~='
            if 1 = 2 then end         | to compare, write '=='
            if 1 && 2 then end        | Lua writes 'and'
            local x = 1 x += 1        | Lua has no '+='; write 'x = x + …'
            def main(): pass          | a function begins with 'function'
            const x = 1               | a variable is declared with 'local'
            // a comment              | a comment begins with '--'
            print("hello)             | close the quote on its line, or use [[…]] for a text of several lines
            """)
    void aHabitFromAnotherLanguageIsAnswered(String code, String hint) throws IOException {
        assertThat(findings(code).getFirst()).startsWith("main.lua:1:").endsWith("; " + hint);
    }

    @Test
    void aGlobalIsToldOnceForEachProgram() throws IOException {
        assertThat(findings("zork()\nzork()\nzork()")).hasSize(1);
    }

    @Test
    void codeInYamlIsToldAtItsPlaceInTheYaml() throws IOException {
        Files.writeString(folder.resolve("_index.yaml"), """
                namespace: app
                entries:
                  - name: literal
                    kind: process.lua
                    source: |
                      local x = 1
                      zork(x)
                      return function() end
                  - name: quoted
                    kind: process.lua
                    source: "zork() return function() end"
                """);

        assertThat(ScriptProject.load(folder).diagnostics())
                .extracting(found -> found.at().line() + ":" + found.at().column())
                .containsExactly("7:7", "11:14");
    }
}
