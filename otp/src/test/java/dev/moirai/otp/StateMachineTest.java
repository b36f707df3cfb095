package dev.moirai.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateMachineTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    enum Door {
        CLOSED,
        OPEN,
        LOCKED
    }

    sealed interface Event {
        record Open() implements Event {}

        record Close() implements Event {}

        record Lock() implements Event {}

        record Unlock() implements Event {}

        record Knock(String who) implements Event {}

        record OpenAndGreet(String who) implements Event {}

        record TooLongOpen() implements Event {}

        record Watch(Duration idle) implements Event {}

        record Bored() implements Event {}

        record End() implements Event {}

        record WatchAndKnock(Duration idle) implements Event {}

        record Again() implements Event {}

        record StayOpen(Duration time) implements Event {}

        record ForgetTimeout() implements Event {}

        record Where(Reply<Door> to) implements Event {}

        record Crash() implements Event {}

        record AnswerAndEnd(Reply<String> to) implements Event {}

        record AtOnce(String what, boolean inSilence) implements Event {}

        record ForEver() implements Event {}
    }

    private final Simulation simulation = new Simulation(1);
    private final List<String> events = new ArrayList<>();

    private class Machine implements StateMachine<Door, Event> {
        @Override
        public Door init(Context<Event> context) {
            return Door.CLOSED;
        }

        @Override
        public Transition<Door, Event> on(Event event, Door state, Context<Event> context) {
            return switch (event) {
                case Event.Knock(var who) -> {
                    if (state != Door.OPEN) {
                        yield Transition.postpone();
                    }
                    events.add("hello " + who);
                    yield Transition.keep();
                }
                case Event.AtOnce(var what, var inSilence) -> {
                    Event later = new Event.Knock(what);
                    yield inSilence
                            ? Transition.<Door, Event>keep().ifNothingFor(Duration.ZERO, later)
                            : Transition.<Door, Event>keep().ifStillHereAfter(Duration.ZERO, later);
                }
                case Event.ForEver() -> Transition.<Door, Event>keep().then(event);
                case Event.Open() ->
                    state == Door.LOCKED
                            ? Transition.postpone()
                            : Transition.<Door, Event>to(Door.OPEN).ifStillHereAfter(SECOND, new Event.TooLongOpen());
                case Event.OpenAndGreet(var who) ->
                    Transition.<Door, Event>to(Door.OPEN).then(new Event.Knock(who));
                case Event.Close() -> Transition.to(Door.CLOSED);
                case Event.Lock() -> Transition.to(Door.LOCKED);
                case Event.Unlock() -> Transition.to(Door.CLOSED);
                case Event.TooLongOpen() -> {
                    events.add("too long");
                    yield Transition.to(Door.CLOSED);
                }
                case Event.Watch(var idle) -> Transition.<Door, Event>keep().ifNothingFor(idle, new Event.Bored());
                case Event.Bored() -> {
                    events.add("bored");
                    yield Transition.keep();
                }
                case Event.End() -> Transition.stop(ExitReason.NORMAL);
                case Event.WatchAndKnock(var idle) ->
                    Transition.<Door, Event>keep()
                            .ifNothingFor(idle, new Event.Bored())
                            .then(new Event.Knock("at once"));
                case Event.Again() -> Transition.repeat();
                case Event.StayOpen(var time) ->
                    Transition.<Door, Event>keep().ifStillHereAfter(time, new Event.TooLongOpen());
                case Event.ForgetTimeout() -> Transition.<Door, Event>keep().forgettingTimeout();
                case Event.Where(var to) -> {
                    to.ok(state);
                    yield Transition.keep();
                }
                case Event.Crash() -> throw new IllegalStateException("boom");
                case Event.AnswerAndEnd(var to) -> {
                    to.ok("bye");
                    yield Transition.stop(ExitReason.NORMAL);
                }
            };
        }

        @Override
        public Transition<Door, Event> entered(Door state, Context<Event> context) {
            events.add(state.toString());
            return Transition.keep();
        }

        @Override
        public Transition<Door, Event> signal(Signal signal, Door state, Context<Event> context) {
            return Transition.keep();
        }

        @Override
        public void terminate(ExitReason why, Door state, Context<Event> context) {
            events.add("terminate in " + state);
        }
    }

    private final Ref<Event> door = Server.spawn(simulation.node(), () -> StateMachine.server(Machine::new));

    private void tell(Event... all) {
        for (Event event : all) {
            door.tell(event);
        }
        simulation.run();
    }

    @Test
    void entersItsFirstStateAndEachOther() {
        tell(new Event.Open(), new Event.Open(), new Event.Close());

        assertThat(events).as("opening an open door enters nothing").containsExactly("CLOSED", "OPEN", "CLOSED");
    }

    @Test
    void postponedEventsComeBackInOrderWhenTheStateChanges() {
        tell(new Event.Knock("a"), new Event.Knock("b"), new Event.Open(), new Event.Knock("c"));

        assertThat(events).containsExactly("CLOSED", "OPEN", "hello a", "hello b", "hello c");
    }

    @Test
    void anEventCanBePostponedAgainAndAgain() {
        tell(new Event.Lock(), new Event.Open(), new Event.Knock("a"), new Event.Unlock());

        assertThat(events).containsExactly("CLOSED", "LOCKED", "CLOSED", "OPEN", "hello a");
    }

    @Test
    void internalEventsComeBeforePostponedAndWaitingOnes() {
        tell(new Event.Knock("postponed"), new Event.OpenAndGreet("internal"), new Event.Knock("waiting"));

        assertThat(events).containsExactly("CLOSED", "OPEN", "hello internal", "hello postponed", "hello waiting");
    }

    @Test
    void aStateTimeoutComesIfTheStateLasts() {
        tell(new Event.Open());
        simulation.advance(SECOND);

        assertThat(events).containsExactly("CLOSED", "OPEN", "too long", "CLOSED");
    }

    @Test
    void aStateTimeoutEndsWithItsState() {
        tell(new Event.Open(), new Event.Close());
        simulation.advance(Duration.ofMinutes(1));

        assertThat(events).doesNotContain("too long");
    }

    @Test
    void anEventTimeoutComesOnlyInSilence() {
        tell(new Event.Watch(SECOND));
        simulation.advance(Duration.ofMillis(900));
        tell(new Event.Knock("x"));
        simulation.advance(Duration.ofMinutes(1));
        assertThat(events).doesNotContain("bored");

        tell(new Event.Watch(SECOND));
        simulation.advance(SECOND);
        assertThat(events).contains("bored");
    }

    @Test
    void stopEndsItAfterTerminate() {
        tell(new Event.Lock(), new Event.End());

        assertThat(events).endsWith("terminate in LOCKED");
        assertThat(door.pid().isAlive()).isFalse();
    }

    @Test
    void itsStateIsShown() {
        assertThat(Sys.state(door, SECOND)).isEqualTo(Door.CLOSED);
    }

    @Test
    void internalEventsEndTheSilenceAnEventTimeoutWaitsFor() {
        tell(new Event.WatchAndKnock(SECOND));
        simulation.advance(Duration.ofMinutes(1));

        assertThat(events).doesNotContain("bored");
    }

    @Test
    void aStateCanBeEnteredAgain() {
        tell(new Event.Again(), new Event.Again());

        assertThat(events).containsExactly("CLOSED", "CLOSED", "CLOSED");
    }

    @Test
    void enteringAStateAgainDoesNotBringPostponedEventsBack() {
        tell(new Event.Knock("a"), new Event.Again());

        assertThat(events).containsExactly("CLOSED", "CLOSED");
    }

    @Test
    void aStateTimeoutCanBeReplacedAndForgotten() {
        tell(new Event.Open(), new Event.StayOpen(Duration.ofSeconds(3)));
        simulation.advance(Duration.ofSeconds(2));
        assertThat(events).doesNotContain("too long");
        simulation.advance(SECOND);
        assertThat(events).contains("too long");
        events.clear();

        tell(new Event.Open(), new Event.ForgetTimeout());
        simulation.advance(Duration.ofMinutes(1));
        assertThat(events).doesNotContain("too long");
    }

    @Test
    void aMachineIsAskedAndSupervisedLikeEveryServer() {
        assertThat(door.<Door>ask(Event.Where::new)).isEqualTo(Door.CLOSED);
        Answer<Door> crashed = door.tryAsk(SECOND, to -> new Event.Crash());
        assertThat(crashed).isInstanceOf(Answer.Exited.class);
        simulation.run();
        assertThat(events).endsWith("terminate in CLOSED");
    }

    @Test
    void aReplyBeforeAStopArrives() {
        assertThat(door.<String>ask(Event.AnswerAndEnd::new)).isEqualTo("bye");
        simulation.run();
        assertThat(door.pid().isAlive()).isFalse();
    }

    @Test
    void itIsAskedToShutDownLikeEveryServer() {
        simulation.run();
        simulation.node().cancel(door.pid(), "", SECOND);
        simulation.run();

        assertThat(events).endsWith("terminate in CLOSED");
    }

    @Test
    void aRunningMachineCanBeReplacedAndKeepsItsState() {
        tell(new Event.Knock("postponed"));

        StateMachine.<Door, Event>change(door, SECOND, _ -> new Machine() {
            @Override
            public Transition<Door, Event> on(Event event, Door state, Context<Event> context) {
                events.add("new: " + event.getClass().getSimpleName());
                return super.on(event, state, context);
            }
        });
        tell(new Event.Open());

        assertThat(events).containsExactly("CLOSED", "new: Open", "OPEN", "new: Knock", "hello postponed");
    }

    @Test
    void onlyMachinesCanBeReplacedByMachines() {
        Ref<Event> plain = Server.spawn(simulation.node(), () -> (Event _, Context<Event> _) -> Next.go());

        assertThatThrownBy(() -> StateMachine.<Door, Event>change(plain, SECOND, old -> old))
                .hasMessageContaining("no state machine");
    }

    @Test
    void timeoutsOfNoTimeComeBeforeAnythingThatWaits() {
        tell(new Event.Open(), new Event.AtOnce("state", false), new Event.Knock("waiting"));
        assertThat(events).endsWith("hello state", "hello waiting");

        tell(new Event.AtOnce("silence", true), new Event.Knock("waiting"));
        assertThat(events).endsWith("hello silence", "hello waiting");
    }

    @Test
    void aMachineThatIsNeverDoneWithItsInternalEventsCanBeEnded() {
        door.tell(new Event.ForEver());
        for (int turn = 0; turn < 20; turn++) {
            simulation.step();
        }
        simulation.node().kill(door.pid());
        simulation.run();

        assertThat(door.pid().isAlive()).isFalse();
        assertThat(simulation.node().population()).isZero();
    }
}
