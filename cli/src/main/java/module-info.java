/** The moirai command. */
module dev.moirai.cli {
    requires static transitive org.jspecify;
    requires dev.moirai.script;
    requires info.picocli;
}
