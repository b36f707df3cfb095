package dev.moirai.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A line that says what is going on and for how long, where it takes more than a second; on a terminal only.
 *
 * <p>The line is drawn again and again, and cleared at the end.
 */
final class Progress implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration REDRAW = Duration.ofMillis(250);

    private final PrintWriter out;
    private final Supplier<String> what;
    private final long begun = System.nanoTime();
    private final ScheduledExecutorService drawing;
    private boolean drawn; // guarded by this

    private Progress(PrintWriter out, Supplier<String> what, ScheduledExecutorService drawing) {
        this.out = out;
        this.what = what;
        this.drawing = drawing;
    }

    /** Begins to tell {@code what}, if somebody is looking. */
    static Progress of(PrintWriter out, Supplier<String> what) {
        return of(out, what, Colours.wanted() ? PATIENCE : null);
    }

    /** @param patience when the line appears; null for never */
    static Progress of(PrintWriter out, Supplier<String> what, @org.jspecify.annotations.Nullable Duration patience) {
        var drawing = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("progress").factory());
        var progress = new Progress(out, what, drawing);
        if (patience != null) {
            drawing.scheduleAtFixedRate(progress::draw, patience.toMillis(), REDRAW.toMillis(), TimeUnit.MILLISECONDS);
        }
        return progress;
    }

    /** Does {@code printing} where the line was; it comes again below. */
    synchronized void around(Runnable printing) {
        clear();
        printing.run();
    }

    private synchronized void draw() {
        if (!drawing.isShutdown()) {
            long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
            out.print(Ink.FRESH_LINE + what.get() + " (" + seconds + " s)");
            out.flush();
            drawn = true;
        }
    }

    private synchronized void clear() {
        if (drawn) {
            out.print(Ink.FRESH_LINE);
            out.flush();
            drawn = false;
        }
    }

    @Override
    public synchronized void close() {
        drawing.shutdownNow();
        clear();
    }
}
