package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Values;
import dev.moirai.script.process.Refusal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code text}: regular expressions, differences of texts, splitting texts into chunks. */
final class TextModule {
    /** How long a text may be that is compared or split, in bytes. */
    private static final int LONGEST = 1 << 20;

    static final LuaModule MODULE = LuaModule.named("text")
            .table(LuaModule.named("text.regexp").fallible("compile", Regexps::compile))
            .table(LuaModule.named("text.diff").fallible("new", Diffs::create))
            .table(LuaModule.named("text.splitter")
                    .fallible("recursive", Splitters::recursive)
                    .fallible("markdown", Splitters::markdown))
            .build();

    private TextModule() {}

    /** A text to work on, charged for going through it. */
    static String text(Call call, @Nullable Object value) throws Refusal {
        LuaString text = Values.toLuaString(value);
        if (text == null) {
            throw Refusal.invalid("expected a string, got " + Values.typeNameOf(value));
        }
        if (text.length() > LONGEST) {
            throw Refusal.invalid(
                    "a text has at most " + (LONGEST >> 20) + " MiB here, got " + text.length() + " bytes");
        }
        call.charge(text.length() + 1L);
        call.memory().allocate(2L * text.length());
        return text.toString();
    }

    static LuaTable list(Call call, List<String> texts) {
        LuaTable list = call.table(texts.size(), 0);
        for (String text : texts) {
            list.put(list.length() + 1, call.string(text));
        }
        return list;
    }

    // ---- options

    /** The options at {@code index}, which may have no other names than {@code known}. */
    static LuaTable options(Call call, int index, Set<String> known) throws Refusal {
        if (call.isNoneOrNil(index)) {
            return new LuaTable();
        }
        LuaTable options = call.checkTable(index);
        for (int at = options.positionAfter(null); at >= 0; at = options.positionAfter(options.keyAt(at))) {
            String name = Values.show(options.keyAt(at));
            if (!known.contains(name)) {
                throw Refusal.invalid("unknown option '" + name + "'; there are " + String.join(", ", known));
            }
        }
        return options;
    }

    static int whole(LuaTable options, String name, int otherwise, int least, int most) throws Refusal {
        Object value = options.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Long number && number >= least && number <= most) {
            return (int) (long) number;
        }
        throw Refusal.invalid(
                name + " must be a whole number from " + least + " to " + most + ", got " + Values.show(value));
    }

    static boolean flag(LuaTable options, String name) {
        return Values.isTrue(options.get(name));
    }
}
