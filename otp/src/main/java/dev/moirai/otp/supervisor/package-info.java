/** Supervisors: processes that start, watch, restart and stop others. */
@NullMarked
package dev.moirai.otp.supervisor;

import org.jspecify.annotations.NullMarked;
