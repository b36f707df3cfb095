package dev.moirai.otp;

/** The answer of a call that has nothing to tell but that it was carried out: {@code Reply<Done>}. */
public enum Done {
    DONE
}
