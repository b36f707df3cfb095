package dev.moirai.lua;

/** An object behind a {@link Userdata} that library functions accept where they expect a string. */
public interface TextLike {
    /** What it reads as. */
    LuaString text();
}
