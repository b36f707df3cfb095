package dev.moirai.bench.harness;

import java.util.List;
import java.util.Optional;

/**
 * Someone who takes part: a runtime or a Lua engine, started as a process of its own.
 *
 * @param name as benchmarks name it, such as {@code beam}
 * @param title as the report names it, such as {@code Erlang/OTP}
 * @param command the program and its arguments
 * @param warmsUp whether it gets faster while it runs, and so has a long first turn that does not count
 * @param missing why it cannot take part on this machine, if it cannot
 */
public record Contender(String name, String title, List<String> command, boolean warmsUp, Optional<String> missing) {

    public Contender {
        command = List.copyOf(command);
    }
}
