package dev.moirai.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.utils.Signals;

/**
 * The signals by which a person or a service manager asks this JVM to end: Ctrl-C (INT), TERM, and HUP when the terminal
 * closes. The first asks for an orderly stop; the next ends the JVM at once, whatever it is doing.
 *
 * <p>A shutdown hook would not do: it cannot tell the first signal from the second, and the JVM's exit code would be 130
 * even after a clean stop. JLine is the library that knows how to catch signals; the JDK has no supported way.
 */
final class StopSignals {

    /** The signals and what a shell expects as exit code of who dies by them, 128 + their number. */
    private enum Kind {
        HUP(129),
        INT(130),
        TERM(143);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }
    }

    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final AtomicInteger received = new AtomicInteger();

    private StopSignals() {}

    /** From now on the signals do not end the JVM, but are counted here. */
    static StopSignals caught() {
        var signals = new StopSignals();
        for (Kind kind : Kind.values()) {
            if (Signals.register(kind.name(), () -> signals.receive(kind)) == null) {
                throw new IllegalStateException("the signal " + kind + " cannot be caught");
            }
        }
        return signals;
    }

    /** Waits for the first signal; false if {@code patience} is over before it comes. */
    boolean awaitFirst(Duration patience) throws InterruptedException {
        try {
            first.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // nobody completes it so
        }
    }

    /** Completes with the first signal. */
    CompletableFuture<Void> first() {
        return first.copy();
    }

    private void receive(Kind kind) {
        if (received.getAndIncrement() == 0) {
            first.complete(null);
        } else {
            Runtime.getRuntime().halt(kind.exitCode);
        }
    }
}
