/** Entries: _index.yaml files to typed entries, kinds and services. */
module dev.moirai.app {
    requires static transitive org.jspecify;
    requires transitive dev.moirai.otp;
    requires org.snakeyaml.engine;

    exports dev.moirai.app.boot;
    exports dev.moirai.app.kind;
    exports dev.moirai.app.project;
    exports dev.moirai.app.reference;
    exports dev.moirai.app.run;
    exports dev.moirai.app.schema;
    exports dev.moirai.app.source;
}
