/**
 * The lesson on OTP supervisors, step by step: {@link dev.moirai.examples.simplequeue.SimpleQueue} is the process,
 * {@link dev.moirai.examples.simplequeue.Lesson} supervises it.
 */
@NullMarked
package dev.moirai.examples.simplequeue;

import org.jspecify.annotations.NullMarked;
