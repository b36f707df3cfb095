/** Benchmarks beside the peers; not shipped. */
@NullMarked
package dev.moirai.bench;

import org.jspecify.annotations.NullMarked;
