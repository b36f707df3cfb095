package dev.moirai.app.source;

import java.util.Locale;

/** The sorts of mistakes: the {@code code} of a {@link Diagnostic}, stable, for programs that read {@code check --json}. */
public enum Finding {
    /** A file or folder that is missing, unreadable, too large or not text. */
    FILE("a file or folder is missing, cannot be read, or is not text"),
    /** Text that is not YAML, or uses what is not allowed in project files. */
    YAML("a file is not YAML, or uses tags, merge keys or other things that are not allowed"),
    /** The frame of a file: namespace, entries, names, kinds. */
    ENTRY("a namespace, name or kind of an entry is missing, unknown or given twice"),
    /** A field of an entry. */
    FIELD("a field of an entry is missing, unknown, or has a value it cannot have"),
    /** A name that leads nowhere, or to something that does not fit. */
    REFERENCE("a field names an entry that does not exist or does not fit"),
    /** Entries that name each other in a circle. */
    CYCLE("entries need each other in a circle"),
    /** What would start cannot start as it is. */
    PLAN("what starts with the application cannot start, or not as it was probably meant"),
    /** Text that is not Lua. */
    LUA_SYNTAX("code is not Lua"),
    /** Code that cannot start its entry. */
    LUA_RESULT("code returns nothing that could start its entry"),
    /** A global or a field of a module that nothing defines. */
    LUA_NAME("code uses a global, or a field of a module, that nothing defines"),
    /** An id in code that leads nowhere or does not fit. */
    LUA_REFERENCE("code names an entry or a host that does not exist or does not fit"),
    /** A duration that nobody means. */
    LUA_DURATION("code gives a duration that is none, or is so short that it was hardly meant"),
    /** What the metadata of a test say. */
    TEST("the 'meta' of a test has a value it cannot have");

    private final String says;

    Finding(String says) {
        this.says = says;
    }

    /** What it is, as half a sentence. */
    public String says() {
        return says;
    }

    /** As it stands in output: {@code lua-syntax}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
