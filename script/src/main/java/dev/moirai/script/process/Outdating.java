package dev.moirai.script.process;

/** What the replacement of code means for one running process. */
public sealed interface Outdating {
    /** It runs something else or the new code already, is a call that ends with the code it began with, or has ended. */
    record NotConcerned() implements Outdating {}

    /** It runs the new code of {@code id}. */
    record Upgraded(String id) implements Outdating {}

    /** It wants to be told of new code of {@code id}, and was. */
    record Told(String id) implements Outdating {}

    /** The new code of {@code id} failed before it first waited; the process goes on with the old one. */
    record RolledBack(String id, ErrorValue why) implements Outdating {}
}
