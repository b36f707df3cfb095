package dev.moirai.script.format;

/** A text that is not of its format, or a value that a format has no way to write; the message says what and where. */
public final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
        super(message, null, false, false);
    }

    /** What is wrong. */
    public String problem() {
        return String.valueOf(getMessage());
    }
}
