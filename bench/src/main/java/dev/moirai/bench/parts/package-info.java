/**
 * The parts by themselves, measured by JMH: what one send, turn, spawn, table access or resume costs and allocates.
 *
 * <p>{@code ./moirai-bench --jmh -prof gc} runs them all, {@code --jmh -prof gc Kernel} those of the kernel; {@code --jmh -h} says more.
 */
@NullMarked
package dev.moirai.bench.parts;

import org.jspecify.annotations.NullMarked;
