package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.Event;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.NativeFunction;
import dev.moirai.lua.Values;
import dev.moirai.script.process.Channel;
import dev.moirai.script.process.LuaProcess;

/** Functions that are globals themselves, or are added to tables of the language. */
final class GlobalFunctions {
    /** The metatable of the table {@code string}: {@code string(x)} is a cast. */
    static final LuaTable CALLABLE = callable();

    private GlobalFunctions() {}

    private static LuaTable callable() {
        var metatable = new LuaTable();
        metatable.put(Event.CALL.key(), NativeFunction.of("string", GlobalFunctions::string));
        return metatable.freeze();
    }

    /** {@code string(x)}: a string as it is, a number as its text; nil stays nil. */
    private static void string(Call call) {
        LuaString text = Values.toLuaString(call.get(2));
        if (text == null && !call.isNoneOrNil(2)) {
            throw call.error(
                    "bad argument #1 to 'string' (string expected, got " + Values.typeNameOf(call.get(2)) + ")");
        }
        call.returns(text);
    }

    /** {@code integer(x)}: a number without a fraction, or a text that writes one; nil stays nil. */
    static void integer(Call call) {
        call.returns(call.isNoneOrNil(1) ? null : (Object) call.checkInteger(1));
    }

    /** {@code number(x)}: a number, or a text that writes one; nil stays nil. */
    static void number(Call call) {
        call.returns(call.isNoneOrNil(1) ? null : call.checkNumeric(1));
    }

    /** {@code boolean(x)}: whether a value counts as true; nil stays nil. */
    static void bool(Call call) {
        call.returns(call.isNoneOrNil(1) ? null : (Object) call.isTrue(1));
    }

    /** {@code require(name)}: a module or an import that the program has declared. */
    static void require(Call call) {
        LuaString name = call.checkString(1);
        try {
            call.returns(LuaProcess.of(call).require(name));
        } catch (LuaError notFound) {
            throw call.error(notFound.getMessage());
        }
    }

    /** {@code coroutine.spawn(f, ...)}: a concurrent coroutine of this process, as a thread that nobody can resume. */
    static void spawn(Call call) {
        call.returns(LuaProcess.of(call).spawn(call.checkFunction(1), call.arguments(2)));
    }

    /** {@code subscribe(topic, channel)}: messages of the topic go to a channel of the program's own. */
    static void subscribe(Call call) {
        LuaProcess.of(call).subscribe(call.checkString(1), Channel.TYPE.check(call, 2));
        call.returns(true);
    }

    /** {@code unsubscribe(channel)}: undoes it; the channel stays open. */
    static void unsubscribe(Call call) {
        call.returns(LuaProcess.of(call).unlisten(Channel.TYPE.check(call, 1)));
    }
}
