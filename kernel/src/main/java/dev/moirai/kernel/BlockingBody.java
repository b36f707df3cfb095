package dev.moirai.kernel;

/** Blocking code where a body is expected: it is not advanced by a host's workers but runs on a thread of its own. */
record BlockingBody(Blocking code) implements Body {
    @Override
    public Step advance(Self self, int budget) {
        throw new IllegalStateException(
                "blocking code is not advanced in turns: spawn it with Spawn.blocking, unwrapped");
    }

    @Override
    public String kind() {
        return Appearance.nameOf(code.getClass());
    }
}
