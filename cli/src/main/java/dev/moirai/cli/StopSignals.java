package dev.moirai.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.utils.Signals;

/**
 * What asks this JVM to end: the signals of a person or a service manager, Ctrl-C (INT), TERM, and HUP when the terminal
 * closes, and that nobody reads its output any more. The first asks for an orderly stop; the next signal ends the JVM at once,
 * whatever it is doing.
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

    /** Why to end. */
    enum Reason {
        SIGNAL,
        NO_READER
    }

    private final CompletableFuture<Reason> first = new CompletableFuture<>();
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

    /** Completes with what comes first. */
    CompletableFuture<Reason> first() {
        return first.copy();
    }

    /** Nobody reads our output any more. */
    void readerGone() {
        if (received.compareAndSet(0, 1)) {
            first.complete(Reason.NO_READER);
        }
    }

    private void receive(Kind kind) {
        if (received.getAndIncrement() == 0) {
            first.complete(Reason.SIGNAL);
        } else {
            Runtime.getRuntime().halt(kind.exitCode);
        }
    }
}
