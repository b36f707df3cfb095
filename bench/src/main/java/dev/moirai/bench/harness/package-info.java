/**
 * The harness: what a benchmark is, how its contenders are run beside each other, and what the figures say.
 *
 * <p>Begin with {@link dev.moirai.bench.harness.Benchmark} (what is measured), then {@link
 * dev.moirai.bench.harness.Race} (how: contenders take turns, round by round), then {@link
 * dev.moirai.bench.harness.Standing} (what came out, against the goal). A {@link
 * dev.moirai.bench.harness.ContenderProcess} speaks the line protocol its class doc describes with one contender.
 */
@NullMarked
package dev.moirai.bench.harness;

import org.jspecify.annotations.NullMarked;
