package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.Refusal;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** {@code crypto}: what needs secrets or unguessable numbers. */
final class CryptoModule {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int MOST_RANDOM = 1 << 20;
    private static final String LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    static final LuaModule MODULE = LuaModule.named("crypto")
            .table(LuaModule.named("crypto.random")
                    .fallible("bytes", CryptoModule::randomBytes)
                    .fallible("string", CryptoModule::randomString)
                    .function("uuid", call -> call.returns(UUID.randomUUID().toString())))
            .table(LuaModule.named("crypto.hmac")
                    .fallible("sha256", call -> hmac(call, "HmacSHA256"))
                    .fallible("sha512", call -> hmac(call, "HmacSHA512")))
            .table(LuaModule.named("crypto.encrypt")
                    .fallible("aes", call -> encrypt(call, Scheme.AES))
                    .fallible("chacha20", call -> encrypt(call, Scheme.CHACHA20)))
            .table(LuaModule.named("crypto.decrypt")
                    .fallible("aes", call -> decrypt(call, Scheme.AES))
                    .fallible("chacha20", call -> decrypt(call, Scheme.CHACHA20)))
            .table(LuaModule.named("crypto.jwt")
                    .fallible("encode", WebTokens::encode)
                    .fallible("verify", WebTokens::verify))
            .fallible("pbkdf2", PasswordKeys::derive)
            .fallible(
                    "constant_time_compare",
                    call -> call.returns(MessageDigest.isEqual(Bytes.of(call, 1), Bytes.of(call, 2))))
            .build();

    /** Ways to encrypt that also tell whether what is decrypted was changed. */
    private enum Scheme {
        AES("AES", "AES/GCM/NoPadding") {
            @Override
            boolean takes(int keyLength) {
                return keyLength == 16 || keyLength == 24 || keyLength == 32;
            }

            @Override
            String keyRule() {
                return "an AES key has 16, 24 or 32 bytes";
            }

            @Override
            AlgorithmParameterSpec parameters(byte[] nonce) {
                return new GCMParameterSpec(TAG_BITS, nonce);
            }
        },
        CHACHA20("ChaCha20", "ChaCha20-Poly1305") {
            @Override
            boolean takes(int keyLength) {
                return keyLength == 32;
            }

            @Override
            String keyRule() {
                return "a ChaCha20 key has 32 bytes";
            }

            @Override
            AlgorithmParameterSpec parameters(byte[] nonce) {
                return new IvParameterSpec(nonce);
            }
        };

        private final String keyAlgorithm;
        private final String transformation;

        Scheme(String keyAlgorithm, String transformation) {
            this.keyAlgorithm = keyAlgorithm;
            this.transformation = transformation;
        }

        abstract boolean takes(int keyLength);

        abstract String keyRule();

        abstract AlgorithmParameterSpec parameters(byte[] nonce);

        Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] associated) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance(transformation);
            cipher.init(mode, new SecretKeySpec(key, keyAlgorithm), parameters(nonce));
            cipher.updateAAD(associated);
            return cipher;
        }
    }

    private CryptoModule() {}

    private static int randomCount(Call call) throws Refusal {
        long count = call.checkInteger(1);
        if (count < 1 || count > MOST_RANDOM) {
            throw Refusal.invalid("crypto.random: expected a length from 1 to " + MOST_RANDOM + ", got " + count);
        }
        call.charge(count);
        return (int) count;
    }

    private static void randomBytes(Call call) throws Refusal {
        byte[] bytes = new byte[randomCount(call)];
        new SecureRandom().nextBytes(bytes);
        call.returns(Bytes.string(call, bytes));
    }

    /** {@code crypto.random.string(length, characters?)}: each character is equally likely. */
    private static void randomString(Call call) throws Refusal {
        byte[] bytes = new byte[randomCount(call)];
        LuaString characters = call.isNoneOrNil(2) ? LuaString.of(LETTERS_AND_DIGITS) : call.checkString(2);
        if (characters.length() == 0) {
            throw Refusal.invalid("crypto.random.string: there must be characters to choose from");
        }
        var random = new SecureRandom();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) characters.byteAt(random.nextInt(characters.length()));
        }
        call.returns(Bytes.string(call, bytes));
    }

    /** {@code crypto.hmac.sha256(key, data, raw?)}. */
    private static void hmac(Call call, String algorithm) throws Refusal {
        byte[] key = Bytes.of(call, 1);
        HashModule.give(call, Macs.of(algorithm, key, Bytes.of(call, 2)), call.isTrue(3));
    }

    /** {@code crypto.encrypt.aes(data, key, associated?)}: the nonce stands before the encrypted bytes. */
    private static void encrypt(Call call, Scheme scheme) throws Refusal {
        byte[] nonce = new byte[NONCE];
        new SecureRandom().nextBytes(nonce);
        byte[] data = Bytes.of(call, 1);
        try {
            byte[] encrypted = scheme.cipher(Cipher.ENCRYPT_MODE, key(call, scheme), nonce, associated(call))
                    .doFinal(data);
            call.returns(call.builder().append(nonce).append(encrypted).toLuaString());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + scheme, impossible);
        }
    }

    private static void decrypt(Call call, Scheme scheme) throws Refusal {
        byte[] data = Bytes.of(call, 1);
        byte[] key = key(call, scheme);
        if (data.length < NONCE) {
            throw new Refusal(ErrorValue.Kind.INTERNAL, "this is nothing that was encrypted here: it is too short");
        }
        try {
            Cipher cipher = scheme.cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(data, NONCE), associated(call));
            call.returns(Bytes.string(call, cipher.doFinal(data, NONCE, data.length - NONCE)));
        } catch (GeneralSecurityException _) {
            throw new Refusal(
                    ErrorValue.Kind.INTERNAL, "the data was not encrypted with this key, or has been changed");
        }
    }

    private static byte[] associated(Call call) throws Refusal {
        return call.isNoneOrNil(3) ? new byte[0] : Bytes.of(call, 3);
    }

    private static byte[] key(Call call, Scheme scheme) throws Refusal {
        byte[] key = Bytes.of(call, 2);
        if (!scheme.takes(key.length)) {
            throw Refusal.invalid(scheme.keyRule() + ", got " + key.length);
        }
        return key;
    }
}
