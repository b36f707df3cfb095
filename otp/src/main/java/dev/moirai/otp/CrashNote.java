package dev.moirai.otp;

/**
 * What a server was doing when it crashed; attached to the exception as {@linkplain Throwable#getSuppressed suppressed}.
 *
 * <p>It names the type of the message only, since messages may hold secrets, and the {@linkplain Server#state state} as the
 * server itself shows it.
 */
public final class CrashNote extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_STATE = 2_000;

    private final String text;

    private CrashNote(String text) {
        super(text, null, false, false);
        this.text = text;
    }

    static CrashNote of(String handled, Server<?> server) {
        return new CrashNote("while handling " + handled + "; state: " + shown(server));
    }

    private static String shown(Server<?> server) {
        try {
            String state = String.valueOf(server.state());
            return state.length() <= LONGEST_STATE ? state : state.substring(0, LONGEST_STATE) + " ...";
        } catch (RuntimeException e) {
            return "unknown, as state() threw " + e.getClass().getName();
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
