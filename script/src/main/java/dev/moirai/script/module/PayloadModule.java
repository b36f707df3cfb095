package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Payload;
import dev.moirai.script.process.Refusal;

/** {@code payload}: values wrapped as those of a message are. */
final class PayloadModule {
    static final LuaModule MODULE = LuaModule.named("payload")
            .table(LuaModule.named("payload.format")
                    .constant("LUA", Payload.LUA)
                    .constant("JSON", "json/plain")
                    .constant("YAML", "yaml/plain")
                    .constant("STRING", "text/plain")
                    .constant("BYTES", "application/octet-stream")
                    .constant("MSGPACK", "application/msgpack")
                    .constant("GOLANG", "golang/any")
                    .constant("ERROR", "golang/error"))
            .fallible("new", PayloadModule::create)
            .build();

    private PayloadModule() {}

    private static void create(Call call) throws Refusal {
        call.returns(Payload.TYPE.wrap(new Payload(Payload.LUA, Parcel.of(call.get(1)), 0)));
    }
}
