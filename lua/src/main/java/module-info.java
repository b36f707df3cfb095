/** A Lua 5.4 for the JVM that can be paused at any point and bounded in time and memory. */
module dev.moirai.lua {
    requires static transitive org.jspecify;

    exports dev.moirai.lua;
    exports dev.moirai.lua.lib;
    exports dev.moirai.lua.syntax;
}
