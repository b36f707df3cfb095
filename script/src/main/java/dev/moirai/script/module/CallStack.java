package dev.moirai.script.module;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The lines of a Lua traceback, taken apart. */
final class CallStack {
    // "app.workers:w:3: in function 'step'", "[Java]: in function 'error'": source, line if any, what it is in
    private static final Pattern LINE = Pattern.compile("(.+?)(?::(\\d+))?: in (.+)");
    private static final Pattern NAME = Pattern.compile(".*'(.+)'.*");

    /** One line. */
    record Line(String source, long line, String name) {}

    private CallStack() {}

    static @Nullable Line parse(String text) {
        Matcher line = LINE.matcher(text);
        if (!line.matches()) {
            return null;
        }
        Matcher name = NAME.matcher(line.group(3));
        return new Line(
                line.group(1),
                line.group(2) == null ? 0 : Long.parseLong(line.group(2)),
                name.matches() ? name.group(1) : line.group(3));
    }
}
