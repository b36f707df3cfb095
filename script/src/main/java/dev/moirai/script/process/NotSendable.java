package dev.moirai.script.process;

/** A value that cannot leave its process; the message says which one, where it is, and what to do. */
public final class NotSendable extends Refusal {
    private static final long serialVersionUID = 1L;

    NotSendable(String message) {
        super(ErrorValue.Kind.INVALID, message);
    }
}
