/**
 * Long runs on real threads, each with a table of what it counted. {@code Stress} names them; the normal test run takes the
 * short versions.
 */
@NullMarked
package dev.moirai.kernel.stress;

import org.jspecify.annotations.NullMarked;
