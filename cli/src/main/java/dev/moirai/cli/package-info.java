/**
 * The {@code moirai} command: the only place that knows every module, and puts them together.
 *
 * <p>Begin with {@link dev.moirai.cli.Main}, which runs one {@link dev.moirai.cli.MoiraiCommand subcommand} and turns its
 * outcome into an exit code: 0 it worked, 1 it failed, 2 the command line or the project is wrong. What a person reads
 * here is one line per fact on standard error; a stack trace goes to a file, never to the terminal.
 */
@NullMarked
package dev.moirai.cli;

import org.jspecify.annotations.NullMarked;
