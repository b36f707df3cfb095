package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.Refusal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code uuid}: universally unique identifiers (RFC 9562). */
final class UuidModule {
    /** From the beginning of the Gregorian calendar to 1970, in units of 100 ns: where times of version 1 count from. */
    private static final long GREGORIAN = 0x01B21DD213814000L;

    private static final long UNITS_PER_SECOND = 10_000_000;
    private static final int LENGTH = 36;

    static final LuaModule MODULE = LuaModule.named("uuid")
            .function("v1", call -> call.returns(v1(now(call)).toString()))
            .fallible("v3", call -> named(call, "MD5", 3))
            .function("v4", call -> call.returns(UUID.randomUUID().toString()))
            .fallible("v5", call -> named(call, "SHA-1", 5))
            .function("v7", call -> call.returns(v7(now(call)).toString()))
            .function("validate", call -> call.returns(call.get(1) instanceof LuaString text && read(text) != null))
            .fallible("version", call -> call.returns((long) check(call).version()))
            .fallible("variant", call -> call.returns(variant(check(call))))
            .fallible("parse", UuidModule::parse)
            .fallible("format", UuidModule::format)
            .build();

    private UuidModule() {}

    private static Instant now(Call call) {
        return LuaProcess.of(call).now();
    }

    // ---- making

    /** Of the time; a random number stands for the machine. */
    private static UUID v1(Instant now) {
        long time = GREGORIAN + now.getEpochSecond() * UNITS_PER_SECOND + now.getNano() / 100;
        long high = time << 32 | (time >> 16 & 0xFFFF_0000L) | 0x1000 | time >> 48 & 0x0FFF;
        long low = new SecureRandom().nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0100_0000_0000L;
        return new UUID(high, low);
    }

    /** Of the time in milliseconds, so that they sort by it. */
    private static UUID v7(Instant now) {
        var random = new SecureRandom();
        long high = now.toEpochMilli() << 16 | 0x7000 | random.nextInt(0x1000);
        return new UUID(high, random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L);
    }

    /** {@code uuid.v5(namespace, name)}: always the same for the same two. */
    private static void named(Call call, String algorithm, int version) throws Refusal {
        UUID namespace = check(call);
        byte[] name = Bytes.of(call, 2);
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(namespace.getMostSignificantBits())
                    .putLong(namespace.getLeastSignificantBits())
                    .array());
            ByteBuffer hash = ByteBuffer.wrap(digest.digest(name));
            long high = hash.getLong() & 0xFFFF_FFFF_FFFF_0FFFL | (long) version << 12;
            long low = hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
            call.returns(new UUID(high, low).toString());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has " + algorithm, impossible);
        }
    }

    // ---- looking

    private static @Nullable UUID read(LuaString text) {
        String plain = text.toString();
        return plain.length() == LENGTH && plain.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
                ? UUID.fromString(plain)
                : null;
    }

    private static UUID check(Call call) throws Refusal {
        UUID uuid = call.get(1) instanceof LuaString text ? read(text) : null;
        if (uuid == null) {
            throw Refusal.invalid("expected a UUID such as 123e4567-e89b-12d3-a456-426614174000, got "
                    + dev.moirai.lua.Values.show(call.get(1)));
        }
        return uuid;
    }

    private static String variant(UUID uuid) {
        long bits = uuid.getLeastSignificantBits() >>> 61;
        if (bits < 4) {
            return "NCS";
        }
        return bits < 6 ? "RFC4122" : bits == 6 ? "Microsoft" : "Future";
    }

    private static void parse(Call call) throws Refusal {
        UUID uuid = check(call);
        LuaTable table = call.table();
        table.put("version", (long) uuid.version());
        table.put("variant", call.string(variant(uuid)));
        if (uuid.version() == 7) {
            table.put("timestamp", (uuid.getMostSignificantBits() >>> 16) / 1000);
        } else if (uuid.version() == 1 && uuid.variant() == 2) {
            table.put("timestamp", (uuid.timestamp() - GREGORIAN) / UNITS_PER_SECOND);
            table.put("node", call.string(HexFormat.of().toHexDigits(uuid.node(), 12)));
        }
        call.returns(table);
    }

    /** {@code uuid.format(id, "standard" | "simple" | "urn")}. */
    private static void format(Call call) throws Refusal {
        String uuid = check(call).toString();
        String format = call.isNoneOrNil(2) ? "standard" : call.checkString(2).toString();
        call.returns(
                switch (format) {
                    case "standard" -> uuid;
                    case "simple" -> uuid.replace("-", "");
                    case "urn" -> "urn:uuid:" + uuid;
                    default -> throw Refusal.invalid("the format is standard, simple or urn, got '" + format + "'");
                });
    }
}
