/** Apache Pekko's typed actors, by their Java API: the peer on the JVM. */
@NullMarked
package dev.moirai.bench.contender.pekko;

import org.jspecify.annotations.NullMarked;
