package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.Refusal;

/**
 * {@code json}: values as JSON text (RFC 8259), and back.
 *
 * <p>A table is an array if its keys are 1..n, otherwise an object; the empty table is an array. JSON's null is nil, so it
 * disappears from objects.
 */
final class JsonModule {
    static final LuaModule MODULE = LuaModule.named("json")
            .fallible("encode", JsonModule::encode)
            .fallible("decode", JsonModule::decode)
            .build();

    private JsonModule() {}

    private static void encode(Call call) throws Refusal {
        call.returns(new JsonWriter(call).write(call.checkAny(1)));
    }

    private static void decode(Call call) throws Refusal {
        LuaString text = call.checkString(1);
        if (text.length() == 0) {
            throw Refusal.invalid("cannot decode an empty string as JSON");
        }
        try {
            call.returns(new JsonReader(call, text).read());
        } catch (JsonReader.Malformed malformed) {
            throw new Refusal(ErrorValue.Kind.INTERNAL, malformed.getMessage() + "");
        }
    }
}
