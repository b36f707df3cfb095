package dev.moirai.script.resource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text of a file of variables: {@code NAME=value} lines, comments that begin with {@code #}.
 *
 * <p>A value in single quotes is taken as it is; in double quotes {@code \n}, {@code \t}, {@code \"} and {@code \\} are
 * escapes; without quotes it ends before a {@code #} behind a space. {@code export} before the name is allowed.
 */
final class VariableLines {
    private static final String EXPORT = "export ";

    private VariableLines() {}

    static Map<String, String> read(String text) {
        var values = new LinkedHashMap<String, String>();
        text.lines().forEach(line -> {
            String name = nameIn(line);
            if (name != null) {
                values.put(name, value(line.substring(line.indexOf('=') + 1).strip()));
            }
        });
        return values;
    }

    /** The text with another value of {@code name}, on the line it has or on a new one. */
    static String replace(String text, String name, String value) {
        String assignment = name + "=" + quoted(value);
        List<String> lines = new ArrayList<>(text.lines().toList());
        boolean found = false;
        for (int i = 0; i < lines.size(); i++) {
            if (name.equals(nameIn(lines.get(i)))) {
                lines.set(i, assignment);
                found = true;
            }
        }
        if (!found) {
            lines.add(assignment);
        }
        return String.join("\n", lines) + "\n";
    }

    private static @Nullable String nameIn(String line) {
        String stripped = line.strip();
        if (stripped.startsWith(EXPORT)) {
            stripped = stripped.substring(EXPORT.length());
        }
        int equals = stripped.indexOf('=');
        return equals <= 0 || stripped.startsWith("#")
                ? null
                : stripped.substring(0, equals).strip();
    }

    private static String value(String written) {
        if (written.length() > 1 && written.startsWith("'") && written.endsWith("'")) {
            return written.substring(1, written.length() - 1);
        }
        if (written.length() > 1 && written.startsWith("\"") && written.endsWith("\"")) {
            return unescaped(written.substring(1, written.length() - 1));
        }
        int comment = written.indexOf(" #");
        return comment < 0 ? written : written.substring(0, comment).strip();
    }

    private static String unescaped(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                i++;
                out.append(
                        switch (text.charAt(i)) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            default -> text.charAt(i);
                        });
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String quoted(String value) {
        return '"'
                + value.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t")
                + '"';
    }
}
