package dev.moirai.otp;

import org.jspecify.annotations.Nullable;

/** Who is told how the start of a process went; called in its own turns, and at most once. */
public interface Startup {
    /**
     * The process is ready.
     *
     * @param info something to hand to whoever asked for the start, or null
     */
    void ready(@Nullable Object info);

    /** The process has nothing to do and ends; this is no failure. */
    void ignored();

    /** Nobody. */
    Startup NOBODY = new Startup() {
        @Override
        public void ready(@Nullable Object info) {}

        @Override
        public void ignored() {}
    };
}
