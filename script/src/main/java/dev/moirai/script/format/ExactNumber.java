package dev.moirai.script.format;

import dev.moirai.lua.Numbers;

/** Floats as text that reads as the same float again, which Lua's own fourteen digits may not. */
final class ExactNumber {
    private ExactNumber() {}

    /** As Lua writes it if that is exact. */
    static String of(double number) {
        String text = Numbers.format(number);
        return Double.parseDouble(text) == number ? text : Double.toString(number);
    }
}
