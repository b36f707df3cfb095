/** Behaviours over the kernel: servers, supervisors, tasks, registries. */
module dev.moirai.otp {
    requires static transitive org.jspecify;
    requires transitive dev.moirai.kernel;
    requires org.slf4j;

    exports dev.moirai.otp;
    exports dev.moirai.otp.supervisor;
    exports dev.moirai.otp.application;
    exports dev.moirai.otp.registry;
    exports dev.moirai.otp.task;
}
