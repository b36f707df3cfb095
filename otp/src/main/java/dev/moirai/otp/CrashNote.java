package dev.moirai.otp;

import dev.moirai.kernel.Fenced;
import java.util.Objects;

/**
 * What a server was doing when it crashed; attached to the exception as {@linkplain Throwable#getSuppressed suppressed}.
 *
 * <p>It names the type of the message only, since messages may hold secrets, and the {@linkplain Server#state state} as the
 * server itself shows it.
 */
public final class CrashNote extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_STATE = 2_000;

    private final String handled;
    private final String state;

    private CrashNote(String handled, String state) {
        super(null, null, false, false);
        this.handled = handled;
        this.state = state;
    }

    /** Attaches what {@code server} was doing. */
    static void attach(Throwable thrown, String handled, Server<?> server) {
        if (!isShared(thrown)) {
            thrown.addSuppressed(new CrashNote(handled, text(server)));
        }
    }

    /**
     * Whether it is thrown for more than one failure: then notes would pile up in it for as long as the JVM lives, each
     * found by the crashes of others. Exceptions kept in constants are, and those of which a JIT compiler makes only one.
     */
    private static boolean isShared(Throwable thrown) {
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (suppressed instanceof CrashNote) {
                return true;
            }
        }
        return (thrown instanceof NullPointerException
                        || thrown instanceof ArithmeticException
                        || thrown instanceof IndexOutOfBoundsException
                        || thrown instanceof ArrayStoreException
                        || thrown instanceof ClassCastException)
                && thrown.getStackTrace().length == 0;
    }

    private static String text(Server<?> server) {
        try {
            String state = String.valueOf(stateOf(server));
            return state.length() <= LONGEST_STATE ? state : state.substring(0, LONGEST_STATE) + " ...";
        } catch (Fenced fenced) {
            throw fenced;
        } catch (Throwable thrown) { // its toString()
            return unknown(thrown);
        }
    }

    /** What a server shows of its state. One that cannot show it has no other trouble from being looked at. */
    static Object stateOf(Server<?> server) {
        try {
            return Objects.requireNonNull(server.state(), "state");
        } catch (Fenced fenced) {
            throw fenced;
        } catch (Throwable thrown) {
            return unknown(thrown);
        }
    }

    private static String unknown(Throwable thrown) {
        return "unknown, as state() threw " + thrown.getClass().getName();
    }

    @Override
    public String getMessage() {
        return "while handling " + handled + "; state: " + state;
    }

    @Override
    public String toString() {
        return getMessage();
    }
}
