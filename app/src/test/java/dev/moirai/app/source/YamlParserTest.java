package dev.moirai.app.source;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class YamlParserTest {
    private final Diagnostics diagnostics = new Diagnostics(Finding.YAML);

    private Node parse(String text) {
        return YamlParser.parse("f.yaml", text, diagnostics)
                .orElseThrow(() -> new AssertionError(diagnostics.list().toString()));
    }

    private String mistake(String text) {
        assertThat(YamlParser.parse("f.yaml", text, diagnostics)).isEmpty();
        assertThat(diagnostics.list()).hasSize(1);
        return diagnostics.list().getFirst().toString();
    }

    @Nested
    class Values {
        @Test
        void areTypedByTheCoreSchema() {
            var data = parse("[1, -2, 0x1F, 0o17, 1.5, 1e3, .inf, true, ~, '1', text, 99999999999999999999, yes]")
                    .data();

            assertThat(data)
                    .isEqualTo(new Data.Items(List.of(
                            new Data.Whole(1),
                            new Data.Whole(-2),
                            new Data.Whole(31),
                            new Data.Whole(15),
                            new Data.Real(1.5),
                            new Data.Real(1000),
                            new Data.Real(Double.POSITIVE_INFINITY),
                            new Data.Bool(true),
                            new Data.Null(),
                            new Data.Text("1"),
                            new Data.Text("text"),
                            new Data.Real(1e20),
                            new Data.Text("yes"))));
        }

        @Test
        void knowWhereTheyStand() {
            var root = (Node.Mapping) parse("a:\n  - 1\n  - b: 2\n");
            var list = (Node.Sequence) requireNonNull(root.get("a"));

            assertThat(list.items().get(0).at()).isEqualTo(new Position("f.yaml", 2, 5));
            assertThat(list.items().get(1).at()).isEqualTo(new Position("f.yaml", 3, 5));
            assertThat(requireNonNull(((Node.Mapping) list.items().get(1)).get("b"))
                            .at())
                    .isEqualTo(new Position("f.yaml", 3, 8));
        }

        @Test
        void areTheSameByAlias() {
            assertThat(parse("a: &x [1]\nb: *x\n").data())
                    .isEqualTo(new Data.Fields(Map.of(
                            "a", new Data.Items(List.of(new Data.Whole(1))),
                            "b", new Data.Items(List.of(new Data.Whole(1))))));
        }

        @Test
        void canBeJsonIndentedByTabs() {
            assertThat(parse("{\n\t\"a\": [1,\n\t\t\"b\"]\n}\n").data())
                    .isEqualTo(new Data.Fields(
                            Map.of("a", new Data.Items(List.of(new Data.Whole(1), new Data.Text("b"))))));
        }

        @Test
        void countLinesThatEndInEachWay() {
            var root = (Node.Mapping) parse("a: 1\r\nb: 2\nc: 3\r\n");

            assertThat(requireNonNull(root.get("c")).at()).isEqualTo(new Position("f.yaml", 3, 4));
        }
    }

    @Nested
    class Limits {
        @Test
        void ofDepth() {
            assertThat(mistake("[".repeat(100_000))).startsWith("f.yaml:1:65: the nesting is too deep");
        }

        @Test
        void ofDepthInBlocks() {
            assertThat(mistake("- ".repeat(100_000))).startsWith("f.yaml:1:129: the nesting is too deep");
        }

        @Test
        void areNotReachedByTheDeepestAllowed() {
            parse("[".repeat(YamlParser.DEEPEST) + "]".repeat(YamlParser.DEEPEST));
        }

        @Test
        void ofValuesWrittenOut() {
            assertThat(mistake("- 1\n".repeat(YamlParser.MOST_VALUES)))
                    .startsWith("f.yaml:" + YamlParser.MOST_VALUES + ":3: the file has too many values");
        }

        @Test
        void ofValuesRepeatedByAliases() {
            var laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
            for (int level = 1; level < 10; level++) {
                laughs.append("a%d: &a%d [".formatted(level, level));
                laughs.append("*a%d,".formatted(level - 1).repeat(10)).append("]\n");
            }

            assertThat(mistake(laughs.toString())).matches("f.yaml:5:\\d+: the file has too many values.*");
        }

        @Test
        void ofAliasesInsideOfWhatTheyName() {
            assertThat(mistake("a: &x {b: {c: *x}}")).startsWith("f.yaml:1:15: the alias '*x' stands inside");
        }

        @Test
        void holdForAnAnchorThatIsGivenAgain() {
            assertThat(mistake("a: &x 1\nb: &x [*x]\n")).startsWith("f.yaml:2:8: the alias '*x' stands inside");
        }
    }
}
