package dev.moirai.script;

import dev.moirai.app.run.ServiceStatus;
import dev.moirai.script.terminal.Terminal;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How an application is run.
 *
 * @param nodeName what its node is called
 * @param output takes each line that programs print, from any thread
 * @param listener told each time a service changes, in turns of processes: must be quick and must not throw
 * @param terminal what the module {@code io} is for processes that {@link Application#run} runs, if anything
 */
public record ApplicationOptions(
        String nodeName, Consumer<String> output, Consumer<ServiceStatus> listener, Optional<Terminal> terminal) {
    /** A node named {@code moirai}, whose programs print to standard output. */
    public static final ApplicationOptions DEFAULT =
            new ApplicationOptions("moirai", System.out::println, _ -> {}, Optional.empty());

    public ApplicationOptions {
        Objects.requireNonNull(nodeName, "nodeName");
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(terminal, "terminal");
    }

    public ApplicationOptions withNodeName(String name) {
        return new ApplicationOptions(name, output, listener, terminal);
    }

    public ApplicationOptions withOutput(Consumer<String> lines) {
        return new ApplicationOptions(nodeName, lines, listener, terminal);
    }

    public ApplicationOptions withListener(Consumer<ServiceStatus> told) {
        return new ApplicationOptions(nodeName, output, told, terminal);
    }

    /** Lets the process that is run read and write these streams with the module {@code io}. */
    public ApplicationOptions withTerminal(InputStream in, PrintStream out, PrintStream err) {
        return new ApplicationOptions(nodeName, output, listener, Optional.of(new Terminal(in, out, err)));
    }
}
