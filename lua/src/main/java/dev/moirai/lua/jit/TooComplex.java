package dev.moirai.lua.jit;

/** A function is not worth translating: too many versions of its code would be needed. */
final class TooComplex extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooComplex() {
        super(null, null, false, false);
    }
}
