package dev.moirai.kernel;

/**
 * Thrown out of runtime calls made by code whose process has already ended; let it pass.
 *
 * <p>The process is dead to everyone, so its later sends, spawns, links and registrations are refused. It is an error, not
 * an exception, so that ordinary handlers do not swallow it.
 */
public final class Fenced extends Error {
    private static final long serialVersionUID = 1L;

    Fenced(Pid pid) {
        super("process " + pid + " has ended; this code runs on only because a JVM cannot stop it", null, false, false);
    }
}
