package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Values;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.ObjectType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** {@code logger}: records with fields, in the log of the application. Used as {@code logger:info("text", {field = 1})}. */
final class LoggerModule {
    private static final int MOST_FIELDS = 100;

    /** A logger with a name and fields of its own. */
    private record Named(String name, Map<String, String> fields) {}

    private static final ObjectType<Named> TYPE = ObjectType.named("logger", Named.class)
            .method("debug", (call, logger) -> log(call, logger, Level.DEBUG))
            .method("info", (call, logger) -> log(call, logger, Level.INFO))
            .method("warn", (call, logger) -> log(call, logger, Level.WARN))
            .method("error", (call, logger) -> log(call, logger, Level.ERROR))
            .method("with", LoggerModule::with)
            .method("named", LoggerModule::named)
            .build();

    /** The module is itself a logger: its functions get it as their first argument, and act for the entry's own. */
    static final LuaModule MODULE = LuaModule.named("logger")
            .function("debug", call -> log(call, own(call), Level.DEBUG))
            .function("info", call -> log(call, own(call), Level.INFO))
            .function("warn", call -> log(call, own(call), Level.WARN))
            .function("error", call -> log(call, own(call), Level.ERROR))
            .function("with", call -> with(call, own(call)))
            .function("named", call -> named(call, own(call)))
            .build();

    private LoggerModule() {}

    private static Named own(Call call) {
        return new Named(LuaProcess.of(call).program().id(), Map.of());
    }

    private static void log(Call call, Named named, Level level) {
        Logger logger = LoggerFactory.getLogger(named.name);
        String message = call.checkString(2).toString();
        if (!call.isNoneOrNil(3)) {
            call.checkTable(3); // a mistake shows even where the level does not
        }
        if (!logger.isEnabledForLevel(level)) {
            return;
        }
        var fields = fields(call, 3, named.fields);
        fields.putIfAbsent("pid", LuaProcess.of(call).pid().toString());
        var text = new StringBuilder(message);
        fields.forEach((key, value) -> text.append(' ').append(key).append('=').append(value));
        logger.atLevel(level).log(text.toString());
    }

    private static void with(Call call, Named logger) {
        call.returns(TYPE.wrap(new Named(logger.name, fields(call, 2, logger.fields))));
    }

    private static void named(Call call, Named logger) {
        call.returns(TYPE.wrap(new Named(logger.name + "." + call.checkString(2), logger.fields)));
    }

    private static Map<String, String> fields(Call call, int index, Map<String, String> inherited) {
        var fields = new LinkedHashMap<>(inherited);
        if (call.isNoneOrNil(index)) {
            return fields;
        }
        LuaTable table = call.checkTable(index);
        for (int at = table.positionAfter(null); at >= 0; at = table.positionAfter(table.keyAt(at))) {
            if (fields.size() < MOST_FIELDS) {
                fields.put(Values.show(table.keyAt(at)), shown(table.valueAt(at)));
            }
        }
        return fields;
    }

    private static String shown(@Nullable Object value) {
        ErrorValue error = ErrorValue.TYPE.cast(value);
        return error == null ? Values.show(value) : error.toString();
    }
}
