package dev.moirai.testkit;

/** A failure that a test asked for. */
public final class InjectedFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InjectedFault(String message) {
        super(message, null, false, false);
    }
}
