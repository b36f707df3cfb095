package dev.moirai.lua;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.lua.lib.StandardLibraries;
import dev.moirai.lua.syntax.SyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of docs/embedding-lua.md, run; and a check that every example of the page is here, line by line. */
class DocExamplesTest {
    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private final StringBuilder printed = new StringBuilder();
    private final Environment environment = new Environment(
            StandardLibraries.all(), Limits.NONE, line -> printed.append(line).append('\n'));

    @Test
    void aProgramIsRun() throws SyntaxException {
        Host host = line -> printed.append(line).append('\n');
        Limits limits = Limits.NONE.withInstructions(50_000_000).withMemory(16 << 20);
        Environment environment = new Environment(StandardLibraries.all(), limits, host);
        Chunk chunk = Chunk.compile("@hello.lua", "print('hello ' .. ...) return 6 * 7");
        Execution execution = environment.start(environment.load(chunk), LuaString.of("Ann"));

        Outcome outcome = execution.resume(100_000);
        while (outcome instanceof Outcome.Preempted) {
            outcome = execution.resume(100_000); // others can have their turn here
        }
        String told = switch (outcome) {
            case Outcome.Finished(var values) -> "gave " + values[0];
            case Outcome.Failed(LuaError error) -> error.getMessage() + "\n" + error.traceback();
            case Outcome.Suspended _, Outcome.Yielded _, Outcome.Preempted _ -> "cannot come here";
        };

        assertThat(printed.toString()).isEqualTo("hello Ann\n");
        assertThat(told).isEqualTo("gave 42");
    }

    @Test
    void aFunctionIsCalled() throws SyntaxException {
        Chunk module = Chunk.compile("@area.lua", "return { area = function(w, h) return w * h end }");
        Outcome.Finished loaded =
                (Outcome.Finished) environment.start(environment.load(module)).resume(1_000);
        LuaTable exports = (LuaTable) requireNonNull(loaded.values()[0]);
        LuaFunction area = (LuaFunction) requireNonNull(exports.get("area"));
        Outcome outcome = environment.start(area, 3L, 2.5).resume(1_000);

        assertThat(((Outcome.Finished) outcome).values()).containsExactly(7.5);
    }

    @Test
    void aJavaFunctionSuspends() throws SyntaxException {
        Library web = Library.named("web")
                .function("twice", call -> call.returns(2 * call.checkInteger(1)))
                .function(
                        "get",
                        call -> call.suspend(
                                new Request(call.checkString(1).toString()), answer -> answer.returnsArguments(1)))
                .build();
        Environment environment = new Environment(StandardLibraries.all().with(web), Limits.NONE, line -> {});
        Chunk chunk = Chunk.compile("@page.lua", "return #web.get('http://x.org'), web.twice(4)");
        Execution execution = environment.start(environment.load(chunk));

        Outcome outcome = execution.resume(100_000);
        if (outcome instanceof Outcome.Suspended(Request(String address))) { // now, or in an hour, on any thread
            outcome = execution.resume(100_000, LuaString.of("<p>" + address));
        }

        assertThat(((Outcome.Finished) outcome).values()).containsExactly(15L, 8L);
    }

    record Request(String address) {}

    record Order(int id, double price, String item, List<Object> tags) {}

    @Test
    void valuesAreConverted() {
        Object lua = Conversions.toLua(environment, new Order(7, 2.5, "pen", List.of("blue")));
        Object map = Conversions.toJava(lua); // {id=7, price=2.5, item=pen, tags=[blue]}
        Order order = Conversions.toRecord((LuaTable) requireNonNull(lua), Order.class);
        byte[] bytes = LuaString.of(new byte[] {1, -1}).toByteArray();

        assertThat(map).isEqualTo(Map.of("id", 7L, "price", 2.5, "item", "pen", "tags", List.of("blue")));
        assertThat(order).isEqualTo(new Order(7, 2.5, "pen", List.of("blue")));
        assertThat(bytes).containsExactly(1, -1);
    }

    @Test
    void everyExampleOfThePageIsHere() throws IOException {
        List<String> here = Files.readString(Path.of("src/test/java/dev/moirai/lua/DocExamplesTest.java"))
                .lines()
                .map(String::strip)
                .toList();
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("../docs/embedding-lua.md")));
        int examples = 0;
        while (example.find()) {
            examples++;
            assertThat(here)
                    .containsAll(example.group(1).lines().map(String::strip).toList());
        }
        assertThat(examples).isEqualTo(4);
    }
}
