package dev.moirai.bench;

import dev.moirai.bench.harness.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The command line of {@code ./moirai-bench}.
 *
 * @param mode quick or full
 * @param only patterns of which a benchmark's name or group must match one; all benchmarks if empty
 * @param list print what there is instead of running it
 * @param help print the usage instead
 */
record Options(Mode mode, List<Pattern> only, boolean list, boolean help) {

    static final String USAGE = """
            usage: ./moirai-bench [--quick | --full] [--only PATTERN]... [--list] [--help]

              --quick         fewer rounds and contenders, smaller sizes, under three minutes (the default)
              --full          the figures that are published: writes docs/performance.md and its pictures
              --only PATTERN  benchmarks whose name or group matches, * standing for anything; may be repeated
              --list          print the benchmarks and the contenders, and which of them are missing here
              --jmh ARGS...   the JMH benchmarks of the parts instead; the rest of the line is JMH's own

            A run with --only, or a quick one, writes its page to bench/target/report instead of docs.
            """;

    Options {
        only = List.copyOf(only);
    }

    /** Reads the arguments, or throws with a message that says what is wrong. */
    static Options parse(List<String> arguments) {
        Mode mode = Mode.QUICK;
        List<Pattern> only = new ArrayList<>();
        boolean list = false;
        boolean help = false;
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--quick" -> mode = Mode.QUICK;
                case "--full" -> mode = Mode.FULL;
                case "--list" -> list = true;
                case "--help", "-h" -> help = true;
                case "--only" -> {
                    if (i + 1 == arguments.size()) {
                        throw new IllegalArgumentException("--only needs a pattern, such as --only 'ping*'");
                    }
                    only.add(glob(arguments.get(++i)));
                }
                default -> throw new IllegalArgumentException("unknown option " + arguments.get(i));
            }
        }
        return new Options(mode, only, list, help);
    }

    private static Pattern glob(String glob) {
        return Pattern.compile(("\\Q" + glob + "\\E").replace("*", "\\E.*\\Q"));
    }

    boolean wants(String name, String group) {
        return only.isEmpty()
                || only.stream()
                        .anyMatch(pattern -> pattern.matcher(name).matches()
                                || pattern.matcher(group).matches());
    }
}
