package dev.moirai.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
    /** Draws now and then; null if nobody is looking. */
    private final @Nullable ScheduledExecutorService drawing;

    private boolean drawn; // guarded by this
    private boolean over; // guarded by this

    private Progress(PrintWriter out, Supplier<String> what, @Nullable ScheduledExecutorService drawing) {
        this.out = out;
        this.what = what;
        this.drawing = drawing;
    }

    /** Begins to tell {@code what}, if somebody is looking. */
    static Progress of(PrintWriter out, Supplier<String> what) {
        return of(out, what, Colours.wanted() ? PATIENCE : null);
    }

    /** @param patience when the line appears; null for never */
    static Progress of(PrintWriter out, Supplier<String> what, @Nullable Duration patience) {
        if (patience == null) {
            return new Progress(out, what, null);
        }
        var drawing = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("progress").factory());
        var progress = new Progress(out, what, drawing);
        drawing.scheduleAtFixedRate(progress::draw, patience.toMillis(), REDRAW.toMillis(), TimeUnit.MILLISECONDS);
        return progress;
    }

    /** Does {@code printing} where the line was; it comes again below. */
    synchronized void around(Runnable printing) {
        clear();
        printing.run();
    }

    synchronized void draw() {
        if (!over) {
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
        over = true;
        if (drawing != null) {
            drawing.shutdownNow();
        }
        clear();
    }
}
