package dev.moirai.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output that notices when nobody reads it any more, as behind {@code | head}.
 *
 * <p>Other programs are ended by the signal PIPE then. The JVM ignores that signal, and a print stream ignores the error. What
 * is written afterwards is dropped at once: trying again would cost a program that prints much most of its time.
 */
final class WatchedOutput extends FilterOutputStream {
    /** What a shell expects as exit code of who dies by the signal PIPE. */
    static final int NO_READER = 128 + 13;

    private final Runnable closed;
    private volatile boolean isClosed;

    /** @param closed told by the thread that writes */
    WatchedOutput(OutputStream out, Runnable closed) {
        super(out);
        this.closed = closed;
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        if (isClosed) {
            return;
        }
        try {
            out.write(bytes, from, count);
        } catch (IOException _) {
            isClosed = true;
            closed.run();
        }
    }
}
