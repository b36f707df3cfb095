package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.script.format.JsonReader;
import dev.moirai.script.format.JsonWriter;
import dev.moirai.script.format.Malformed;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.schema.JsonSchema;
import org.jspecify.annotations.Nullable;

/** {@code json}: values as JSON text, and back; and whether a value is what a JSON Schema says. */
final class JsonModule {
    static final LuaModule MODULE = LuaModule.named("json")
            .fallible("encode", JsonModule::encode)
            .fallible("decode", call -> call.returns(decoded(call, call.checkString(1))))
            .fallible("validate", call -> validate(call, call.get(2)))
            .fallible("validate_string", call -> validate(call, decoded(call, call.checkString(2))))
            .build();

    private JsonModule() {}

    private static void encode(Call call) throws Refusal {
        try {
            call.returns(new JsonWriter(call).write(call.checkAny(1)));
        } catch (Malformed malformed) {
            throw new Refusal(ErrorValue.Kind.INTERNAL, malformed.problem());
        }
    }

    private static @Nullable Object decoded(Call call, LuaString text) throws Refusal {
        if (text.length() == 0) {
            throw Refusal.invalid("cannot decode an empty string as JSON");
        }
        try {
            return new JsonReader(call, text).read();
        } catch (Malformed malformed) {
            throw new Refusal(ErrorValue.Kind.INTERNAL, malformed.problem());
        }
    }

    /** {@code json.validate(schema, value)}: true, or {@code false, error}; the schema is a table or JSON text. */
    private static void validate(Call call, @Nullable Object value) throws Refusal {
        Object schema = call.get(1) instanceof LuaString text ? decoded(call, text) : call.get(1);
        if (!(schema instanceof LuaTable) && !(schema instanceof Boolean)) {
            throw Refusal.invalid("a schema is a table or JSON text");
        }
        try {
            String problem = new JsonSchema(call, schema).problem(value);
            if (problem == null) {
                call.returns(true);
            } else {
                call.returns(false, Refusal.invalid(problem).error().toLua());
            }
        } catch (JsonSchema.Unusable unusable) {
            throw Refusal.invalid("schema: " + unusable.getMessage());
        }
    }
}
