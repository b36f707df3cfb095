package dev.moirai.lua.lib;

/** A set of bytes, for patterns. Nobody changes one that others can see. */
final class CharacterSet {
    private static final int SIZE = 256;

    static final CharacterSet ALL = new CharacterSet().complement();

    private static final CharacterSet[] CHARACTERS = new CharacterSet[SIZE];
    private static final CharacterSet[] CLASSES = new CharacterSet[SIZE];

    static {
        for (int c = 0; c < SIZE; c++) {
            CHARACTERS[c] = new CharacterSet();
            CHARACTERS[c].addRange(c, c);
        }
        for (int letter = 0; letter < SIZE; letter++) {
            CLASSES[letter] = new CharacterSet();
            for (int c = 0; c < SIZE; c++) {
                if (inClass(c, letter)) {
                    CLASSES[letter].addRange(c, c);
                }
            }
        }
    }

    private final long[] bits = new long[SIZE / Long.SIZE];

    /** The set of one character. */
    static CharacterSet ofCharacter(int c) {
        return CHARACTERS[c];
    }

    /** What {@code %} and a character behind it stand for. */
    static CharacterSet ofClass(int letter) {
        return CLASSES[letter];
    }

    boolean has(int c) {
        return (bits[c >> 6] >>> c & 1) != 0;
    }

    void addRange(int from, int to) {
        for (int c = from; c <= to; c++) {
            bits[c >> 6] |= 1L << c;
        }
    }

    void addAll(CharacterSet others) {
        for (int i = 0; i < bits.length; i++) {
            bits[i] |= others.bits[i];
        }
    }

    /** Whether a character is in both sets. */
    boolean meets(CharacterSet others) {
        long both = 0;
        for (int i = 0; i < bits.length; i++) {
            both |= bits[i] & others.bits[i];
        }
        return both != 0;
    }

    CharacterSet complement() {
        CharacterSet others = new CharacterSet();
        for (int i = 0; i < bits.length; i++) {
            others.bits[i] = ~bits[i];
        }
        return others;
    }

    private static boolean inClass(int c, int letter) {
        boolean inside = switch (letter | 0x20) {
            case 'a' -> Ascii.isLetter(c);
            case 'c' -> Ascii.isControl(c);
            case 'd' -> Ascii.isDigit(c);
            case 'g' -> c > ' ' && c < 0x7F;
            case 'l' -> c >= 'a' && c <= 'z';
            case 'p' -> Ascii.isPunctuation(c);
            case 's' -> Ascii.isSpace(c);
            case 'u' -> c >= 'A' && c <= 'Z';
            case 'w' -> Ascii.isLetter(c) || Ascii.isDigit(c);
            case 'x' -> Ascii.isHexDigit(c);
            case 'z' -> c == 0; // no longer in the manual, but alive
            default -> {
                // Not the name of a class: the character itself, whatever its case.
                yield (c == letter) != Ascii.isUpper(letter);
            }
        };
        return Ascii.isUpper(letter) != inside;
    }
}
