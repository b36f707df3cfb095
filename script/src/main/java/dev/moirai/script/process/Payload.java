package dev.moirai.script.process;

import dev.moirai.lua.Call;
import dev.moirai.lua.Environment;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.Values;
import dev.moirai.script.format.JsonReader;
import dev.moirai.script.format.JsonWriter;
import dev.moirai.script.format.Malformed;
import dev.moirai.script.format.MsgPackReader;
import dev.moirai.script.format.MsgPackWriter;
import dev.moirai.script.format.Wrapped;
import dev.moirai.script.format.YamlReader;
import dev.moirai.script.format.YamlWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value of a message as {@code msg:payload()} gives it, and the format it is in; unpacked when first asked for.
 *
 * <p>In a format of texts the value is the text, and {@code unmarshal} gives what it stands for. Belongs to the process that
 * received it; sending it on sends the value.
 */
public final class Payload implements Wrapped {
    /** The format of plain Lua values. */
    public static final String LUA = "lua/any";

    public static final String JSON = "json/plain";
    public static final String YAML = "yaml/plain";
    public static final String STRING = "text/plain";
    public static final String BYTES = "application/octet-stream";
    public static final String MSGPACK = "application/msgpack";
    public static final String GOLANG = "golang/any";
    public static final String ERROR = "golang/error";

    /** The methods of payloads in Lua. */
    public static final ObjectType<Payload> TYPE = ObjectType.named("payload", Payload.class)
            .getter("data", (call, payload) -> payload.value(call.environment()))
            .fallible("unmarshal", (call, payload) -> call.returns(payload.decoded(call)))
            .fallible(
                    "transcode",
                    (call, payload) ->
                            call.returns(wrapped(payload.in(call.checkString(2).toString(), call))))
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

    @Override
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

    private static Object wrapped(Payload payload) {
        return TYPE.wrap(payload);
    }

    /** What the value stands for. */
    private @Nullable Object decoded(Call call) throws Refusal {
        Object raw = value(call.environment());
        try {
            return switch (format) {
                case JSON -> new JsonReader(call, text(raw)).read();
                case YAML -> new YamlReader(call).read(text(raw));
                case MSGPACK -> new MsgPackReader(call, text(raw)).read();
                default -> raw;
            };
        } catch (Malformed malformed) {
            throw new Refusal(ErrorValue.Kind.INTERNAL, malformed.problem());
        }
    }

    private static LuaString text(@Nullable Object raw) {
        LuaString text = Values.toLuaString(raw);
        return text == null ? LuaString.EMPTY : text;
    }

    /** The same in another format. */
    private Payload in(String wanted, Call call) throws Refusal {
        if (wanted.equals(format)) {
            return this;
        }
        Object plain = decoded(call);
        try {
            return new Payload(wanted, Parcel.of(encoded(plain, wanted, call)), 0);
        } catch (Malformed malformed) {
            throw new Refusal(ErrorValue.Kind.INTERNAL, malformed.problem());
        }
    }

    private @Nullable Object encoded(@Nullable Object plain, String wanted, Call call) throws Malformed, Refusal {
        return switch (wanted) {
            case LUA, GOLANG -> plain;
            case JSON -> new JsonWriter(call).write(plain);
            case YAML -> new YamlWriter(call, List.of(), false).write(plain);
            case MSGPACK -> new MsgPackWriter(call).write(plain);
            case STRING, BYTES -> {
                LuaString text = ErrorValue.TYPE.cast(plain) instanceof ErrorValue error
                        ? error.message()
                        : plain instanceof Boolean bool ? call.string(bool.toString()) : Values.toLuaString(plain);
                if (text == null) {
                    throw new Refusal(
                            ErrorValue.Kind.INTERNAL,
                            "a " + Values.typeNameOf(plain) + " cannot be written as " + wanted);
                }
                yield text;
            }
            case ERROR ->
                ErrorValue.TYPE.cast(plain) != null
                        ? plain
                        : ErrorValue.failure(LuaString.of(Values.show(plain)), "")
                                .toLua();
            default -> throw Refusal.invalid("unknown format '" + wanted + "'; the formats are in payload.format");
        };
    }
}
