package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Payload;
import dev.moirai.script.process.Refusal;

/** {@code payload}: values wrapped as those of a message are. */
final class PayloadModule {
    static final LuaModule MODULE = LuaModule.named("payload")
            .table(LuaModule.named("payload.format")
                    .constant("LUA", Payload.LUA)
                    .constant("JSON", Payload.JSON)
                    .constant("YAML", Payload.YAML)
                    .constant("STRING", Payload.STRING)
                    .constant("BYTES", Payload.BYTES)
                    .constant("MSGPACK", Payload.MSGPACK)
                    .constant("GOLANG", Payload.GOLANG)
                    .constant("ERROR", Payload.ERROR))
            .fallible("new", PayloadModule::create)
            .build();

    private PayloadModule() {}

    private static void create(Call call) throws Refusal {
        String format = ErrorValue.TYPE.cast(call.get(1)) == null ? Payload.LUA : Payload.ERROR;
        call.returns(Payload.TYPE.wrap(new Payload(format, Parcel.of(call.get(1)), 0)));
    }
}
