package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Values;
import dev.moirai.script.process.ObjectType;
import dev.moirai.script.process.Portable;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.text.MarkdownSplitter;
import dev.moirai.script.text.TextSplitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code text.splitter}: texts as chunks of a size at most. */
final class Splitters {
    private static final int LARGEST_CHUNK = 1_000_000;
    private static final int MOST_SEPARATORS = 20;
    private static final Set<String> RECURSIVE = Set.of("chunk_size", "chunk_overlap", "keep_separator", "separators");
    private static final Set<String> MARKDOWN =
            Set.of("chunk_size", "chunk_overlap", "code_blocks", "heading_hierarchy", "join_table_rows");

    @FunctionalInterface
    private interface Splitting {
        List<String> split(String text);
    }

    private record Splitter(Splitting splitting) implements Portable {}

    private static final ObjectType<Splitter> TYPE = ObjectType.named("splitter", Splitter.class)
            .fallible(
                    "split_text",
                    (call, splitter) ->
                            call.returns(TextModule.list(call, chunks(call, splitter, call.checkString(2)))))
            .fallible("split_batch", Splitters::batch)
            .build();

    private Splitters() {}

    static void recursive(Call call) throws Refusal {
        LuaTable options = TextModule.options(call, 1, RECURSIVE);
        call.returns(TYPE.wrap(new Splitter(plain(options)::split)));
    }

    static void markdown(Call call) throws Refusal {
        LuaTable options = TextModule.options(call, 1, MARKDOWN);
        var splitter = new MarkdownSplitter(
                plain(options),
                TextModule.flag(options, "code_blocks"),
                TextModule.flag(options, "heading_hierarchy"),
                TextModule.flag(options, "join_table_rows"));
        call.returns(TYPE.wrap(new Splitter(splitter::split)));
    }

    private static TextSplitter plain(LuaTable options) throws Refusal {
        int size = TextModule.whole(options, "chunk_size", 512, 1, LARGEST_CHUNK);
        int overlap = TextModule.whole(options, "chunk_overlap", Math.min(100, size / 2), 0, LARGEST_CHUNK);
        if (overlap >= size) {
            throw Refusal.invalid("chunk_overlap must be less than chunk_size, which is " + size + ", got " + overlap);
        }
        return new TextSplitter(size, overlap, TextModule.flag(options, "keep_separator"), separators(options));
    }

    private static List<String> separators(LuaTable options) throws Refusal {
        if (options.get("separators") == null) {
            return TextSplitter.SEPARATORS;
        }
        var separators = new ArrayList<String>();
        if (options.get("separators") instanceof LuaTable list && list.length() <= MOST_SEPARATORS) {
            for (long i = 1; i <= list.length(); i++) {
                separators.add(Values.show(list.get(i)));
            }
            return separators;
        }
        throw Refusal.invalid("separators must be a list of at most " + MOST_SEPARATORS + " strings");
    }

    private static List<String> chunks(Call call, Splitter splitter, Object value) throws Refusal {
        String text = TextModule.text(call, value);
        call.charge(10L * text.length());
        return splitter.splitting.split(text);
    }

    /** {@code splitter:split_batch{{content=, metadata=}, …}}: each chunk has the metadata of its text. */
    private static void batch(Call call, Splitter splitter) throws Refusal {
        LuaTable pages = call.checkTable(2);
        LuaTable all = call.table();
        for (long i = 1; i <= pages.length(); i++) {
            LuaTable page = pages.get(i) instanceof LuaTable table ? table : call.table();
            Object content = page.get("content");
            if (content == null) {
                throw Refusal.invalid("page " + i + " has no 'content'");
            }
            for (String chunk : chunks(call, splitter, content)) {
                LuaTable each = call.table(0, 2);
                each.put("content", call.string(chunk));
                each.put("metadata", page.get("metadata"));
                all.put(all.length() + 1, each);
            }
        }
        call.returns(all);
    }
}
