/** Behaviours over the kernel: servers, supervisors, tasks, registries. */
@NullMarked
package dev.moirai.otp;

import org.jspecify.annotations.NullMarked;
