/**
 * Types while a program runs: the values that {@code type} and {@code interface} statements declare, and the check whether a
 * value is of a type.
 *
 * <p>Begin with {@link dev.moirai.lua.types.TypeValue}.
 */
@NullMarked
package dev.moirai.lua.types;

import org.jspecify.annotations.NullMarked;
