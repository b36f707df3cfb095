package dev.moirai.bench.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs one benchmark: every contender is started afresh, warmed up, and then they take turns, round by round, so that whatever else the
 * machine does hits all alike. Who begins changes with each round. A turn whose check is wrong disqualifies its contender.
 */
public final class Race {

    /** The round before the first that counts. */
    private static final int WARM_UP = -1;

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
        Map<String, ContenderProcess> running = new LinkedHashMap<>();
        Map<String, String> versions = new LinkedHashMap<>();
        Map<String, String> absent = new LinkedHashMap<>();
        List<Map<String, Turn>> rounds = new ArrayList<>();
        Referee referee = new Referee(benchmark.expected().map(check -> check.apply(benchmark.size(mode))));
        try {
            benchmark.contenders().forEach(name -> start(name, running, absent));
            awaitReady(running, versions, absent);
            turns(benchmark, WARM_UP, running, absent, referee);
            for (int round = 0; round < mode.rounds() && !running.isEmpty(); round++) {
                rounds.add(turns(benchmark, round, running, absent, referee));
            }
        } finally {
            running.values().forEach(ContenderProcess::close);
        }
        return new Standing(benchmark, benchmark.size(mode), versions, absent, rounds);
    }

    private void start(String name, Map<String, ContenderProcess> running, Map<String, String> absent) {
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
            leave(name, String.valueOf(e.getMessage()), running, absent);
        }
    }

    private void awaitReady(
            Map<String, ContenderProcess> running, Map<String, String> versions, Map<String, String> absent) {
        for (Map.Entry<String, ContenderProcess> entry : List.copyOf(running.entrySet())) {
            try {
                versions.put(entry.getKey(), entry.getValue().awaitReady());
            } catch (ContenderFailure e) {
                leave(entry.getKey(), String.valueOf(e.getMessage()), running, absent);
            }
        }
    }

    private Map<String, Turn> turns(
            Benchmark benchmark,
            int round,
            Map<String, ContenderProcess> running,
            Map<String, String> absent,
            Referee referee) {
        Map<String, Turn> turns = new LinkedHashMap<>();
        List<String> order = new ArrayList<>(running.keySet());
        for (int i = 0; i < order.size(); i++) {
            String name = order.get((i + round - WARM_UP) % order.size());
            ContenderProcess process = running.get(name);
            if (process == null) {
                continue;
            }
            try {
                boolean warming = round == WARM_UP && process.contender().warmsUp();
                List<Repetition> repetitions =
                        process.run(benchmark.work(), benchmark.size(mode), warming ? mode.warmUp() : mode.turn());
                Optional<String> objection = referee.objection(repetitions);
                if (repetitions.isEmpty()) {
                    leave(name, "has no such work", running, absent);
                } else if (objection.isPresent()) {
                    leave(name, objection.get(), running, absent);
                } else {
                    turns.put(name, new Turn(repetitions));
                }
            } catch (ContenderFailure e) {
                leave(name, String.valueOf(e.getMessage()), running, absent);
            }
        }
        return turns;
    }

    private void leave(String name, String reason, Map<String, ContenderProcess> running, Map<String, String> absent) {
        progress.accept(name + " is out: " + reason);
        absent.put(name, reason);
        ContenderProcess process = running.remove(name);
        if (process != null) {
            process.close();
        }
    }
}
