package dev.moirai.script;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * How an application is run.
 *
 * @param nodeName what its node is called
 * @param output takes each line that programs print, from any thread
 */
public record ApplicationOptions(String nodeName, Consumer<String> output) {
    /** A node named {@code moirai}, whose programs print to standard output. */
    public static final ApplicationOptions DEFAULT = new ApplicationOptions("moirai", System.out::println);

    public ApplicationOptions {
        Objects.requireNonNull(nodeName, "nodeName");
        Objects.requireNonNull(output, "output");
    }

    public ApplicationOptions withNodeName(String name) {
        return new ApplicationOptions(name, output);
    }

    public ApplicationOptions withOutput(Consumer<String> lines) {
        return new ApplicationOptions(nodeName, lines);
    }
}
