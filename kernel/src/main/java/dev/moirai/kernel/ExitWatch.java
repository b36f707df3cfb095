package dev.moirai.kernel;

import java.util.concurrent.CompletableFuture;

/** Waits for the end of one process on behalf of a thread outside; its monitor is placed at its birth. */
final class ExitWatch implements Body {
    private final CompletableFuture<ExitReason> exit = new CompletableFuture<>();
    private final Pid target;

    ExitWatch(Pid target) {
        this.target = target;
    }

    CompletableFuture<ExitReason> exit() {
        return exit;
    }

    @Override
    public Step advance(Self self, int budget) {
        Object what;
        while ((what = self.take()) != null) {
            if (what instanceof Signal.Down(Monitor _, Pid _, ExitReason reason)) {
                exit.complete(reason);
                return Step.done();
            }
            if (what instanceof Signal.Cancel) {
                return Step.done();
            }
        }
        return Step.WAITING;
    }

    @Override
    public void terminate(Self self, ExitReason reason) {
        exit.complete(ExitReason.NO_CONNECTION); // the node stopped first
    }

    @Override
    public String waitsFor() {
        return "the end of " + target;
    }

    @Override
    public String toString() {
        return "watch on " + target;
    }
}
