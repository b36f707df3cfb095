package dev.moirai.script.process;

/** A call of the runtime's API that is not carried out; its caller gets {@code nil, error}. */
public class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ErrorValue error;

    public Refusal(ErrorValue error) {
        super(error.toString(), null, false, false);
        this.error = error;
    }

    /** A refusal with one of the words of {@link ErrorValue.Kind}. */
    public Refusal(String kind, String message) {
        this(ErrorValue.of(kind, message));
    }

    public static Refusal invalid(String message) {
        return new Refusal(ErrorValue.Kind.INVALID, message);
    }

    public static Refusal notFound(String message) {
        return new Refusal(ErrorValue.Kind.NOT_FOUND, message);
    }

    public ErrorValue error() {
        return error;
    }
}
