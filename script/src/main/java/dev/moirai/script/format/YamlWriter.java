package dev.moirai.script.format;

import dev.moirai.app.source.Data;
import dev.moirai.app.source.Node;
import dev.moirai.app.source.Position;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaStringBuilder;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.TextLike;
import dev.moirai.lua.Userdata;
import dev.moirai.lua.Values;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes one value as YAML, in block style; {@link YamlReader} reads the same value back. */
public final class YamlWriter {
    private static final Position NOWHERE = Position.of("");
    private static final int DEEPEST = 60;
    private static final int INDENT = 2;
    private static final int LONGEST_PLAIN = 100;
    /** Words that older readers take for true or false. */
    private static final Set<String> OLD_WORDS = Set.of("y", "n", "yes", "no", "on", "off");

    private static final String HEX = "0123456789abcdef";
    /** What needs no quotes, unless it looks like a number or a word of YAML. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}_/][\\p{L}\\p{N}_/.@+-]*( [\\p{L}\\p{N}_/.@+-]+)*");

    private final Call call;
    private final LuaStringBuilder out;
    private final List<LuaString> order;
    private final boolean sorted;

    /**
     * @param order the fields that come first in every mapping
     * @param sorted whether the others come in the order of their names, and not of the table
     */
    public YamlWriter(Call call, List<LuaString> order, boolean sorted) {
        this.call = call;
        this.out = call.builder();
        this.order = List.copyOf(order);
        this.sorted = sorted;
    }

    public LuaString write(@Nullable Object value) throws Malformed {
        block(unwrapped(value), 0);
        return out.toLuaString();
    }

    /** A value that begins where a line does; ends its last line. */
    private void block(@Nullable Object value, int depth) throws Malformed {
        if (value instanceof LuaTable table && table.size() > 0) {
            table(table, depth);
        } else {
            scalar(value);
            out.append('\n');
        }
    }

    private void table(LuaTable table, int depth) throws Malformed {
        if (depth == DEEPEST) {
            throw new Malformed("tables are nested more than " + DEEPEST + " deep, or contain themselves");
        }
        call.charge(table.size());
        if (table.isList()) {
            for (long i = 1; i <= table.length(); i++) {
                out.fill(' ', i == 1 ? 0 : indentation(depth)).append("- ");
                inner(table.get(i), depth, true);
            }
            return;
        }
        boolean first = true;
        for (LuaString key : keys(table)) {
            out.fill(' ', first ? 0 : indentation(depth));
            first = false;
            text(key);
            out.append(':');
            inner(table.get(key), depth, false);
        }
    }

    private static int indentation(int depth) {
        return depth * INDENT;
    }

    /** What stands behind a dash or a key. */
    private void inner(@Nullable Object wrapped, int depth, boolean inList) throws Malformed {
        Object value = unwrapped(wrapped);
        boolean isBlock = value instanceof LuaTable table && table.size() > 0;
        if (!inList) {
            out.append(isBlock ? '\n' : ' ');
            out.fill(' ', isBlock ? indentation(depth + 1) : 0);
        }
        block(value, depth + 1);
    }

    private @Nullable Object unwrapped(@Nullable Object value) {
        return value instanceof Userdata userdata && userdata.object() instanceof Wrapped wrapped
                ? wrapped.value(call.environment())
                : value;
    }

    private List<LuaString> keys(LuaTable table) throws Malformed {
        var rest = new ArrayList<LuaString>();
        for (int at = table.positionAfter(null); at >= 0; at = table.positionAfter(table.keyAt(at))) {
            if (!(table.keyAt(at) instanceof LuaString key)) {
                throw new Malformed("a table with holes or mixed keys is neither a list nor a mapping: key "
                        + Values.show(table.keyAt(at)));
            }
            rest.add(key);
        }
        if (sorted) {
            rest.sort(Comparator.naturalOrder());
        }
        if (order.isEmpty()) {
            return rest;
        }
        var keys = new ArrayList<LuaString>();
        for (LuaString wanted : order) {
            if (table.get(wanted) != null) {
                keys.add(wanted);
            }
        }
        var placed = new HashSet<>(keys);
        rest.stream().filter(key -> !placed.contains(key)).forEach(keys::add);
        return keys;
    }

    private void scalar(@Nullable Object value) throws Malformed {
        switch (value) {
            case null -> out.append("null");
            case Boolean bool -> out.append(bool.toString());
            case Long integer -> out.append(integer.toString());
            case Double number -> out.append(real(number));
            case LuaString text -> text(text);
            case LuaTable _ -> out.append("[]");
            case Userdata userdata when userdata.object() instanceof TextLike text -> text(text.text());
            default -> throw new Malformed("YAML has no way to write a " + Values.typeNameOf(value));
        }
    }

    private static String real(double number) {
        if (Double.isNaN(number)) {
            return ".nan";
        }
        return Double.isInfinite(number) ? (number > 0 ? ".inf" : "-.inf") : ExactNumber.of(number);
    }

    private void text(LuaString string) throws Malformed {
        call.charge(string.length() / 8 + 1L);
        String text = decoded(string);
        if (isPlain(text)) {
            out.append(text);
            return;
        }
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    int end = Character.isHighSurrogate(c) ? i + 2 : i + 1;
                    if (isControl(c)) {
                        escaped(c);
                    } else {
                        out.append(text.substring(i, end));
                        i = end - 1;
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isPlain(String text) {
        return text.length() <= LONGEST_PLAIN
                && !OLD_WORDS.contains(text.toLowerCase(Locale.ROOT))
                && PLAIN.matcher(text).matches()
                && new Node.Scalar(NOWHERE, text, true, NOWHERE).value() instanceof Data.Text;
    }

    private static boolean isControl(char c) {
        return c < ' ' || c >= 0x7F && c < 0xA0 || c == 0x2028 || c == 0x2029 || c == 0xFEFF || c >= 0xFFFE;
    }

    private void escaped(char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt(c >> shift & 0xf));
        }
    }

    private static String decoded(LuaString string) throws Malformed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(string.toByteArray()))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new Malformed("YAML has no way to write text that is not UTF-8");
        }
    }
}
