/** The process kernel: processes, signals, mailboxes, hosts, names, timers. */
@NullMarked
package dev.moirai.kernel;

import org.jspecify.annotations.NullMarked;
