package dev.moirai.lua;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One object for all equal names in programs and libraries, so that looking up a field mostly compares references.
 *
 * <p>It is to Lua's constants what {@link String#intern} is to Java's: shared by everything in the JVM, invisible but for
 * speed, and weak, so that the names of a program go with it.
 */
final class Constants {
    private static final ConcurrentHashMap<Name, Name> NAMES = new ConcurrentHashMap<>();
    private static final ReferenceQueue<LuaString> GONE = new ReferenceQueue<>();

    /** A key that finds its string by contents while it lives, and itself when it is gone. */
    private static final class Name extends WeakReference<LuaString> {
        private final int hash;

        Name(LuaString string) {
            super(string, GONE);
            hash = string.hashCode();
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            if (!(other instanceof Name name)) {
                return false;
            }
            LuaString ours = get();
            LuaString theirs = name.get();
            return ours != null && theirs != null && ours.sameAs(theirs);
        }
    }

    private Constants() {}

    /** The one object for a string with these contents. */
    static LuaString of(LuaString string) {
        for (Object gone = GONE.poll(); gone != null; gone = GONE.poll()) {
            NAMES.remove((Name) gone);
        }
        Name name = new Name(string);
        while (true) {
            Name known = NAMES.putIfAbsent(name, name);
            LuaString one = known == null ? string : known.get();
            if (one != null) {
                return one;
            }
        }
    }
}
