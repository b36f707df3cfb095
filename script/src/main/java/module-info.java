/** Lua processes: the modules process, channel, time, ... over kernel and lua. */
@SuppressWarnings("requires-automatic") // RE2/J has no module descriptor
module dev.moirai.script {
    requires static transitive org.jspecify;
    requires transitive dev.moirai.app;
    requires transitive dev.moirai.lua;
    requires org.slf4j;
    requires re2j;

    exports dev.moirai.script;
    exports dev.moirai.script.check;
    exports dev.moirai.script.kind;
    exports dev.moirai.script.terminal;
    exports dev.moirai.script.testing;
}
