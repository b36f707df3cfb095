/** The terminal, as the one process that runs on it has it. */
@NullMarked
package dev.moirai.script.terminal;

import org.jspecify.annotations.NullMarked;
