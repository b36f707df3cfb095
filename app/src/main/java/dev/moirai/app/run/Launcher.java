package dev.moirai.app.run;

import dev.moirai.app.kind.Identity;
import dev.moirai.app.schema.Entry;
import dev.moirai.app.source.Data;
import dev.moirai.kernel.Spawn;
import dev.moirai.otp.Startup;
import java.util.List;
import java.util.Optional;

/**
 * Makes a process of an entry: the seam between entries and the languages they are written in.
 *
 * <p>Called in a turn of whoever keeps the process running, each time it is started, so it must be quick and must not wait.
 */
@FunctionalInterface
public interface Launcher {
    /**
     * One start of one process.
     *
     * @param process its entry, which has the role of a process
     * @param input its arguments
     * @param identity who it is for security policies, if anyone
     * @param startup must be told from the process's own turns when it is ready, that is, when its code is loaded and its
     *     main function begins; until then it counts as starting, and ending is a failed start
     */
    record Start(Entry<?> process, List<Data> input, Optional<Identity> identity, Startup startup) {
        public Start {
            input = List.copyOf(input);
        }
    }

    /**
     * How to spawn it. Host, links and monitors are added by the caller.
     *
     * @throws Throwable anything: the start has failed
     */
    Spawn spawn(Start start) throws Throwable;
}
