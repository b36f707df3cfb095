/** The process kernel: processes, signals, mailboxes, hosts, names, timers. */
module dev.moirai.kernel {
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports dev.moirai.kernel;
}
