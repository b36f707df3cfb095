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

    private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n";

    private Base64Module() {}

    private static void decode(Call call) throws Refusal {
        byte[] text = Bytes.of(call, 1);
        for (int i = 0; i < text.length; i++) {
            if (CHARACTERS.indexOf(text[i]) < 0) {
                throw Refusal.invalid("no base64: unexpected character at byte " + (i + 1));
            }
        }
        try {
            call.returns(Bytes.string(call, Base64.getMimeDecoder().decode(text))); // which skips the ends of lines
        } catch (IllegalArgumentException _) {
            throw Refusal.invalid("no base64: it ends in the midst of a group of four characters");
        }
    }
}
