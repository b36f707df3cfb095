/**
 * Benchmarks of whole programs, ours beside the peers in one run, and of the parts by JMH. Not shipped.
 *
 * <p>Begin with {@link dev.moirai.bench.ProcessBenchmarks}, {@link dev.moirai.bench.LuaBenchmarks} and {@link
 * dev.moirai.bench.ScalingBenchmarks}: what is measured, with the goals. {@link dev.moirai.bench.Contenders} says who takes part and with which options, {@code
 * harness} how they are run, {@code contender} has the work of those on the JVM ({@code src/main/erlang} and {@code src/main/lua} of the others), {@code report}
 * writes the page and its pictures, {@code parts} has the JMH benchmarks. {@link dev.moirai.bench.Bench} is the program behind {@code ./moirai-bench}.
 */
@NullMarked
package dev.moirai.bench;

import org.jspecify.annotations.NullMarked;
