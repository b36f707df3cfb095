package dev.moirai.otp.supervisor;

import dev.moirai.kernel.Pid;

/** The error of a start that found its name taken by {@code holder}. */
public record AlreadyStarted(Pid holder) {
    @Override
    public String toString() {
        return "already started: the name is held by " + holder;
    }
}
