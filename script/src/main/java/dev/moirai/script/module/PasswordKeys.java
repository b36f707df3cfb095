package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.Continuation;
import dev.moirai.script.process.Refusal;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys from passwords: PBKDF2 (RFC 8018). Written out, because the JDK's takes no bytes as a password and lets nobody else
 * run meanwhile: millions of rounds are what it is for.
 */
final class PasswordKeys {
    private static final int MOST_ROUNDS = 10_000_000;
    private static final int LONGEST_KEY = 1 << 10;
    private static final int WORK_PER_ROUND = 60;
    private static final int ROUNDS_AT_ONCE = 64;

    private PasswordKeys() {}

    /** {@code pbkdf2(password, salt, iterations, key_length, hash?)}. */
    static void derive(Call call) throws Refusal {
        byte[] password = Bytes.of(call, 1);
        byte[] salt = Bytes.of(call, 2);
        long rounds = call.checkInteger(3);
        long length = call.checkInteger(4);
        String hash = call.isNoneOrNil(5) ? "sha256" : call.checkString(5).toString();
        if (password.length == 0 || salt.length == 0) {
            throw Refusal.invalid("pbkdf2: the password and the salt must not be empty");
        }
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw Refusal.invalid("pbkdf2: expected 1 to " + MOST_ROUNDS + " iterations, got " + rounds);
        }
        if (length < 1 || length > LONGEST_KEY) {
            throw Refusal.invalid("pbkdf2: expected a key of 1 to " + LONGEST_KEY + " bytes, got " + length);
        }
        String algorithm = switch (hash) {
            case "sha256" -> "HmacSHA256";
            case "sha512" -> "HmacSHA512";
            default -> throw Refusal.invalid("pbkdf2: the hash is sha256 or sha512, got " + hash);
        };
        new Derivation(mac(algorithm, password), salt, (int) rounds, new byte[(int) length]).resume(call);
    }

    private static Mac mac(String algorithm, byte[] password) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(password, algorithm));
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + algorithm, impossible);
        }
    }

    /** A key that is being made, block by block and round by round. */
    private static final class Derivation implements Continuation {
        private final Mac mac;
        private final byte[] salt;
        private final int rounds;
        private final byte[] key;
        private int made;
        private int round;
        private byte[] last = {};
        private byte[] block = {};

        Derivation(Mac mac, byte[] salt, int rounds, byte[] key) {
            this.mac = mac;
            this.salt = salt;
            this.rounds = rounds;
            this.key = key;
        }

        @Override
        public void resume(Call call) {
            while (made < key.length) {
                int until = Math.min(round + ROUNDS_AT_ONCE, rounds);
                int begun = round;
                while (round < until) {
                    next();
                }
                if (round == rounds) {
                    int size = Math.min(block.length, key.length - made);
                    System.arraycopy(block, 0, key, made, size);
                    made += size;
                    round = 0;
                }
                if (call.charge((long) WORK_PER_ROUND * (until - begun)) && made < key.length) {
                    call.pause(this);
                    return;
                }
            }
            call.returns(Bytes.string(call, key));
        }

        private void next() {
            if (round == 0) {
                mac.update(salt);
                int number = made / mac.getMacLength() + 1;
                last = mac.doFinal(
                        ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
                block = Arrays.copyOf(last, last.length);
            } else {
                last = mac.doFinal(last);
                for (int i = 0; i < block.length; i++) {
                    block[i] ^= last[i];
                }
            }
            round++;
        }
    }
}
