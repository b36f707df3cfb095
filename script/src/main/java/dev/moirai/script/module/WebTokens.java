package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.script.format.JsonReader;
import dev.moirai.script.format.JsonWriter;
import dev.moirai.script.format.Malformed;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** {@code crypto.jwt}: claims as signed text (RFC 7519), with HS256, HS384, HS512 or RS256. */
final class WebTokens {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private WebTokens() {}

    /** {@code encode(claims, key, algorithm?)}; {@code claims._header} are further fields of the header. */
    static void encode(Call call) throws Refusal {
        LuaTable claims = call.checkTable(1);
        byte[] key = Bytes.of(call, 2);
        String algorithm = algorithm(call, 3);
        LuaTable header = call.table();
        LuaTable body = call.table();
        if (claims.get("_header") instanceof LuaTable more) {
            copy(more, header);
        }
        copy(claims, body);
        body.put("_header", null);
        header.put("alg", call.string(algorithm));
        header.put("typ", call.string("JWT"));
        String signed = part(call, header) + "." + part(call, body);
        byte[] signature = algorithm.equals("RS256") ? sign(key, signed) : mac(algorithm, key, signed);
        call.returns(signed + "." + ENCODER.encodeToString(signature));
    }

    private static void copy(LuaTable from, LuaTable to) {
        for (int at = from.positionAfter(null); at >= 0; at = from.positionAfter(from.keyAt(at))) {
            to.put(from.keyAt(at), from.valueAt(at));
        }
    }

    private static String part(Call call, LuaTable table) throws Refusal {
        try {
            String json = new JsonWriter(call).write(table).toString();
            return ENCODER.encodeToString((json.equals("[]") ? "{}" : json).getBytes(StandardCharsets.UTF_8));
        } catch (Malformed malformed) {
            throw Refusal.invalid(malformed.problem());
        }
    }

    private static String algorithm(Call call, int index) throws Refusal {
        String algorithm =
                call.isNoneOrNil(index) ? "HS256" : call.checkString(index).toString();
        return switch (algorithm) {
            case "HS256", "HS384", "HS512", "RS256" -> algorithm;
            default -> throw Refusal.invalid("the algorithm is HS256, HS384, HS512 or RS256, got '" + algorithm + "'");
        };
    }

    private static byte[] mac(String algorithm, byte[] key, String text) throws Refusal {
        return Macs.of("HmacSHA" + algorithm.substring(2), key, text.getBytes(StandardCharsets.US_ASCII));
    }

    // ---- RSA

    private static byte[] sign(byte[] pem, String text) throws Refusal {
        try {
            PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der(pem)));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException _) {
            throw Refusal.invalid("the key for RS256 is not a private RSA key as PEM (PKCS #8)");
        }
    }

    private static boolean isSignedBy(byte[] pem, String text, byte[] signed) throws Refusal {
        PublicKey key;
        try {
            key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der(pem)));
        } catch (GeneralSecurityException _) {
            throw Refusal.invalid("the key for RS256 is not a public RSA key as PEM");
        }
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static byte[] der(byte[] pem) throws Refusal {
        String base64 = new String(pem, StandardCharsets.US_ASCII)
                .replaceAll("-----[A-Z ]{1,40}-----", "")
                .replaceAll("\\s", "");
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            throw Refusal.invalid("the key is not PEM");
        }
    }

    // ---- verification

    /** {@code verify(token, key, algorithm?, require_exp?)}: the claims of a token that is valid now. */
    static void verify(Call call) throws Refusal {
        String token = new String(Bytes.of(call, 1), StandardCharsets.ISO_8859_1);
        byte[] key = Bytes.of(call, 2);
        String algorithm = algorithm(call, 3);
        boolean needsEnd = call.isNoneOrNil(4) || call.isTrue(4);
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            throw invalid("it has not three parts");
        }
        if (!LuaString.of(algorithm).equals(table(call, parts[0]).get("alg"))) {
            throw invalid("it was not signed with " + algorithm);
        }
        String text = parts[0] + "." + parts[1];
        byte[] signature = decoded(parts[2]);
        boolean authentic = algorithm.equals("RS256")
                ? isSignedBy(key, text, signature)
                : MessageDigest.isEqual(mac(algorithm, key, text), signature);
        if (!authentic) {
            throw invalid("its signature is wrong");
        }
        LuaTable claims = table(call, parts[1]);
        checkTime(call, claims, needsEnd);
        call.returns(claims);
    }

    private static void checkTime(Call call, LuaTable claims, boolean needsEnd) throws Refusal {
        double now = LuaProcess.of(call).now().toEpochMilli() / 1e3;
        Double end = seconds(claims, "exp");
        Double begin = seconds(claims, "nbf");
        if (end == null && needsEnd) {
            throw invalid("it has no 'exp', the time when it expires");
        }
        if (end != null && now >= end) {
            throw invalid("it has expired");
        }
        if (begin != null && now < begin) {
            throw invalid("it is not valid yet");
        }
    }

    private static @Nullable Double seconds(LuaTable claims, String name) throws Refusal {
        Object value = claims.get(name);
        if (value == null || value instanceof Number) {
            return value == null ? null : (Double) ((Number) value).doubleValue();
        }
        throw invalid("'" + name + "' is no number");
    }

    private static LuaTable table(Call call, String part) throws Refusal {
        try {
            if (new JsonReader(call, LuaString.of(decoded(part))).read() instanceof LuaTable table) {
                return table;
            }
        } catch (Malformed _) {
            throw invalid("a part of it is no JSON");
        }
        throw invalid("a part of it is no object");
    }

    private static byte[] decoded(String part) throws Refusal {
        try {
            return DECODER.decode(part);
        } catch (IllegalArgumentException _) {
            throw invalid("a part of it is no base64");
        }
    }

    private static Refusal invalid(String why) {
        return new Refusal(ErrorValue.Kind.INTERNAL, "the token is not valid: " + why);
    }
}
