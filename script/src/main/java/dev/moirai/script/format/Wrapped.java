package dev.moirai.script.format;

import dev.moirai.lua.Environment;
import org.jspecify.annotations.Nullable;

/** An object behind a userdata that is written as the value in it. */
public interface Wrapped {
    @Nullable
    Object value(Environment environment);
}
