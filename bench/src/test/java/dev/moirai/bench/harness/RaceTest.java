package dev.moirai.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Races between processes of this JVM's own kind that answer as they are told to. */
class RaceTest {

    /** A contender whose reply to every command is its arguments, one line each; it ends when there are none. */
    static final class Parrot {
        private Parrot() {}

        public static void main(String[] replies) throws IOException {
            System.out.println("@ ready parrot");
            var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (replies.length > 0 && commands.readLine() != null) {
                for (String reply : replies) {
                    System.out.println(reply);
                }
            }
        }
    }

    private static Contender parrot(String name, String... replies) {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Parrot.class.getName()));
        command.addAll(List.of(replies));
        return new Contender(name, name, command, false, Optional.empty());
    }

    private static Standing race(Contender... contenders) {
        Benchmark benchmark = new Benchmark(
                "b",
                "g",
                "about",
                "work",
                7,
                7,
                List.of(contenders).stream().map(Contender::name).toList(),
                List.of(Figure.time(Goal.none())),
                Optional.of(size -> "check" + size));
        Map<String, Contender> byName = new java.util.HashMap<>();
        List.of(contenders).forEach(contender -> byName.put(contender.name(), contender));
        return new Race(byName, Mode.QUICK, _ -> {}).run(benchmark);
    }

    @Test
    void everyContenderHasATurnInEveryRound() {
        Standing standing = race(
                parrot("good", "@ rep check7 1 5000000", "@ rep check7 1 7000000", "@ end"),
                parrot("chatty", "warning: whatever", "@ rep check7 1 8000000 p99=3", "@ end"));

        assertThat(standing.absent()).isEmpty();
        assertThat(standing.versions()).containsEntry("good", "parrot");
        assertThat(standing.rounds())
                .hasSize(Mode.QUICK.rounds())
                .allSatisfy(round -> assertThat(round).containsOnlyKeys("good", "chatty"));
        assertThat(standing.rows().getFirst().medians())
                .containsEntry("good", 6.0)
                .containsEntry("chatty", 8.0);
    }

    @Test
    void whoeverFailsIsOutAndTheReasonIsNoted() {
        Standing standing = race(
                parrot("wrong", "@ rep check8 1 1", "@ end"),
                parrot("failing", "@ error it broke"),
                parrot("without", "@ none"),
                parrot("gone"),
                new Contender("missing", "missing", List.of("x"), false, Optional.of("not on the PATH")),
                new Contender("unstartable", "unstartable", List.of("/no/such/program"), false, Optional.empty()));

        assertThat(standing.rounds()).isEmpty();
        assertThat(standing.absent().get("wrong")).isEqualTo("wrong result: expected check7, got check8");
        assertThat(standing.absent().get("failing")).contains("it broke");
        assertThat(standing.absent().get("without")).isEqualTo("has no such work");
        assertThat(standing.absent().get("gone")).contains("ended");
        assertThat(standing.absent().get("missing")).isEqualTo("not on the PATH");
        assertThat(standing.absent().get("unstartable")).contains("did not start");
    }
}
