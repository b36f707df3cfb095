/** The lesson on OTP supervisors, step by step. */
module dev.moirai.examples.simplequeue {
    requires static transitive org.jspecify;
    requires transitive dev.moirai.otp;

    exports dev.moirai.examples.simplequeue;
}
