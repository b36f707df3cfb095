package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.script.process.Refusal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** {@code base64} and {@code hash}: bytes as other bytes. */
final class EncodingModules {
    static final LuaModule BASE64 = LuaModule.named("base64")
            .function(
                    "encode",
                    call -> call.returns(LuaString.of(Base64.getEncoder().encode(bytes(call, 1)))))
            .fallible("decode", EncodingModules::decode)
            .build();

    static final LuaModule HASH = LuaModule.named("hash")
            .function("md5", call -> digest(call, "MD5"))
            .function("sha1", call -> digest(call, "SHA-1"))
            .function("sha256", call -> digest(call, "SHA-256"))
            .function("sha512", call -> digest(call, "SHA-512"))
            .build();

    private EncodingModules() {}

    /** The bytes of a string argument; going through them is work. */
    static byte[] bytes(Call call, int index) {
        LuaString text = call.checkString(index);
        call.charge(text.length() / 16 + 1L);
        return text.toByteArray();
    }

    private static void decode(Call call) throws Refusal {
        try {
            call.returns(LuaString.of(Base64.getDecoder().decode(bytes(call, 1))));
        } catch (IllegalArgumentException malformed) {
            throw Refusal.invalid("no base64: " + malformed.getMessage());
        }
    }

    /** {@code hash.sha256(text, raw?)}: hexadecimal digits, or the bytes themselves. */
    private static void digest(Call call, String algorithm) {
        try {
            give(call, MessageDigest.getInstance(algorithm).digest(bytes(call, 1)), call.isTrue(2));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has " + algorithm, impossible);
        }
    }

    static void give(Call call, byte[] bytes, boolean raw) {
        call.returns(raw ? LuaString.of(bytes) : call.string(HexFormat.of().formatHex(bytes)));
    }
}
