/** The moirai command. */
@NullMarked
package dev.moirai.cli;

import org.jspecify.annotations.NullMarked;
