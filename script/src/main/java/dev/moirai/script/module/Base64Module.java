package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.script.process.Refusal;
import java.util.Base64;

/** {@code base64}: bytes as printable text (RFC 4648), and back. */
final class Base64Module {
    static final LuaModule MODULE = LuaModule.named("base64")
            .fallible(
                    "encode",
                    call -> call.returns(Bytes.string(call, Base64.getEncoder().encode(Bytes.of(call, 1)))))
            .fallible("decode", Base64Module::decode)
            .build();

    private Base64Module() {}

    private static void decode(Call call) throws Refusal {
        try {
            call.returns(Bytes.string(call, Base64.getDecoder().decode(Bytes.of(call, 1))));
        } catch (IllegalArgumentException malformed) {
            throw Refusal.invalid("no base64: " + malformed.getMessage());
        }
    }
}
