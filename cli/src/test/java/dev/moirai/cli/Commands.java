package dev.moirai.cli;

import java.util.ArrayList;
import java.util.List;

/** Programs that tests start. */
final class Commands {
    private Commands() {}

    /**
     * {@code command}, hearing the signals of a terminal. A shell without job control starts what is in the background with
     * them ignored, a program inherits that, and then nothing but this brings them back; the process stays the same.
     */
    static List<String> hearingSignals(List<String> command) {
        var whole = new ArrayList<>(List.of("perl", "-e", "$SIG{INT} = $SIG{HUP} = 'DEFAULT'; exec @ARGV or die $!"));
        whole.addAll(command);
        return whole;
    }
}
