package dev.moirai.lua;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** PUC Lua 5.4 as it is installed, to compare with. */
public final class ReferenceLua {
    private static final String COMMAND = "lua5.4";

    private ReferenceLua() {}

    public static boolean isInstalled() {
        try {
            return new ProcessBuilder(COMMAND, "-v").start().waitFor() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What a script writes to its standard output. */
    public static byte[] run(Path script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(COMMAND, script.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        byte[] output = process.getInputStream().readAllBytes();
        process.waitFor();
        return output;
    }
}
