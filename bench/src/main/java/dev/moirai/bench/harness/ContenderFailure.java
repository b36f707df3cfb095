package dev.moirai.bench.harness;

/** A contender did not start, did not answer, or failed in its work; the message says which and what it said. */
public final class ContenderFailure extends Exception {

    private static final long serialVersionUID = 1L;

    ContenderFailure(String message) {
        super(message);
    }
}
