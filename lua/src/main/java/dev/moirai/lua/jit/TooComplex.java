package dev.moirai.lua.jit;

/** A function is not worth translating: a way out of it would have to store more registers than a JVM method takes. */
final class TooComplex extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooComplex() {
        super(null, null, false, false);
    }
}
