package dev.moirai.script;

import dev.moirai.app.run.ServiceStatus;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How an application is run.
 *
 * @param nodeName what its node is called
 * @param output takes each line that programs print, from any thread
 * @param listener told each time a service changes, in turns of processes: must be quick and must not throw
 */
public record ApplicationOptions(String nodeName, Consumer<String> output, Consumer<ServiceStatus> listener) {
    /** A node named {@code moirai}, whose programs print to standard output. */
    public static final ApplicationOptions DEFAULT = new ApplicationOptions("moirai", System.out::println, _ -> {});

    public ApplicationOptions {
        Objects.requireNonNull(nodeName, "nodeName");
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(listener, "listener");
    }

    public ApplicationOptions withNodeName(String name) {
        return new ApplicationOptions(name, output, listener);
    }

    public ApplicationOptions withOutput(Consumer<String> lines) {
        return new ApplicationOptions(nodeName, lines, listener);
    }

    public ApplicationOptions withListener(Consumer<ServiceStatus> told) {
        return new ApplicationOptions(nodeName, output, told);
    }
}
