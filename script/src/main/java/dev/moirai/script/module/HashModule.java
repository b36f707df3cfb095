package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.script.process.Refusal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** {@code hash}: short values of fixed length that stand for long texts, and keys made of passwords. */
final class HashModule {
    private static final long FNV32_BASIS = 0x811C9DC5L;
    private static final long FNV32_PRIME = 0x01000193L;
    private static final long FNV64_BASIS = 0xCBF29CE484222325L;
    private static final long FNV64_PRIME = 0x00000100000001B3L;
    private static final long MASK32 = 0xFFFF_FFFFL;

    static final LuaModule MODULE = LuaModule.named("hash")
            .fallible("md5", call -> digest(call, "MD5"))
            .fallible("sha1", call -> digest(call, "SHA-1"))
            .fallible("sha256", call -> digest(call, "SHA-256"))
            .fallible("sha384", call -> digest(call, "SHA-384"))
            .fallible("sha512", call -> digest(call, "SHA-512"))
            .fallible("hmac_md5", call -> hmac(call, "HmacMD5"))
            .fallible("hmac_sha1", call -> hmac(call, "HmacSHA1"))
            .fallible("hmac_sha256", call -> hmac(call, "HmacSHA256"))
            .fallible("hmac_sha512", call -> hmac(call, "HmacSHA512"))
            .fallible("fnv32", call -> call.returns(fnv(Bytes.of(call, 1), FNV32_BASIS, FNV32_PRIME, MASK32)))
            .fallible("fnv64", call -> call.returns(fnv(Bytes.of(call, 1), FNV64_BASIS, FNV64_PRIME, -1L)))
            .fallible("pbkdf2", PasswordKeys::derive)
            .build();

    private HashModule() {}

    /** {@code hash.sha256(text, raw?)}: hexadecimal digits, or the bytes themselves. */
    private static void digest(Call call, String algorithm) throws Refusal {
        try {
            give(call, MessageDigest.getInstance(algorithm).digest(Bytes.of(call, 1)), call.isTrue(2));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has " + algorithm, impossible);
        }
    }

    /** {@code hash.hmac_sha256(text, secret, raw?)}. */
    private static void hmac(Call call, String algorithm) throws Refusal {
        byte[] text = Bytes.of(call, 1);
        give(call, Macs.of(algorithm, Bytes.of(call, 2), text), call.isTrue(3));
    }

    static void give(Call call, byte[] bytes, boolean raw) {
        call.returns(
                raw ? Bytes.string(call, bytes) : call.string(HexFormat.of().formatHex(bytes)));
    }

    private static long fnv(byte[] bytes, long basis, long prime, long mask) {
        long hash = basis;
        for (byte b : bytes) {
            hash = hash * prime & mask ^ b & 0xFF;
        }
        return hash;
    }
}
