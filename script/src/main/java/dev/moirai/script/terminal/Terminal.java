package dev.moirai.script.terminal;

import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Watched;
import dev.moirai.lua.LuaString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Standard input, output and error, for the one process that has the terminal. Used from any thread. */
public final class Terminal {
    private static final int LONGEST_LINE = 1 << 20;

    private final InputStream input;
    private final PrintStream output;
    private final PrintStream error;
    private final Object reading = new Object();
    private @Nullable Pid holder; // guarded by this
    private List<String> arguments = List.of(); // guarded by this

    public Terminal(InputStream input, PrintStream output, PrintStream error) {
        this.input = input;
        this.output = output;
        this.error = error;
    }

    /** Gives the terminal to the process that {@code spawn} makes, before it can ask for it. */
    public synchronized Watched giveTo(Supplier<Watched> spawn, List<String> words) {
        Watched watched = spawn.get();
        holder = watched.pid();
        arguments = List.copyOf(words);
        return watched;
    }

    public synchronized boolean isHeldBy(Pid pid) {
        return pid.equals(holder);
    }

    /** What stood behind the name of the process on the command line. */
    public synchronized List<String> arguments() {
        return arguments;
    }

    public void write(LuaString text) {
        output.write(text.toByteArray(), 0, text.length());
    }

    public void writeError(LuaString text) {
        error.write(text.toByteArray(), 0, text.length());
        error.flush();
    }

    /** Whether everything written so far has arrived. */
    public boolean flush() {
        return !output.checkError();
    }

    /** Waits for at most {@code most} bytes; null at the end. */
    public @Nullable LuaString read(int most) throws IOException {
        synchronized (reading) {
            byte[] bytes = new byte[most];
            int count = input.read(bytes);
            return count < 0 ? null : LuaString.of(bytes, 0, count);
        }
    }

    /** Waits for a line, without its end; null at the end of the input. */
    public @Nullable LuaString readLine() throws IOException {
        synchronized (reading) {
            var line = new ByteArrayOutputStream();
            int b = input.read();
            if (b < 0) {
                return null;
            }
            while (b >= 0 && b != '\n') {
                if (line.size() == LONGEST_LINE) {
                    throw new IOException("a line has more than " + (LONGEST_LINE >> 20) + " MiB");
                }
                line.write(b);
                b = input.read();
            }
            byte[] bytes = line.toByteArray();
            int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
            return LuaString.of(bytes, 0, length);
        }
    }
}
