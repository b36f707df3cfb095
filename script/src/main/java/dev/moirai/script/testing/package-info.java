/**
 * The tests of a project: entries of kind {@code function.lua} with {@code meta.type: test}.
 *
 * <p>Begin with {@link dev.moirai.script.testing.TestPlan} (which tests there are, in which order, and what they need), then
 * {@link dev.moirai.script.testing.TestRun}, which runs them.
 */
@NullMarked
package dev.moirai.script.testing;

import org.jspecify.annotations.NullMarked;
