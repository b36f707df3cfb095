package dev.moirai.bench.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs one benchmark: every contender is started afresh, warmed up, and then all take turns, round by round, so that whatever else the
 * machine does hits all alike. Who begins changes with each round. A turn whose check is wrong disqualifies its contender.
 */
public final class Race {

    private final Map<String, Contender> contenders;
    private final Mode mode;
    private final Consumer<String> progress;

    public Race(Map<String, Contender> contenders, Mode mode, Consumer<String> progress) {
        this.contenders = Map.copyOf(contenders);
        this.mode = mode;
        this.progress = progress;
    }

    /** Runs the benchmark; a contender that fails is left out and the reason noted. */
    public Standing run(Benchmark benchmark) {
        try (Field field = new Field(benchmark)) {
            benchmark.contenders().forEach(field::start);
            field.awaitReady();
            field.warmUp();
            List<Map<String, Turn>> rounds = new ArrayList<>();
            for (int round = 0; round < mode.rounds() && !field.running.isEmpty(); round++) {
                rounds.add(field.round(round));
            }
            return new Standing(benchmark, benchmark.size(mode), field.versions, field.absent, rounds);
        }
    }

    /** The contenders of one benchmark. */
    private final class Field implements AutoCloseable {
        private final Benchmark benchmark;
        private final Referee referee;
        private final Map<String, ContenderProcess> running = new LinkedHashMap<>();
        private final Map<String, String> versions = new LinkedHashMap<>();
        private final Map<String, String> absent = new LinkedHashMap<>();

        Field(Benchmark benchmark) {
            this.benchmark = benchmark;
            this.referee = new Referee(benchmark.expected().map(check -> check.apply(benchmark.size(mode))));
        }

        void start(String name) {
            Contender contender = contenders.get(name);
            if (contender == null) {
                throw new IllegalArgumentException("unknown contender " + name);
            }
            if (contender.missing().isPresent()) {
                absent.put(name, contender.missing().get());
                return;
            }
            try {
                running.put(name, new ContenderProcess(contender));
            } catch (ContenderFailure e) {
                leave(name, e);
            }
        }

        void awaitReady() {
            for (var entry : List.copyOf(running.entrySet())) {
                try {
                    versions.put(entry.getKey(), entry.getValue().awaitReady());
                } catch (ContenderFailure e) {
                    leave(entry.getKey(), e);
                }
            }
        }

        void warmUp() {
            for (var entry : List.copyOf(running.entrySet())) {
                Duration time = entry.getValue().contender().warmsUp() ? benchmark.warmUp(mode) : mode.turn();
                turn(entry.getKey(), entry.getValue(), time);
            }
        }

        Map<String, Turn> round(int round) {
            Map<String, Turn> turns = new LinkedHashMap<>();
            List<Map.Entry<String, ContenderProcess>> order = List.copyOf(running.entrySet());
            for (int i = 0; i < order.size(); i++) {
                var entry = order.get((i + round) % order.size());
                turn(entry.getKey(), entry.getValue(), mode.turn()).ifPresent(turn -> turns.put(entry.getKey(), turn));
            }
            return turns;
        }

        /** The turn, if the work was done and done right; otherwise the contender is out. */
        private Optional<Turn> turn(String name, ContenderProcess process, Duration time) {
            try {
                List<Repetition> repetitions = process.run(benchmark.work(), benchmark.size(mode), time);
                Optional<String> objection =
                        repetitions.isEmpty() ? Optional.of("has no such work") : referee.objection(repetitions);
                if (objection.isEmpty()) {
                    return Optional.of(new Turn(repetitions));
                }
                leave(name, objection.get());
            } catch (ContenderFailure e) {
                leave(name, e);
            }
            return Optional.empty();
        }

        private void leave(String name, ContenderFailure failure) {
            leave(name, String.valueOf(failure.getMessage()));
        }

        private void leave(String name, String reason) {
            progress.accept(name + " is out: " + reason);
            absent.put(name, reason);
            ContenderProcess process = running.remove(name);
            if (process != null) {
                process.close();
            }
        }

        @Override
        public void close() {
            running.values().forEach(ContenderProcess::close);
        }
    }
}
