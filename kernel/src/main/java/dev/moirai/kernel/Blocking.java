package dev.moirai.kernel;

import org.jspecify.annotations.Nullable;

/**
 * What a blocking process does: ordinary Java on a virtual thread of its own, which may wait for messages wherever it is.
 *
 * <pre>{@code
 * Pid echo = node.spawn(Spawn.blocking(self -> {
 *     while (true) {
 *         Object message = self.receive();
 *         self.send(self.sender(), message);
 *     }
 * }));
 * }</pre>
 *
 * <p>When the process is ended from outside, the next runtime call throws {@link Fenced} and the thread is interrupted;
 * {@code finally} blocks then clean up what the code holds, but can no longer act as the process.
 */
@FunctionalInterface
public interface Blocking {
    /**
     * Runs the process to its end.
     *
     * @return the value of {@link ExitReason.Normal}; anything thrown ends the process as {@link Body#advance} tells
     */
    @Nullable
    Object run(BlockingSelf self) throws Throwable;
}
