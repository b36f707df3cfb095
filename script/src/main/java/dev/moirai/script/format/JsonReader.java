package dev.moirai.script.format;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaStringBuilder;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Values;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads one value from JSON text (RFC 8259). Its null is nil, so it disappears from objects. */
public final class JsonReader {
    private static final String UNREADABLE = "\ufffd";
    private static final int DEEPEST = 500;

    private final Call call;
    private final LuaString text;
    private int at;

    public JsonReader(Call call, LuaString text) {
        this.call = call;
        this.text = text;
    }

    public @Nullable Object read() throws Malformed {
        call.charge(text.length() / 8 + 1L);
        Object value = value(0);
        space();
        if (at < text.length()) {
            throw unexpected("the end");
        }
        return value;
    }

    private @Nullable Object value(int depth) throws Malformed {
        if (depth > DEEPEST) {
            throw new Malformed("JSON is nested more than " + DEEPEST + " deep");
        }
        space();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private LuaTable object(int depth) throws Malformed {
        LuaTable table = call.table();
        at++;
        space();
        if (skip('}')) {
            return table;
        }
        do {
            space();
            if (peek() != '"') {
                throw unexpected("a name in quotes");
            }
            LuaString key = string();
            space();
            if (!skip(':')) {
                throw unexpected("':'");
            }
            table.put(key, value(depth + 1));
            space();
        } while (skip(','));
        if (!skip('}')) {
            throw unexpected("',' or '}'");
        }
        return table;
    }

    private LuaTable array(int depth) throws Malformed {
        LuaTable table = call.table();
        at++;
        space();
        if (skip(']')) {
            return table;
        }
        long index = 1;
        do {
            table.put(index++, value(depth + 1));
            space();
        } while (skip(','));
        if (!skip(']')) {
            throw unexpected("',' or ']'");
        }
        return table;
    }

    private @Nullable Object word(String word, @Nullable Boolean value) throws Malformed {
        if (!text.regionMatches(at, LuaString.of(word))) {
            throw unexpected("a value");
        }
        at += word.length();
        return value;
    }

    private Object number() throws Malformed {
        int begin = at;
        skip('-');
        int first = at;
        digits();
        boolean leadingZero = at - first > 1 && text.byteAt(first) == '0';
        boolean whole = true;
        if (skip('.')) {
            whole = false;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            whole = false;
            at++;
            if (!skip('+')) {
                skip('-');
            }
            digits();
        }
        if (leadingZero) {
            at = first;
            throw unexpected("a number without leading zeros");
        }
        String number = text.substring(begin, at).toString();
        if (whole) {
            try {
                return Values.box(Long.parseLong(number));
            } catch (NumberFormatException _) {
                return Double.valueOf(number); // beyond 64 bits
            }
        }
        return Double.valueOf(number);
    }

    private void digits() throws Malformed {
        if (peek() < '0' || peek() > '9') {
            throw unexpected("a value");
        }
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
    }

    private LuaString string() throws Malformed {
        at++;
        LuaStringBuilder out = call.builder();
        while (true) {
            int b = peek();
            if (b < ' ') {
                throw unexpected("'\"' behind the string");
            }
            at++;
            if (b == '"') {
                return out.toLuaString();
            }
            if (b == '\\') {
                escape(out);
            } else {
                out.append(b);
            }
        }
    }

    private void escape(LuaStringBuilder out) throws Malformed {
        int b = peek();
        at++;
        switch (b) {
            case '"', '\\', '/' -> out.append(b);
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'u' -> out.append(unicode().getBytes(StandardCharsets.UTF_8));
            default -> {
                at--;
                throw unexpected("an escape such as \\n");
            }
        }
    }

    /** One character, or two halves of one; half a character reads as the one that stands for what cannot be read. */
    private String unicode() throws Malformed {
        char first = hex();
        if (!Character.isSurrogate(first)) {
            return String.valueOf(first);
        }
        if (Character.isHighSurrogate(first) && text.regionMatches(at, LuaString.of("\\u"))) {
            int behind = at;
            at += 2;
            char second = hex();
            if (Character.isLowSurrogate(second)) {
                return new String(new char[] {first, second});
            }
            at = behind;
        }
        return UNREADABLE;
    }

    private char hex() throws Malformed {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw unexpected("four hexadecimal digits");
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.byteAt(at)) >= 0) {
            at++;
        }
    }

    private int peek() {
        return at < text.length() ? text.byteAt(at) : -1;
    }

    private boolean skip(char wanted) {
        boolean there = peek() == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private Malformed unexpected(String wanted) {
        String found = at < text.length() ? "'" + (char) text.byteAt(at) + "'" : "the end";
        return new Malformed("no JSON: expected " + wanted + " at byte " + (at + 1) + ", found " + found);
    }
}
