package dev.moirai.lua.lib;

/** The character classes of the C locale, whatever the host's locale. */
final class Ascii {
    private Ascii() {}

    static boolean isUpper(int c) {
        return c >= 'A' && c <= 'Z';
    }

    static boolean isLetter(int c) {
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isHexDigit(int c) {
        int lower = c | 0x20;
        return isDigit(c) || (lower >= 'a' && lower <= 'f');
    }

    static boolean isSpace(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    static boolean isControl(int c) {
        return c < ' ' || c == 0x7F;
    }

    static boolean isPunctuation(int c) {
        return c > ' ' && c < 0x7F && !isLetter(c) && !isDigit(c);
    }

    static int toUpper(int c) {
        return c >= 'a' && c <= 'z' ? c - 0x20 : c;
    }

    static int toLower(int c) {
        return isUpper(c) ? c + 0x20 : c;
    }
}
