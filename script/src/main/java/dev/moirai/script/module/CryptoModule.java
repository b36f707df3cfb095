package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.script.process.Refusal;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** {@code crypto} and {@code uuid}: what needs secrets or unguessable numbers. */
final class CryptoModule {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int MOST_RANDOM = 1 << 20;

    static final LuaModule MODULE = LuaModule.named("crypto")
            .table(LuaModule.named("crypto.random").fallible("bytes", CryptoModule::random))
            .table(LuaModule.named("crypto.hmac")
                    .fallible("sha256", call -> hmac(call, "HmacSHA256"))
                    .fallible("sha512", call -> hmac(call, "HmacSHA512")))
            .table(LuaModule.named("crypto.encrypt").fallible("aes", CryptoModule::encrypt))
            .table(LuaModule.named("crypto.decrypt").fallible("aes", CryptoModule::decrypt))
            .function(
                    "constant_time_compare",
                    call -> call.returns(
                            MessageDigest.isEqual(EncodingModules.bytes(call, 1), EncodingModules.bytes(call, 2))))
            .build();

    static final LuaModule UUID_MODULE = LuaModule.named("uuid")
            .function("v4", call -> call.returns(UUID.randomUUID().toString()))
            .function(
                    "validate", call -> call.returns(isUuid(call.checkString(1).toString())))
            .build();

    private CryptoModule() {}

    private static boolean isUuid(String text) {
        return text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    }

    private static void random(Call call) throws Refusal {
        long count = call.checkInteger(1);
        if (count < 1 || count > MOST_RANDOM) {
            throw Refusal.invalid("crypto.random.bytes: expected a count from 1 to " + MOST_RANDOM + ", got " + count);
        }
        byte[] bytes = new byte[(int) count];
        new SecureRandom().nextBytes(bytes);
        call.returns(LuaString.of(bytes));
    }

    /** {@code crypto.hmac.sha256(key, data, raw?)}. */
    private static void hmac(Call call, String algorithm) throws Refusal {
        byte[] key = EncodingModules.bytes(call, 1);
        if (key.length == 0) {
            throw Refusal.invalid("the key must not be empty");
        }
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            EncodingModules.give(call, mac.doFinal(EncodingModules.bytes(call, 2)), call.isTrue(3));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + algorithm, impossible);
        }
    }

    /** {@code crypto.encrypt.aes(data, key)}: AES-GCM; the nonce stands before the encrypted bytes. */
    private static void encrypt(Call call) throws Refusal {
        byte[] nonce = new byte[NONCE];
        new SecureRandom().nextBytes(nonce);
        byte[] data = EncodingModules.bytes(call, 1);
        byte[] encrypted = aes(Cipher.ENCRYPT_MODE, key(call), nonce, data, 0);
        byte[] both = Arrays.copyOf(nonce, NONCE + encrypted.length);
        System.arraycopy(encrypted, 0, both, NONCE, encrypted.length);
        call.returns(LuaString.of(both));
    }

    private static void decrypt(Call call) throws Refusal {
        byte[] data = EncodingModules.bytes(call, 1);
        if (data.length < NONCE) {
            throw Refusal.invalid("this is not what crypto.encrypt.aes gave: it is too short");
        }
        call.returns(LuaString.of(aes(Cipher.DECRYPT_MODE, key(call), Arrays.copyOf(data, NONCE), data, NONCE)));
    }

    private static byte[] key(Call call) throws Refusal {
        byte[] key = EncodingModules.bytes(call, 2);
        if (key.length != 16 && key.length != 24 && key.length != 32) {
            throw Refusal.invalid("an AES key has 16, 24 or 32 bytes, got " + key.length);
        }
        return key;
    }

    private static byte[] aes(int mode, byte[] key, byte[] nonce, byte[] data, int from) throws Refusal {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(data, from, data.length - from);
        } catch (GeneralSecurityException _) {
            throw Refusal.invalid("the data was not encrypted with this key, or has been changed");
        }
    }
}
