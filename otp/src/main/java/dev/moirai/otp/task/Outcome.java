package dev.moirai.otp.task;

import dev.moirai.kernel.ExitReason;

/** What became of one input of a stream of tasks. */
public sealed interface Outcome<T, R> {
    T input();

    record Ok<T, R>(T input, R value) implements Outcome<T, R> {}

    record Exited<T, R>(T input, ExitReason reason) implements Outcome<T, R> {}
}
