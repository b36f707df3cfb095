package dev.moirai.lua.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the parser says of bad sources: word for word what the reference implementation, 5.4.4, says. */
class SyntaxMessagesTest {
    private static void message(String source, String expected) {
        assertThatThrownBy(() -> Parser.parse(source.getBytes(StandardCharsets.UTF_8), "=c"))
                .isInstanceOf(SyntaxException.class)
                .hasMessage("c:" + expected);
    }

    // ↵ stands for a line break, ␀ for a zero byte.
    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '¬', textBlock = """
            break ¦ 1: break outside loop at line 1
            goto foo break ¦ 1: no visible label 'foo' for <goto> at line 1
            break goto foo ¦ 1: break outside loop at line 1
            while 1 do local function f() break; x=1↵↵ end end ¦ 3: break outside loop at line 1
            do local a goto x; local b ::x:: print(b) end ¦ 1: <goto x> at line 1 jumps into the scope of local 'b'
            repeat local x; goto c; local y ::c:: until y ¦ 1: <goto c> at line 1 jumps into the scope of local 'y'
            ::a:: ::a:: ¦ 1: label 'a' already defined on line 1
            end ¦ 1: <eof> expected near 'end'
            x = = 'a' ¦ 1: unexpected symbol near '='
            x = 'abc ¦ 1: unfinished string near <eof>
            x = 'abc↵ ¦ 1: unfinished string near ''abc'
            x = '\\↵ ¦ 2: unfinished string near <eof>
            x = '\\zz ¦ 1: unfinished string near <eof>
            x = '\\12 ¦ 1: unfinished string near <eof>
            x = '\\q' ¦ 1: invalid escape sequence near ''\\q'
            x = '\\300' ¦ 1: decimal escape too large near ''\\300''
            x = '\\xg1' ¦ 1: hexadecimal digit expected near ''\\xg'
            x = '\\x1 ¦ 1: hexadecimal digit expected near ''\\x1'
            x = '\\u123' ¦ 1: missing '{' near ''\\u1'
            x = '\\u{}' ¦ 1: hexadecimal digit expected near ''\\u{}'
            x = '\\u{12' ¦ 1: missing '}' near ''\\u{12''
            x = '\\u{80000000}' ¦ 1: UTF-8 value too large near ''\\u{80000000'
            x = [== ¦ 1: invalid long string delimiter near '[=='
            x = [[abc ¦ 1: unfinished long string (starting at line 1) near <eof>
            --[==[↵↵ ¦ 3: unfinished long comment (starting at line 1) near <eof>
            x = 3x ¦ 1: malformed number near '3x'
            x = 0x ¦ 1: malformed number near '0x'
            x = 3e ¦ 1: malformed number near '3e'
            x = 0x1p ¦ 1: malformed number near '0x1p'
            x = 3.4.5 ¦ 1: malformed number near '3.4.5'
            x = 1..2 ¦ 1: malformed number near '1..2'
            local x <const> = 1; x=2 ¦ 1: attempt to assign to const variable 'x'
            local x<const> ↵=1; function x() end ¦ 2: attempt to assign to const variable 'x'
            local x <close> = nil; local function f() x=1 end ¦ 1: attempt to assign to const variable 'x'
            local x<const>=1 ¦ 1: '>' expected near '>='
            local x <foo> = 1 ¦ 1: unknown attribute 'foo'
            local x<close>, y<close> = 1,2 ¦ 1: multiple to-be-closed variables in local list
            f ¦ 1: syntax error near <eof>
            a.b ¦ 1: syntax error near <eof>
            (f ¦ 1: ')' expected near <eof>
            (↵f ¦ 2: ')' expected (to close '(' at line 1) near <eof>
            x={↵1 2 ¦ 2: '}' expected (to close '{' at line 1) near '2'
            for x ¦ 1: '=' or 'in' expected near <eof>
            for 1 ¦ 1: <name> expected near '1'
            a.b:c=1 ¦ 1: function arguments expected near '='
            function f(a,1) end ¦ 1: <name> or '...' expected near '1'
            function f() return ... end ¦ 1: cannot use '...' outside a vararg function near '...'
            x = `1 ¦ 1: unexpected symbol near '`'
            x = é ¦ 1: unexpected symbol near '<\\195>'
            x = 1 2 ¦ 1: unexpected symbol near '2'
            goto 1 ¦ 1: <name> expected near '1'
            ::x ¦ 1: '::' expected near <eof>
            return return ¦ 1: unexpected symbol near 'return'
            if x ¦ 1: 'then' expected near <eof>
            if x then↵ ¦ 2: 'end' expected (to close 'if' at line 1) near <eof>
            if x then ↵ else ↵ elseif ¦ 3: 'end' expected (to close 'if' at line 1) near 'elseif'
            x = [[↵a↵b]] 3 ¦ 3: unexpected symbol near '3'
            a,b+1=1 ¦ 1: '=' expected near '+'
            (a)=1 ¦ 1: syntax error near '='
            x.1 ¦ 1: syntax error near '.1'
            local 1 ¦ 1: <name> expected near '1'
            x = 'a␀b' 'c' ¦ 1: unexpected symbol near ''c''
            x = 1 'a␀b' ¦ 1: unexpected symbol near ''a'
            x = 1 'a\\nb' ¦ 1: unexpected symbol near ''a↵b''
            """)
    void sayWhatTheReferenceSays(String source, String expected) {
        message(source.replace('↵', '\n').replace('␀', '\0'), expected.replace('↵', '\n'));
    }

    @Test
    void functionsHaveAtMostTwoHundredLocals() {
        String names = IntStream.rangeClosed(1, 201).mapToObj(i -> "a" + i).collect(Collectors.joining(","));
        message("local " + names, "1: too many local variables (limit is 200) in main function near <eof>");
        message(
                "function f()\nlocal " + names + " end",
                "2: too many local variables (limit is 200) in function at line 1 near 'end'");
        message(
                "local x ".repeat(200) + "for i = 1, 2 do end",
                "1: too many local variables (limit is 200) in main function near '='");
    }

    @Test
    void functionsHaveAtMostTwoHundredFiftyFiveUpvalues() {
        String outer =
                IntStream.range(0, 200).mapToObj(i -> "local a" + i + "\n").collect(Collectors.joining());
        String inner =
                IntStream.range(0, 150).mapToObj(i -> "local b" + i + "\n").collect(Collectors.joining());
        String uses = outer.replace("local", "") + inner.replace("local", "");
        String source = outer + "function f()\n" + inner + "function g() " + uses.replace("\n", " = 1 ") + "end end";
        message(source, "352: too many upvalues (limit is 255) in function at line 352 near '='");
    }

    @Test
    void nestingHasALimitWhateverIsNested() {
        String[][] nests = {
            {"return ", "(", "1", ")"},
            {"return ", "{", "", "}"},
            {"return ", "- ", "1", ""},
            {"return ", "a..", "1", ""},
            {"return ", "a^", "1", ""},
            {"return ", "f(", "", ")"},
            {"return ", "a[", "1", "]"},
            {"return ", "function() return ", "", " end"},
            {"", "do ", "", " end"},
            {"", "while a do ", "", " end"},
            {"", "if a then ", "", " end"},
            {"", "repeat ", "", " until a"},
            {"", "function f() ", "", " end"},
            {"", "::a:: ", "", ""},
            {"local a; a", ",a", "= 1", ""},
            {"local x: ", "{", "T", "}"},
            {"local x: ", "(", "T", ")"},
            {"local x: ", "readonly ", "T", ""},
            {"local x: ", "() -> ", "T", ""},
            {"local x: ", "A<", "T", ">"},
            {"local x: ", "T extends U ? ", "A", ": B"},
            {"local x: ", "typeof(", "A", ")"},
        };
        for (String[] nest : nests) {
            for (int depth : new int[] {1_000, 1_000_000}) {
                String source = nest[0] + nest[1].repeat(depth) + nest[2] + nest[3].repeat(depth);
                assertThat(catchThrowable(() -> Parser.parse(source.getBytes(StandardCharsets.UTF_8), "=c")))
                        .as("%d times %s", depth, nest[1])
                        .isInstanceOf(SyntaxException.class)
                        .hasMessageMatching("(?s).*(too many syntax levels|already defined).*");
            }
        }
    }

    @Test
    void chunkNamesAreShownShort() {
        assertThat(ChunkName.shorten("=stdin")).isEqualTo("stdin");
        assertThat(ChunkName.shorten("=" + "x".repeat(100))).isEqualTo("x".repeat(59));
        assertThat(ChunkName.shorten("@a.lua")).isEqualTo("a.lua");
        assertThat(ChunkName.shorten("@" + "x".repeat(100) + "end")).isEqualTo("..." + "x".repeat(53) + "end");
        assertThat(ChunkName.shorten("x = 1")).isEqualTo("[string \"x = 1\"]");
        assertThat(ChunkName.shorten("\nb=")).isEqualTo("[string \"...\"]");
        assertThat(ChunkName.shorten("x".repeat(200))).isEqualTo("[string \"" + "x".repeat(45) + "...\"]");
    }
}
