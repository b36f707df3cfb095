package dev.moirai.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Simulation;
import dev.moirai.kernel.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random applications of random processes, run for a random time and stopped within a random deadline: what must be true of
 * every one of them. A seed that fails is run again by {@link #run(long, Path)}.
 */
class ApplicationSimulationTest {
    private static final int APPLICATIONS = 300;

    @Test
    void everyApplicationStopsInTimeAndLeavesNothing(@TempDir Path root) {
        long first = Long.getLong("seed", 1);
        System.out.println("ApplicationSimulationTest: first seed " + first);
        for (int i = 0; i < APPLICATIONS; i++) {
            long seed = first + i;
            try {
                run(seed, root.resolve("p" + i));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void run(long seed, Path root) {
        var random = new Random(seed);
        var stage = new Stage(root);
        var yaml = new StringBuilder(Stage.HOST);
        int services = 1 + random.nextInt(8);
        for (int i = 0; i < services; i++) {
            var name = "s" + i;
            cast(stage, name, random);
            yaml.append(service(name, i, random));
        }
        try (var simulation = new Simulation(seed)) {
            var start = stage.start(simulation.node(), yaml.toString());
            if (start instanceof Application.Started(var application)) {
                assertNeedsCameFirst(stage.changes(), services, yaml.toString());
                simulation.advance(Duration.ofMillis(random.nextInt(60_000)));
                var deadline = Duration.ofMillis(1 + random.nextInt(20_000));
                var report = application.stop(deadline);
                assertThat(report.took()).isLessThanOrEqualTo(deadline.plusMillis(200));
            }
            assertThat(simulation.node().population()).isZero();
        }
    }

    /** What a process does: it ends when asked, after a while, or not at all; it fails, at once, late or never. */
    private static void cast(Stage stage, String name, Random random) {
        int obeys = random.nextInt(3);
        int fails = random.nextInt(4);
        var after = Duration.ofMillis(random.nextInt(10_000));
        stage.reactive(name, (self, what) -> {
            if (what instanceof Stage.Born && fails == 0) {
                return Step.done(new ExitReason.Failed("at once"));
            }
            if (what instanceof Stage.Born && fails == 1) {
                self.sendAfter(after, "fail");
            }
            if (what instanceof Signal.Cancel && obeys == 1) {
                self.sendAfter(after, "end");
            }
            return switch (what) {
                case String word when word.equals("fail") -> Step.done(new ExitReason.Failed("late"));
                case String word when word.equals("end") -> Step.done();
                case Signal.Cancel _ when obeys == 0 -> Step.done();
                default -> Step.WAITING;
            };
        });
    }

    private static String service(String name, int number, Random random) {
        var requires = new ArrayList<String>();
        for (int other = 0; other < number; other++) {
            if (random.nextInt(3) == 0) {
                requires.add("s" + other);
            }
        }
        return """
                  - name: %s
                    kind: process.lua
                    source: file://a.lua
                    lifecycle:
                      auto_start: true
                      startup: %s
                      stop_timeout: %dms
                      requires: %s
                      restart: {initial_delay: %dms, max_delay: 5s, max_attempts: %d}
                """.formatted(
                        name,
                        random.nextBoolean() ? "required" : "optional",
                        1 + random.nextInt(8_000),
                        requires,
                        random.nextInt(2_000),
                        random.nextInt(5));
    }

    /** Each service began only when all that it requires had run, or, being optional, had been tried. */
    private static void assertNeedsCameFirst(List<ServiceStatus> changes, int services, String yaml) {
        var begun = changes.stream()
                .filter(change -> change.state() == ServiceStatus.State.STARTING)
                .map(change -> change.id().name())
                .distinct()
                .toList();
        assertThat(begun).hasSize(services);
        for (int i = 0; i < services; i++) {
            var block = yaml.substring(yaml.indexOf("- name: s" + i));
            var requires = block.substring(block.indexOf("requires: [") + 11);
            for (var needed : requires.substring(0, requires.indexOf(']')).split(", ")) {
                if (!needed.isEmpty()) {
                    assertThat(begun.indexOf(needed)).isLessThan(begun.indexOf("s" + i));
                }
            }
        }
    }
}
