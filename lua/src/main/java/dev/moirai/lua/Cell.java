package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/** A variable that closures share and that is assigned to after its declaration. All others are captured by value. */
final class Cell {
    @Nullable
    Object value;

    /** The last survey that has visited this cell. */
    int survey;

    Cell(@Nullable Object value) {
        this.value = value;
    }
}
