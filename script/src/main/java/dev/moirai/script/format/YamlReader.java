package dev.moirai.script.format;

import dev.moirai.app.source.Diagnostics;
import dev.moirai.app.source.Finding;
import dev.moirai.app.source.YamlParser;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import org.jspecify.annotations.Nullable;

/**
 * Reads one YAML 1.2 document, with the reader of project files: no tags, no merge keys, aliases counted as written out.
 * Its null is nil, so it disappears from mappings.
 */
public final class YamlReader {
    private static final int LONGEST = 4 << 20;

    private final Call call;

    public YamlReader(Call call) {
        this.call = call;
    }

    public @Nullable Object read(LuaString text) throws Malformed {
        if (text.length() > LONGEST) {
            throw new Malformed("YAML of more than " + (LONGEST >> 20) + " MiB");
        }
        call.charge(text.length() + 1L);
        var diagnostics = new Diagnostics(Finding.YAML);
        var root = YamlParser.parse("yaml", text.toString(), diagnostics);
        if (root.isEmpty() || diagnostics.errors() > 0) {
            throw new Malformed("no YAML: " + diagnostics.list().getFirst());
        }
        return new LuaData(call).toLua(root.get().data());
    }
}
