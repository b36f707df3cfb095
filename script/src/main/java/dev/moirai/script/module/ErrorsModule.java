package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Values;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Refusal;
import org.jspecify.annotations.Nullable;

/** {@code errors}: error objects, with a kind and details, of the program's own. */
final class ErrorsModule {
    static final LuaModule MODULE = LuaModule.named("errors")
            .constant("NOT_FOUND", ErrorValue.Kind.NOT_FOUND)
            .constant("ALREADY_EXISTS", ErrorValue.Kind.ALREADY_EXISTS)
            .constant("INVALID", ErrorValue.Kind.INVALID)
            .constant("PERMISSION_DENIED", ErrorValue.Kind.PERMISSION_DENIED)
            .constant("UNAVAILABLE", ErrorValue.Kind.UNAVAILABLE)
            .constant("INTERNAL", ErrorValue.Kind.INTERNAL)
            .constant("CANCELED", ErrorValue.Kind.CANCELED)
            .constant("CONFLICT", ErrorValue.Kind.CONFLICT)
            .constant("TIMEOUT", ErrorValue.Kind.TIMEOUT)
            .constant("RATE_LIMITED", ErrorValue.Kind.RATE_LIMITED)
            .constant("UNKNOWN", ErrorValue.Kind.UNKNOWN)
            .function("new", ErrorsModule::create)
            .function("wrap", ErrorsModule::wrap)
            .function("is", ErrorsModule::is)
            .function("call_stack", ErrorsModule::callStack)
            .build();

    private ErrorsModule() {}

    /** {@code errors.new("message")} or {@code errors.new{message=, kind=, retryable=, details=}}. */
    private static void create(Call call) {
        String stack = call.traceback(call.coroutine(), 1);
        if (!(call.get(1) instanceof LuaTable fields)) {
            call.returns(
                    new ErrorValue(call.checkString(1), ErrorValue.Kind.UNKNOWN, null, null, stack, "", true).toLua());
            return;
        }
        LuaString message = Values.toLuaString(fields.get("message"));
        if (message == null) {
            throw call.argumentError(1, "field 'message' must be a string");
        }
        LuaString kind = Values.toLuaString(fields.get("kind"));
        Object retryable = fields.get("retryable");
        if (retryable != null && !(retryable instanceof Boolean)) {
            throw call.argumentError(1, "field 'retryable' must be a boolean");
        }
        call.returns(new ErrorValue(
                        message,
                        kind == null ? ErrorValue.Kind.UNKNOWN : kind.toString(),
                        (Boolean) retryable,
                        details(call, fields.get("details")),
                        stack,
                        "",
                        true)
                .toLua());
    }

    private static @Nullable Parcel details(Call call, @Nullable Object details) {
        if (details == null) {
            return null;
        }
        if (!(details instanceof LuaTable)) {
            throw call.argumentError(1, "field 'details' must be a table");
        }
        try {
            return Parcel.of(details);
        } catch (Refusal refusal) {
            throw call.argumentError(1, "details: " + refusal.error());
        }
    }

    private static void wrap(Call call) {
        String context = call.checkString(2).toString();
        ErrorValue error = ErrorValue.TYPE.cast(call.get(1));
        if (error == null) {
            String stack = call.traceback(call.coroutine(), 1);
            error = new ErrorValue(call.checkString(1), ErrorValue.Kind.UNKNOWN, null, null, stack, "", true);
        }
        call.returns(error.within(context).toLua());
    }

    private static void is(Call call) {
        ErrorValue error = ErrorValue.TYPE.cast(call.get(1));
        call.returns(error != null && error.kind().equals(call.checkString(2).toString()));
    }

    private static void callStack(Call call) {
        ErrorValue error = ErrorValue.TYPE.check(call, 1);
        LuaTable frames = call.table();
        long count = 0;
        for (String line : error.stack().lines().map(String::strip).toList()) {
            CallStack.Line parsed = CallStack.parse(line);
            if (parsed != null) {
                LuaTable frame = call.table(0, 5);
                frame.put("level", count);
                frame.put("source", call.string(parsed.source()));
                frame.put("line", parsed.line());
                frame.put("name", call.string(parsed.name()));
                frame.put("type", call.string(parsed.source().equals("[Java]") ? "native" : "lua"));
                frames.put(++count, frame);
            }
        }
        LuaTable result = call.table(0, 2);
        result.put("thread", call.string("main"));
        result.put("frames", frames);
        call.returns(result);
    }
}
