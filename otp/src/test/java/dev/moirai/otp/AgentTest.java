package dev.moirai.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moirai.kernel.Simulation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AgentTest {
    private final Simulation simulation = new Simulation(1);
    private final Agent<Integer> agent = Agent.start(simulation.node(), () -> 40);

    @Test
    void getRunsInTheAgent() {
        assertThat(agent.<Integer>get(n -> n + 1)).isEqualTo(41);
    }

    @Test
    void updateChangesTheValue() {
        agent.update(n -> n + 2);

        assertThat(agent.<Integer>get(n -> n)).isEqualTo(42);
    }

    @Test
    void getAndUpdateDoesBothInOneStep() {
        assertThat(agent.<Integer>getAndUpdate(n -> new Agent.Result<>(n, n * 2)))
                .isEqualTo(40);
        assertThat(agent.<Integer>get(n -> n)).isEqualTo(80);
    }

    @Test
    void castDoesNotWaitAndStaysInOrder() {
        agent.cast(n -> n + 1);
        agent.cast(n -> n * 2);

        assertThat(agent.<Integer>get(n -> n)).isEqualTo(82);
    }

    @Test
    void aFunctionThatThrowsEndsTheAgentAndItsCaller() {
        assertThatThrownBy(() -> agent.<Integer>get(n -> Integer.valueOf("x" + n)))
                .isInstanceOf(AskFailed.class)
                .hasMessageContaining("x40");
        assertThat(agent.address().<Integer>tryAsk(Duration.ofSeconds(1), to -> new Agent.Message.Get<>(n -> n, to)))
                .isInstanceOf(Answer.Exited.class);
    }

    @Test
    void stopEndsIt() {
        agent.stop();

        assertThatThrownBy(() -> agent.<Integer>get(n -> n)).hasMessageContaining("no such process");
    }

    @Test
    void itsValueIsNotShown() {
        assertThat(Sys.state(agent.address(), Duration.ofSeconds(1))).isEqualTo("an agent's Integer");
    }

    @Test
    void aGetThatTakesTooLongTimesOut() {
        Sys.suspend(agent.address(), Duration.ofSeconds(1));

        assertThatThrownBy(() -> agent.<Integer>get(Duration.ofSeconds(1), n -> n))
                .isInstanceOf(AskFailed.class)
                .hasMessageContaining("no reply within 1s");
    }

    @Test
    void askingAnAgentThatIsGoneFails() {
        agent.stop();

        assertThatThrownBy(() -> agent.<Integer>get(n -> n)).hasMessageContaining("no such process");
    }

    @Test
    void anInitialValueThatCannotBeMadeIsAFailedStart() {
        Agent<Integer> broken = Agent.start(simulation.node(), () -> {
            throw new IllegalStateException("no value");
        });

        assertThatThrownBy(() -> broken.<Integer>get(n -> n)).isInstanceOf(AskFailed.class);
    }

    @Test
    void anAgentCanBeReachedByName() {
        Name<Agent.Message<Integer>> name = Name.of("counter");
        simulation
                .node()
                .spawn(dev.moirai.kernel.Spawn.of(Server.body(() -> Agent.server(() -> 1)))
                        .named(name.key()));

        assertThat(Agent.at(name.on(simulation.node())).<Integer>get(n -> n)).isEqualTo(1);
    }
}
