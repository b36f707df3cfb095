package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Values;
import dev.moirai.script.process.ObjectType;
import dev.moirai.script.process.Portable;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.text.TextDiff;
import dev.moirai.script.text.TextDiff.Edit;
import dev.moirai.script.text.TextDiff.Operation;
import dev.moirai.script.text.TextPatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code text.diff}: what changed between two texts, and patches that change a text the same way. */
final class Diffs {
    private static final Set<String> OPTIONS = Set.of(
            "diff_timeout",
            "diff_edit_cost",
            "match_threshold",
            "match_distance",
            "patch_delete_threshold",
            "patch_margin");
    private static final int MOST_MARGIN = 1_000;

    /**
     * @param margin how many characters around a change a patch carries
     * @param distance how far from its place a patch is looked for, in characters
     */
    private record Differ(int margin, int distance) implements Portable {}

    private static final ObjectType<Differ> TYPE = ObjectType.named("differ", Differ.class)
            .fallible("compare", (call, _) -> call.returns(table(call, compared(call))))
            .fallible("summarize", Diffs::summarize)
            .fallible(
                    "pretty_text",
                    (call, _) ->
                            call.returns(pretty(call, "\u001B[31m", "\u001B[32m", "\u001B[0m", "\u001B[0m", false)))
            .fallible(
                    "pretty_html", (call, _) -> call.returns(pretty(call, "<del>", "<ins>", "</del>", "</ins>", true)))
            .fallible(
                    "patch_make",
                    (call, differ) -> call.returns(patches(call, TextPatch.of(compared(call), differ.margin))))
            .fallible("patch_apply", Diffs::apply)
            .build();

    private Diffs() {}

    static void create(Call call) throws Refusal {
        LuaTable options = TextModule.options(call, 1, OPTIONS);
        call.returns(TYPE.wrap(new Differ(
                TextModule.whole(options, "patch_margin", 4, 0, MOST_MARGIN),
                TextModule.whole(options, "match_distance", 1_000, 0, Integer.MAX_VALUE))));
    }

    private static List<Edit> compared(Call call) throws Refusal {
        String old = TextModule.text(call, call.get(2));
        String fresh = TextModule.text(call, call.get(3));
        call.charge(10L * (old.length() + fresh.length()));
        return TextDiff.between(old, fresh);
    }

    private static LuaTable table(Call call, List<Edit> edits) {
        LuaTable table = call.table(edits.size(), 0);
        for (Edit edit : edits) {
            LuaTable each = call.table(0, 2);
            each.put("operation", call.string(edit.operation().name().toLowerCase(Locale.ROOT)));
            each.put("text", call.string(edit.text()));
            table.put(table.length() + 1, each);
        }
        return table;
    }

    private static List<Edit> edits(Call call, LuaTable table) throws Refusal {
        var edits = new ArrayList<Edit>();
        for (long i = 1; i <= table.length(); i++) {
            if (!(table.get(i) instanceof LuaTable each)) {
                throw Refusal.invalid("expected what compare gave: a list of {operation=, text=}");
            }
            edits.add(new Edit(operation(each.get("operation")), TextModule.text(call, each.get("text"))));
        }
        return edits;
    }

    private static Operation operation(@org.jspecify.annotations.Nullable Object word) throws Refusal {
        return switch (Values.show(word)) {
            case "equal" -> Operation.EQUAL;
            case "delete" -> Operation.DELETE;
            case "insert" -> Operation.INSERT;
            default -> throw Refusal.invalid("an operation is equal, delete or insert, got " + Values.show(word));
        };
    }

    private static void summarize(Call call, Differ differ) throws Refusal {
        long[] counts = new long[Operation.values().length];
        for (Edit edit : edits(call, call.checkTable(2))) {
            counts[edit.operation().ordinal()] +=
                    edit.text().codePointCount(0, edit.text().length());
        }
        LuaTable summary = call.table(0, 3);
        summary.put("equals", counts[Operation.EQUAL.ordinal()]);
        summary.put("deletions", counts[Operation.DELETE.ordinal()]);
        summary.put("insertions", counts[Operation.INSERT.ordinal()]);
        call.returns(summary);
    }

    private static LuaString pretty(
            Call call, String delete, String insert, String endOfDelete, String endOfInsert, boolean html)
            throws Refusal {
        var out = call.builder();
        for (Edit edit : edits(call, call.checkTable(2))) {
            String text = html
                    ? edit.text().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                    : edit.text();
            switch (edit.operation()) {
                case EQUAL -> out.append(text);
                case DELETE -> out.append(delete).append(text).append(endOfDelete);
                case INSERT -> out.append(insert).append(text).append(endOfInsert);
            }
        }
        return out.toLuaString();
    }

    // ---- patches

    private static LuaTable patches(Call call, List<TextPatch> patches) {
        LuaTable table = call.table(patches.size(), 0);
        for (TextPatch patch : patches) {
            LuaTable each = call.table(0, 2);
            each.put("start", Values.box(patch.start() + 1L));
            each.put("diffs", table(call, patch.edits()));
            table.put(table.length() + 1, each);
        }
        return table;
    }

    private static void apply(Call call, Differ differ) throws Refusal {
        LuaTable table = call.checkTable(2);
        String text = TextModule.text(call, call.get(3));
        var patches = new ArrayList<TextPatch>();
        for (long i = 1; i <= table.length(); i++) {
            if (!(table.get(i) instanceof LuaTable each)
                    || !(each.get("start") instanceof Long start)
                    || !(each.get("diffs") instanceof LuaTable diffs)) {
                throw Refusal.invalid("expected what patch_make gave: a list of {start=, diffs=}");
            }
            patches.add(new TextPatch(Math.clamp(start - 1, 0, Integer.MAX_VALUE), edits(call, diffs)));
            call.charge(Math.min(text.length(), 2L * differ.distance));
        }
        TextPatch.Applied applied = TextPatch.apply(patches, text, differ.distance);
        call.returns(call.string(applied.text()), applied.complete());
    }
}
