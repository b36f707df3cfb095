package dev.moirai.app.reference;

import dev.moirai.app.source.Data;
import java.util.Iterator;

/** {@link Data} as JSON text, indented for people. */
public final class Json {
    private final StringBuilder out = new StringBuilder();

    private Json() {}

    /** The text of {@code data}; numbers that JSON does not have become null. */
    public static String write(Data data) {
        var json = new Json();
        json.write(data, "\n");
        return json.out.toString();
    }

    private void write(Data data, String newLine) {
        switch (data) {
            case Data.Null _ -> out.append("null");
            case Data.Bool(boolean value) -> out.append(value);
            case Data.Whole(long value) -> out.append(value);
            case Data.Real(double value) -> out.append(Double.isFinite(value) ? String.valueOf(value) : "null");
            case Data.Text(var value) -> string(value);
            case Data.Items(var values) -> items(values.iterator(), newLine);
            case Data.Fields(var values) -> {
                var deeper = newLine + "  ";
                out.append('{');
                var separator = "";
                for (var field : values.entrySet()) {
                    out.append(separator).append(deeper);
                    string(field.getKey());
                    out.append(": ");
                    write(field.getValue(), deeper);
                    separator = ",";
                }
                out.append(values.isEmpty() ? "}" : newLine + "}");
            }
        }
    }

    private void items(Iterator<Data> values, String newLine) {
        out.append('[');
        while (values.hasNext()) {
            write(values.next(), newLine);
            out.append(values.hasNext() ? ", " : "");
        }
        out.append(']');
    }

    private void string(String text) {
        out.append('"');
        text.codePoints().forEach(character -> {
            switch (character) {
                case '"', '\\' -> out.append('\\').appendCodePoint(character);
                case '\n' -> out.append("\\n");
                default -> {
                    if (character < ' ') {
                        out.append(String.format("\\u%04x", character));
                    } else {
                        out.appendCodePoint(character);
                    }
                }
            }
        });
        out.append('"');
    }
}
