package dev.moirai.bench.harness;

import java.time.Duration;

/** How long to measure: quick gives a first impression within minutes, full gives the figures that are published. */
public enum Mode {
    QUICK(3, Duration.ofMillis(1500), Duration.ofMillis(80)),
    FULL(5, Duration.ofMillis(3000), Duration.ofMillis(250));

    private final int rounds;
    private final Duration warmUp;
    private final Duration turn;

    Mode(int rounds, Duration warmUp, Duration turn) {
        this.rounds = rounds;
        this.warmUp = warmUp;
        this.turn = turn;
    }

    /** Rounds measured after the warm-up; in each every contender has one turn. */
    public int rounds() {
        return rounds;
    }

    /** The usual {@linkplain Benchmark#warmUp warm-up}. */
    public Duration warmUp() {
        return warmUp;
    }

    /** How long a contender repeats the work in its turn, at least once. */
    public Duration turn() {
        return turn;
    }
}
