package dev.moirai.lua.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the parser makes of good sources. The messages for bad ones are in {@link SyntaxMessagesTest}. */
class ParserTest {
    private static void outline(String source, String expected) {
        assertThat(Outline.of(source)).isEqualTo(expected);
    }

    private static void type(String source, String expected) {
        outline("local x: " + source, "(local (x:" + expected + "))");
    }

    private static Expression value(String source) {
        return ((Statement.Return) Outline.parse("return " + source)
                        .main()
                        .block()
                        .statements()
                        .getFirst())
                .values()
                .getFirst();
    }

    @Nested
    class Statements {
        @Test
        void assignmentsTakeSeveralTargets() {
            outline("a, b.c, d[1] = 1, f()", "(set ($a (index $b 'c') (index $d 1)) 1 (call $f))");
        }

        @Test
        void localsAreInScopeAfterTheirOwnValues() {
            outline("local x = x; return x", "(local (x) $x) (return x)");
        }

        @Test
        void localFunctionsAreInScopeInTheirOwnBody() {
            outline("local function f() return f() end", "(local-function f (lambda () (return (call f))))");
            outline("local f = function() return f() end", "(local (f) (lambda () (return (call $f))))");
        }

        @Test
        void methodDeclarationsHaveSelf() {
            outline(
                    "function a.b:c(x) return self end",
                    "(function (index (index $a 'b') 'c') (lambda (self x) (return self)))");
        }

        @Test
        void ifStatementsKeepTheirBranchesInOneList() {
            outline(
                    "if a then f() elseif b then g() else h() end",
                    "(if ($a (call $f)) ($b (call $g)) else (call $h))");
        }

        @Test
        void untilSeesTheLocalsOfTheBlock() {
            outline("repeat local x = f() until x", "(repeat (local (x) (call $f)) until x)");
        }

        @Test
        void loops() {
            outline("for i = 1, 10, 2 do f(i) end", "(for i 1 10 2 (call $f i))");
            outline("for k, v in pairs(t) do end", "(for-in (k v) (call $pairs $t) )");
            outline("while x do break end", "(while $x (break))");
        }

        @Test
        void attributes() {
            outline("local a <const>, b <close> = 1, nil", "(local (a<const> b<close>) 1 nil)");
        }

        @Test
        void labelsBeforeTheEndOfABlockAreLast() {
            outline("do goto a; local x; ::a:: ; ::b:: end", "(do (goto a) (local (x)) (label a last) (label b last))");
            outline("::a:: x = 1", "(label a) (set ($x) 1)");
        }

        @Test
        void labelsMayFollowAnExpression() {
            outline("local x = y ::l:: f()", "(local (x) $y) (label l) (call $f)");
        }

        @Test
        void gotosReachOuterBlocksAndLaterLabels() {
            outline(
                    "do goto out end ::out:: while a do goto out end",
                    "(do (goto out)) (label out) (while $a (goto out))");
        }

        @Test
        void oneLabelNameServesSeveralBlocks() {
            outline("do ::a:: end do goto a ::a:: end", "(do (label a last)) (do (goto a) (label a last))");
        }

        @Test
        void semicolonsAreNothing() {
            outline(";;; f() ;; return;", "(call $f) (return)");
        }
    }

    @Nested
    class Expressions {
        @Test
        void prioritiesAreThoseOfTheManual() {
            outline(
                    "return a or b and c < d | e ~ f & g << h .. i + j * -k ^ l",
                    "(return (or $a (and $b (< $c (| $d (~ $e (& $f (<< $g (.. $h (+ $i (* $j (- (^ $k $l)))))))))))))");
            outline("return 2^-3^4, -x^2, not a == b", "(return (^ 2 (- (^ 3 4))) (- (^ $x 2)) (== (not $a) $b))");
        }

        @Test
        void concatAndPowerGroupToTheRight() {
            outline("return a..b..c, a^b^c, a-b-c", "(return (.. $a (.. $b $c)) (^ $a (^ $b $c)) (- (- $a $b) $c))");
        }

        @Test
        void suffixesChain() {
            outline(
                    "return a.b[1]:c(2).d 'x' {y = 1, 2; [3] = 4}",
                    "(return (call (call (index (send (index (index $a 'b') 1) c 2) 'd') 'x') {'y'=1 2 3=4}))");
        }

        @Test
        void parenthesesStay() {
            outline("return (f()), (...)", "(return (one (call $f)) (one ...))");
        }

        @Test
        void globalsBelongToTheNearestEnvironment() {
            Chunk chunk = Outline.parse("local _ENV = {}; x = 1");
            Statement.Assignment set =
                    (Statement.Assignment) chunk.main().block().statements().get(1);
            Expression.Global x = (Expression.Global) set.targets().getFirst();
            assertThat(x.environment()).isNotSameAs(chunk.environment());
            assertThat(chunk.main().upvalues()).containsExactly(chunk.environment());
        }

        @Test
        void aLongChainNeedsNoStack() {
            assertThat(value("1" + " + 1".repeat(100_000))).isInstanceOf(Expression.Binary.class);
            assertThat(value("a" + ".b".repeat(100_000))).isInstanceOf(Expression.Index.class);
            assertThat(value("a" + "()".repeat(100_000))).isInstanceOf(Expression.Call.class);
        }
    }

    @Nested
    class Variables {
        @Test
        void upvaluesPassThroughEveryFunctionBetween() {
            Chunk chunk = Outline.parse("local a, b; return function() return function() b = a end end");
            Statement.LocalDeclaration locals = (Statement.LocalDeclaration)
                    chunk.main().block().statements().getFirst();
            Variable a = locals.variables().get(0);
            Variable b = locals.variables().get(1);
            Statement.Return result =
                    (Statement.Return) chunk.main().block().statements().get(1);
            FunctionBody outer = ((Expression.Function) result.values().getFirst()).body();
            FunctionBody inner = ((Expression.Function)
                            ((Statement.Return) outer.block().statements().getFirst())
                                    .values()
                                    .getFirst())
                    .body();

            assertThat(inner.upvalues()).containsExactly(b, a);
            assertThat(outer.upvalues()).containsExactly(b, a);
            assertThat(List.of(a.captured(), a.reassigned())).containsExactly(true, false);
            assertThat(List.of(b.captured(), b.reassigned())).containsExactly(true, true);
        }

        @Test
        void shadowedNamesComeBackAfterTheBlock() {
            Chunk chunk = Outline.parse("local x; do local x; f(x) end f(x)");
            Statement.LocalDeclaration outer = (Statement.LocalDeclaration)
                    chunk.main().block().statements().getFirst();
            Statement.CallStatement last =
                    (Statement.CallStatement) chunk.main().block().statements().get(2);
            Expression.Local used = (Expression.Local)
                    ((Expression.Call) last.call()).arguments().getFirst();
            assertThat(used.variable()).isSameAs(outer.variables().getFirst());
        }

        @Test
        void eachBlockMayHaveTwoHundredLocals() {
            String block = "do " + "local x ".repeat(200) + "end ";
            assertThat(Outline.parse(block + block).main().block().statements()).hasSize(2);
        }
    }

    @Nested
    class Literals {
        private String text(String literal) {
            return ((Expression.Text) value(literal)).value().toString();
        }

        @Test
        void escapes() {
            assertThat(text("'\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"'")).isEqualTo("\u0007\b\f\n\r\t\u000B\\'\"");
            assertThat(text("'\\65\\066\\0671\\x41\\xfF'")).isEqualTo("ABC1A\u00FF");
            assertThat(text("'a\\z  \n  b'")).isEqualTo("ab");
            assertThat(text("'a\\\r\nb'")).isEqualTo("a\nb");
            assertThat(text("'\\u{41}\\u{20AC}'")).isEqualTo("A\u00E2\u0082\u00AC");
            assertThat(text("'\\u{7FFFFFFF}'")).isEqualTo("\u00FD\u00BF\u00BF\u00BF\u00BF\u00BF");
        }

        @Test
        void longStringsDropTheirFirstLineBreak() {
            assertThat(text("[[\na\r\nb\n\rc\rd]]")).isEqualTo("a\nb\nc\nd");
            assertThat(text("[==[ ]] ]=] ]==]")).isEqualTo(" ]] ]=] ");
            assertThat(text("[[\\n]]")).isEqualTo("\\n");
        }

        @Test
        void integersWrapOrBecomeFloats() {
            assertThat(Outline.of(value("9223372036854775807"))).isEqualTo("9223372036854775807");
            assertThat(Outline.of(value("9223372036854775808"))).isEqualTo("9.223372036854776E18");
            assertThat(Outline.of(value("0xffffffffffffffff"))).isEqualTo("-1");
            assertThat(Outline.of(value("0x1ffffffffffffffff"))).isEqualTo("-1");
        }

        @Test
        void floats() {
            assertThat(Outline.of(value("3."))).isEqualTo("3.0");
            assertThat(Outline.of(value(".5e1"))).isEqualTo("5.0");
            assertThat(Outline.of(value("0x.8p1"))).isEqualTo("1.0");
            assertThat(Outline.of(value("0xA.8"))).isEqualTo("10.5");
            assertThat(Outline.of(value("0x1p-1074"))).isEqualTo("4.9E-324");
            assertThat(Outline.of(value("1e400"))).isEqualTo("Infinity");
        }

        @Test
        void commentsAreNothing() {
            outline("--[==[ x\n]] ]==] f() -- y\n--[ z\n--", "(call $f)");
        }
    }

    @Nested
    class Types {
        @Test
        void annotationsStandWhereNamesAreDeclared() {
            outline("local x: number, y: string? = 1", "(local (x:number y:string?) 1)");
            outline("local x: T <const>, y <close>: U = 1", "(local (x<const>:T y<close>:U) 1)");
            outline(
                    "function f<T>(a: T, b?: T, ...: any): (T, string?) end",
                    "(function $f (lambda (a:T b:T?)...:any->(T string?) ))");
            outline("for k: string, v: T in x do end", "(for-in (k:string v:T) $x )");
            outline("for i: integer = 1, 2 do end", "(for i 1 2 )");
        }

        @Test
        void types() {
            type("A | B & C?", "(| A (& B C?))");
            type("| 'a' | 'b' | -1 | true | nil", "(| 'a' 'b' -1 true nil)");
            type("{number}", "number[]");
            type("number[][]", "number[][]");
            type("{[string]: {T}}", "{[string]:T[]}");
            type("{a: T, b?: U; readonly c: V, [string]: W}", "{a:T b?:U readonly c:V {[string]:W}}");
            type("{}", "{}");
            type("(number, name: string, ...boolean) -> ()", "(fun (:number name:string ...boolean) ())");
            type("(A) -> (B) -> C", "(fun (:A) (fun (:B) C))");
            type("((A) -> B)?", "(fun (:A) B)?");
            type("fun(a: T): R", "(fun (a:T) R)");
            type("fun()", "(fun ())");
            type("List<Map<string, List<T>>>", "List<Map<string List<T>>>");
            type("lib.deep.Config", "lib.deep.Config");
            type("readonly {T}", "readonly T[]");
            type("keyof(T)", "keyof T");
            type("typeof(f(1))", "typeof((call $f 1))");
            type("T['name']", "T['name']");
            type("T extends U ? A : B", "(T extends U ? A : B)");
            type("number @min(0) @max(9)", "number@min(0)@max(9)");
            type(
                    "{a: string @pattern('^x') @min_len(1), b: {T} @min(1)}",
                    "{a:string@pattern('^x')@min_len(1) b:T[]@min(1)}");
            type("interface {a: T}", "{a:T}");
            outline("local x: List<T>= 5", "(local (x:List<T>) 5)");
        }

        @Test
        void declarations() {
            outline("type Point = {x: number, y: number}", "(type Point {x:number y:number})");
            outline("type Pair<A, B: C> = {first: A}", "(type Pair {first:A})");
            outline(
                    "interface Shape<T>: Base, lib.Other\n name: string\n size?: T\n function area(scale: number): number\n end f()",
                    "(interface Shape <Base <lib.Other name:string size?:T area:(fun (scale:number) number)) (call $f)");
            outline(
                    "function check(x): asserts x is string end",
                    "(function $check (lambda (x)->asserts x is string ))");
        }

        @Test
        void aDeclaredTypeIsAConstantInScope() {
            outline("type A = {next: A?} return A:is(v)", "(type A {next:A?}) (return (send A is $v))");
            assertThatThrownBy(() -> Parser.parse("type A = B; A = 1".getBytes(StandardCharsets.UTF_8), "=t"))
                    .hasMessage("t:1: attempt to assign to const variable 'A'");
        }

        @Test
        void castsBindTighterThanOperators() {
            outline(
                    "return a + b :: T * c as U, -x :: T, f(y)!",
                    "(return (+ $a (* (as $b T) (as $c U))) (- (as $x T)) (not-nil (call $f $y)))");
            outline("return x! .y! :z()", "(return (send (not-nil (index (not-nil $x) 'y')) z))");
            outline("return x :: T | nil", "(return (as $x (| T nil)))");
            outline("return x as number < 3", "(return (< (as $x number) 3))");
        }

        @Test
        void callsMayNameTheirTypeArguments() {
            outline("f::<T, List<U>>(x) o:m::<T>()", "(call $f $x) (send $o m)");
        }

        @Test
        void castsMayStandBeforeLabels() {
            outline("local x = y :: T ::l:: f()", "(local (x) (as $y T)) (label l) (call $f)");
        }

        @Test
        void wordsOfTheDialectAreNamesInPlainLua() {
            String[] words = {
                "type", "fun", "interface", "as", "asserts", "readonly", "is", "typeof", "keyof", "extends"
            };
            for (String word : words) {
                String source = """
                        local W = 1
                        W = W.W
                        function W.W(W) return W(1), W 's', W {W = W} end
                        x = W
                        W(W)
                        x = W
                        W:W()
                        goto W
                        ::W::
                        W, x = W, W
                        """.replace("W", word);
                assertThat(Outline.parse(source).main().block().statements())
                        .as(word)
                        .hasSize(10);
            }
        }

        @Test
        void aTypeThatEndsALineDoesNotTakeTheNextStatement() {
            outline("local x: readonly\nT = 1", "(local (x:readonly)) (set ($T) 1)");
            outline("local x: T\n(f)()", "(local (x:T)) (call (one $f))");
            outline("x = y\nas = 1", "(set ($x) $y) (set ($as) 1)");
        }
    }

    @Nested
    class Positions {
        @Test
        void operationsAreAtTheirOperatorsAndCallsAtTheirBeginning() {
            Expression.Binary sum = (Expression.Binary) value("a\n  + b\n.c\n(1)");
            assertThat(sum.position()).isEqualTo(new Position(2, 3));
            assertThat(sum.right().position()).isEqualTo(new Position(2, 5));
            assertThat(((Expression.Call) sum.right()).function().position()).isEqualTo(new Position(3, 2));
        }

        @Test
        void functionsKnowTheirLines() {
            FunctionBody body = ((Expression.Function) value("\n function()\n end")).body();
            assertThat(List.of(body.position().line(), body.end().line())).containsExactly(2, 3);
        }

        @Test
        void errorsCarryLineAndColumn() {
            assertThatThrownBy(() -> Parser.parse("x = 1\ny = = 2".getBytes(StandardCharsets.UTF_8), "@a.lua"))
                    .hasMessage("a.lua:2: unexpected symbol near '='")
                    .isInstanceOfSatisfying(SyntaxException.class, problem -> {
                        assertThat(problem.chunk()).isEqualTo("a.lua");
                        assertThat(problem.position()).isEqualTo(new Position(2, 5));
                    });
        }
    }

    @Nested
    class Files {
        @Test
        void aFileMayBeginWithAMarkAndALineForTheOperatingSystem() throws SyntaxException {
            byte[] source = "\uFEFF#!/usr/bin/env moirai lua\nreturn 1".getBytes(StandardCharsets.UTF_8);
            Statement first =
                    Parser.parse(source, "@x.lua").main().block().statements().getFirst();
            assertThat(first.position()).isEqualTo(new Position(2, 1));
        }

        @Test
        void otherTextMayNot() {
            assertThatThrownBy(() -> Parser.parse("#!x".getBytes(StandardCharsets.UTF_8), "=x"))
                    .hasMessage("x:1: unexpected symbol near '#'");
        }
    }
}
