/** jcstress tests of the structures shared between threads; not shipped. */
@NullMarked
package dev.moirai.races;

import org.jspecify.annotations.NullMarked;
