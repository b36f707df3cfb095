/**
 * Tests of supervised trees in virtual time, with a seed, without sleeping. Begin with
 * {@link dev.moirai.testkit.SimulatedTest}; {@link dev.moirai.testkit.TestSystem} is what a test gets.
 */
@NullMarked
package dev.moirai.testkit;

import org.jspecify.annotations.NullMarked;
