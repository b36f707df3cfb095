package dev.moirai.lua;

/**
 * The float of a field to which compiled code has assigned a float before, so that doing it again need not allocate.
 * Belongs to one entry of one table; no Lua value.
 */
final class MutableFloat {
    double value;

    MutableFloat(double value) {
        this.value = value;
    }
}
