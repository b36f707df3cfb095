package dev.moirai.cli;

/**
 * Colours for what a person reads, or none.
 *
 * @param coloured whether anything is coloured at all
 */
record Ink(boolean coloured) {
    /** Moves to the beginning of the line and clears it, so that what follows replaces a progress line. */
    static final String FRESH_LINE = "\r\u001b[K";

    private static final String PLAIN = "\u001b[0m";

    /** As {@link Colours#wanted}. */
    static Ink forPeople() {
        return new Ink(Colours.wanted());
    }

    String red(String text) {
        return paint("\u001b[31m", text);
    }

    String green(String text) {
        return paint("\u001b[32m", text);
    }

    String yellow(String text) {
        return paint("\u001b[33m", text);
    }

    String bold(String text) {
        return paint("\u001b[1m", text);
    }

    String faint(String text) {
        return paint("\u001b[2m", text);
    }

    private String paint(String colour, String text) {
        return coloured ? colour + text + PLAIN : text;
    }
}
