package dev.moirai.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Takes everything behind {@code -x}: what looks like an option there is for the program, except {@code --host} right behind
 * the id.
 */
final class RestOfTheLine implements IParameterConsumer {
    static final String HOST = "--host";

    @Override
    @SuppressWarnings("JdkObsolete") // picocli hands over a Stack
    public void consumeParameters(Stack<String> arguments, ArgSpec execute, CommandSpec command) {
        var taken = new ArrayList<String>();
        taken.add(next(arguments, command, "-x needs the id of a process: -x namespace:name"));
        if (!arguments.isEmpty() && arguments.peek().equals(HOST)) {
            arguments.pop();
            command.findOption(HOST).setValue(next(arguments, command, "--host needs the id of a host"));
        }
        if (!arguments.isEmpty() && arguments.peek().equals("--")) {
            arguments.pop();
        }
        while (!arguments.isEmpty()) {
            taken.add(arguments.pop());
        }
        execute.setValue(List.copyOf(taken));
    }

    @SuppressWarnings("JdkObsolete") // picocli hands over a Stack
    private static String next(Stack<String> arguments, CommandSpec command, String otherwise) {
        if (arguments.isEmpty()) {
            throw new ParameterException(command.commandLine(), otherwise);
        }
        return arguments.pop();
    }
}
