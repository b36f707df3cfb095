/**
 * The JVM side of the contenders: how a JVM answers the harness, and the work each JVM contender can do.
 *
 * <p>Begin with {@link dev.moirai.bench.contender.Shell}, the loop that answers the protocol of {@code ContenderProcess}. Each further package is one
 * contender: a {@code main} and its {@link dev.moirai.bench.contender.Work}s by name. The names and what each must do are in {@code
 * dev.moirai.bench.ProcessBenchmarks} and {@code LuaBenchmarks}; the same shells exist in Erlang and Lua beside this source tree.
 */
@NullMarked
package dev.moirai.bench.contender;

import org.jspecify.annotations.NullMarked;
