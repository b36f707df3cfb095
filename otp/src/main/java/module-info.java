/** Behaviours over the kernel: servers, supervisors, tasks, registries. */
@SuppressWarnings("module") // the modules above are not there yet when this one is compiled
module dev.moirai.otp {
    requires static transitive org.jspecify;
    requires transitive dev.moirai.kernel;
    requires org.slf4j;

    exports dev.moirai.otp;
    exports dev.moirai.otp.supervisor;
    exports dev.moirai.otp.application;
    exports dev.moirai.otp.registry;
    exports dev.moirai.otp.task;
    exports dev.moirai.otp.text to
            dev.moirai.app,
            dev.moirai.cli,
            dev.moirai.script;
}
