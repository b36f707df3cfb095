/**
 * What starts with an application, in which order, and what stops when: computed from its entries alone.
 *
 * <p>Begin with {@link dev.moirai.app.boot.BootPlan}. It is a value: {@code check} reports what is wrong with it, {@code
 * explain} prints it and what follows from it ({@link dev.moirai.app.boot.Explanation}), and {@link
 * dev.moirai.app.run.Application} carries it out.
 */
@NullMarked
package dev.moirai.app.boot;

import org.jspecify.annotations.NullMarked;
