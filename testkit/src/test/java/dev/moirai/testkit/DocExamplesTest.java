package dev.moirai.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.otp.Agent;
import dev.moirai.otp.supervisor.ChildSpec;
import dev.moirai.otp.supervisor.Strategy;
import dev.moirai.otp.supervisor.Supervisor;
import dev.moirai.otp.supervisor.SupervisorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of the testkit in the docs, run; and a check that they are here, line by line. */
class DocExamplesTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("<pre>\\{@code\n(.*?)\\* }</pre>|```java\n(@SimulatedTest.*?)```", Pattern.DOTALL);

    private static final class Shop {
        static SupervisorSpec tree() {
            return Supervisor.of(Strategy.ONE_FOR_ONE).child(ChildSpec.server("stock", () -> Agent.server(() -> 0)));
        }
    }

    @SimulatedTest(seeds = 50)
    void stockComesBack(TestSystem system) {
        system.start(Shop.tree());
        system.failStart("stock", 2); // the second start of "stock" will fail
        system.crash("stock");
        system.advance(Duration.ofSeconds(5)); // takes no real time
        assertThat(system.starts("stock")).isEqualTo(3);
    }

    @SimulatedTest(seeds = 50)
    void aCrashedWorkerComesBack(TestSystem system) {
        Supervisor shop = system.start(Shop.tree());
        system.crash("stock");

        assertThat(shop.count().active()).isEqualTo(1);
    }

    @Test
    void everyExampleInTheDocsIsHere() throws IOException {
        String here = code(Files.readString(Path.of("src/test/java/dev/moirai/testkit/DocExamplesTest.java")));
        int examples = 0;
        for (String page : List.of(
                "src/main/java/dev/moirai/testkit/TestSystem.java",
                "src/main/java/dev/moirai/testkit/SimulatedTest.java",
                "../docs/supervision.md")) {
            Matcher example = EXAMPLE.matcher(Files.readString(Path.of(page)));
            while (example.find()) {
                examples++;
                String text = example.group(1) == null ? example.group(2) : example.group(1);
                assertThat(text.lines())
                        .as(page)
                        .allSatisfy(line -> assertThat(here).contains(code(line.replaceFirst("^ *\\*", ""))));
            }
        }
        assertThat(examples).isEqualTo(3);
    }

    /** Without comments, white space and bodies left out. */
    private static String code(String text) {
        return text.replaceAll("//[^\n]*", "").replaceAll("\\s", "").replace("{...}", "{");
    }
}
