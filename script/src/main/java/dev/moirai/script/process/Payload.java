package dev.moirai.script.process;

import dev.moirai.lua.Environment;
import org.jspecify.annotations.Nullable;

/**
 * One value of a message as {@code msg:payload()} gives it, and the format it is in; unpacked when first asked for.
 *
 * <p>Belongs to the process that received it; sending it on sends the value.
 */
public final class Payload {
    /** The format of plain Lua values. */
    public static final String LUA = "lua/any";

    /** The methods of payloads in Lua. */
    public static final ObjectType<Payload> TYPE = ObjectType.named("payload", Payload.class)
            .getter("data", (call, payload) -> payload.value(call.environment()))
            .getter("unmarshal", (call, payload) -> payload.value(call.environment()))
            .getter("get_format", (call, payload) -> call.string(payload.format))
            .text((_, payload) -> "payload{format=" + payload.format + "}")
            .build();

    private final String format;
    private final Parcel parcel;
    private final int index;
    private @Nullable Object value; // owner only
    private boolean unpacked; // owner only

    public Payload(String format, Parcel parcel, int index) {
        this.format = format;
        this.parcel = parcel;
        this.index = index;
    }

    public String format() {
        return format;
    }

    public @Nullable Object value(Environment environment) {
        if (!unpacked) {
            value = parcel.unpack(index, environment);
            unpacked = true;
        }
        return value;
    }

    /** The value alone in a parcel. */
    Parcel parcel() {
        return parcel.only(index);
    }
}
