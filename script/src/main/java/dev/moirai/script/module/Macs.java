package dev.moirai.script.module;

import dev.moirai.script.process.Refusal;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Message authentication codes (HMAC, RFC 2104). */
final class Macs {
    private Macs() {}

    static byte[] of(String algorithm, byte[] key, byte[] text) throws Refusal {
        if (key.length == 0) {
            throw Refusal.invalid("the key must not be empty");
        }
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(text);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + algorithm, impossible);
        }
    }
}
