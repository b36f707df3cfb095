package dev.moirai.cli;

import java.io.Console;

/** Whether what is written for a person may be coloured. */
final class Colours {

    private Colours() {}

    /**
     * Whether a person is reading: on a terminal, unless <a href="https://no-color.org">NO_COLOR</a> is set. Java cannot see
     * whether standard error alone goes to a file, so the launcher looks and says {@code -Dmoirai.colours=false}.
     */
    static boolean wanted() {
        String forbidden = System.getenv("NO_COLOR");
        Console console = System.console();
        return (forbidden == null || forbidden.isEmpty())
                && console != null
                && console.isTerminal()
                && !"false".equals(System.getProperty("moirai.colours"));
    }
}
