/** Ourselves: processes of the kernel with reactive bodies, and servers and supervisors of {@code otp}. */
@NullMarked
package dev.moirai.bench.contender.moirai;

import org.jspecify.annotations.NullMarked;
