/**
 * An application, running: the services of a boot plan, started in order, kept running, and stopped within one deadline.
 *
 * <p>Begin with {@link dev.moirai.app.run.Application}. It is a supervisor whose children are keepers, one for each service:
 * {@code HostKeeper} has a host, {@code ServiceKeeper} starts a process or a tree again and again. {@link
 * dev.moirai.app.run.Launcher} is the seam behind which a language makes processes of entries.
 */
@NullMarked
package dev.moirai.app.run;

import org.jspecify.annotations.NullMarked;
