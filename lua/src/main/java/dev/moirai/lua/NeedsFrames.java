package dev.moirai.lua;

/** Thrown by what needs the frames when a compiled function, which has none, has called it. */
final class NeedsFrames extends RuntimeException {
    private static final long serialVersionUID = 1L;
    static final NeedsFrames INSTANCE = new NeedsFrames();

    private NeedsFrames() {
        super(null, null, false, false);
    }
}
