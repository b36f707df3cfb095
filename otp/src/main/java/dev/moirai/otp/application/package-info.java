/**
 * Applications: named trees that start after those they need, in phases, and stop in reverse within one deadline. Begin with
 * {@link dev.moirai.otp.application.Application}.
 */
@NullMarked
package dev.moirai.otp.application;

import org.jspecify.annotations.NullMarked;
