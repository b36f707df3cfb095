/** The moirai command. */
module dev.moirai.cli {
    requires static transitive org.jspecify;
    requires dev.moirai.lua;
    requires dev.moirai.script;
    requires info.picocli;
    requires org.jline;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires org.slf4j;
    requires jdk.unsupported; // JLine looks here for the way to catch signals

    // picocli reads the annotations of the command classes.
    opens dev.moirai.cli to
            info.picocli;

    provides ch.qos.logback.classic.spi.Configurator with
            dev.moirai.cli.ConsoleLog;
}
