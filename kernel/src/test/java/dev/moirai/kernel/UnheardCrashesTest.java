package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

class UnheardCrashesTest {
    private final Simulation simulation = new Simulation(1);
    private final Node node = simulation.node();

    @AfterEach
    void close() {
        simulation.close();
    }

    private static Spawn crashing() {
        return Spawn.of((_, _) -> {
            throw new IllegalStateException("boom");
        });
    }

    private long unheard() {
        simulation.run();
        return node.unheardCrashes().total();
    }

    @Test
    void aCrashThatNobodyHearsOfIsLogged() {
        node.spawn(crashing());
        assertThat(unheard()).isEqualTo(1);

        node.spawn(Spawn.blocking(_ -> {
            throw new IllegalStateException("boom");
        }));
        assertThat(unheard()).isEqualTo(2);
    }

    @Test
    void whoIsWatchedOrLinkedIsHeard() {
        node.spawnWatched(crashing());
        node.spawn(Spawn.blocking(self -> {
            self.trapExits(true);
            self.spawn(crashing().linked());
            return self.receive();
        }));

        assertThat(unheard()).isZero();
    }

    @Test
    void theLastToDieOfACrashIsItsReport() {
        node.spawn(Spawn.blocking(self -> {
            self.spawn(crashing().linked());
            return self.receive();
        }));

        assertThat(unheard()).isEqualTo(1);
    }

    @Test
    void endsThatAreNoCrashesAreNobodysBusiness() {
        node.spawn(Spawn.of((_, _) -> Step.done(new ExitReason.Failed("as it wants"))));
        Pid killed = node.spawn(Spawn.of((_, _) -> Step.WAITING));
        node.kill(killed);

        assertThat(unheard()).isZero();
    }

    @Test
    void aStormIsAFewLinesWithAnExactCount() {
        List<String> lines = new ArrayList<>();
        UnheardCrashes crashes = new UnheardCrashes(logger(lines), simulation.clock());
        Pid pid = node.spawn(crashing());
        for (int i = 0; i < 100_000; i++) {
            crashes.add(pid, new IllegalStateException());
        }
        simulation.advance(Duration.ofSeconds(1));
        crashes.add(pid, new IllegalStateException());

        assertThat(lines).hasSize(20 + 2).contains("99980 more processes crashed without anybody hearing of it");
    }

    @Test
    void aLogThatThrowsDoesNotHarm() {
        Logger bad = (Logger)
                Proxy.newProxyInstance(Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (_, _, _) -> {
                    throw new StackOverflowError();
                });

        new UnheardCrashes(bad, simulation.clock()).add(node.spawn(crashing()), new IllegalStateException());
    }

    private static Logger logger(List<String> lines) {
        return (Logger) Proxy.newProxyInstance(
                Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (_, method, arguments) -> {
                    if (!method.getName().equals("error")) {
                        return true;
                    }
                    Object[] rest = new Object[] {arguments[1]};
                    lines.add(MessageFormatter.arrayFormat((String) arguments[0], rest)
                            .getMessage());
                    return null;
                });
    }
}
