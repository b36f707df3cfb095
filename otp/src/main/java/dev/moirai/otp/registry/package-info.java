/** A table of processes by key, with one or many for each key: {@link dev.moirai.otp.registry.Registry}. */
@NullMarked
package dev.moirai.otp.registry;

import org.jspecify.annotations.NullMarked;
