package dev.moirai.bench.contender;

import dev.moirai.bench.harness.Repetition;
import java.util.Map;

/** A piece of work a contender can do, once per call, at a size. It measures itself, so that its preparations do not count. */
@FunctionalInterface
public interface Work {

    Repetition run(long size) throws Exception;

    /** The result of work that took from {@code start} (by {@link System#nanoTime}) until now. */
    static Repetition since(long start, Object check, long operations) {
        return new Repetition(check.toString(), operations, System.nanoTime() - start, Map.of());
    }
}
