/** Tests of supervised trees in virtual time, with a seed, without sleeping. */
module dev.moirai.testkit {
    requires static transitive org.jspecify;
    requires transitive dev.moirai.otp;
    requires transitive org.junit.jupiter.api;

    exports dev.moirai.testkit;
}
