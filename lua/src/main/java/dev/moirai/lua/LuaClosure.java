package dev.moirai.lua;

import dev.moirai.lua.bytecode.Prototype;
import org.jspecify.annotations.Nullable;

/** A function written in Lua: its code, and the variables of enclosing functions that it uses. */
public final class LuaClosure extends LuaFunction {
    final Prototype prototype;

    /** A {@link Cell} for a variable that is ever reassigned, else the value itself. */
    final @Nullable Object[] upvalues;

    /** The last survey that has visited this function. */
    int survey;

    LuaClosure(Prototype prototype, @Nullable Object[] upvalues) {
        this.prototype = prototype;
        this.upvalues = upvalues;
    }

    /** Where the function was defined, {@code function <chunk:line>}. */
    @Override
    public String name() {
        return prototype.line() == 0 ? "main chunk" : "function <" + prototype.source() + ":" + prototype.line() + ">";
    }
}
