/** Plain virtual threads with queues of {@code java.util.concurrent}: what a Java programmer has without a runtime. */
@NullMarked
package dev.moirai.bench.contender.threads;

import org.jspecify.annotations.NullMarked;
