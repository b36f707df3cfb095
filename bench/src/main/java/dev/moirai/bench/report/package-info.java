/**
 * What is written about a run: lines on the console while it goes on, the page {@code docs/performance.md} with its pictures, and raw results.
 *
 * <p>Begin with {@link dev.moirai.bench.report.PerformancePage}.
 */
@NullMarked
package dev.moirai.bench.report;

import org.jspecify.annotations.NullMarked;
