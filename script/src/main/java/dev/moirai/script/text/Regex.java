package dev.moirai.script.text;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A regular expression of RE2's syntax, which matches in a time proportional to the length of the text; see
 * docs/decisions/0420. Immutable.
 */
public final class Regex {
    private static final int LONGEST = 1_000;
    private static final int LARGEST = 10_000;
    private static final int LONGEST_TEXT = 4 << 20;

    /** A pattern that cannot be compiled or is too large, or a text that is too long; the message says which. */
    public static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message, null, false, false);
        }

        /** What is wrong. */
        public String problem() {
            return String.valueOf(getMessage());
        }
    }

    private final Pattern pattern;

    private Regex(Pattern pattern) {
        this.pattern = pattern;
    }

    public static Regex compile(String pattern) throws Unusable {
        if (pattern.length() > LONGEST) {
            throw new Unusable("a pattern has at most " + LONGEST + " characters, got " + pattern.length());
        }
        // The library would first expand repetitions of repetitions, and run out of memory or of stack.
        if (RegexSize.of(pattern) > LARGEST) {
            throw new Unusable("the pattern is too large: its repetitions make it more than " + LARGEST + " steps");
        }
        try {
            return new Regex(Pattern.compile(pattern));
        } catch (PatternSyntaxException mistake) {
            throw new Unusable(
                    "no regular expression: " + mistake.getDescription() + ": `" + mistake.getPattern() + "`");
        }
    }

    /** How long the program is that a match steps through for each character. */
    int size() {
        return pattern.programSize();
    }

    /** How many groups capture. */
    public int groups() {
        return pattern.groupCount();
    }

    /** The names of the groups in their order; a group without a name has an empty one. */
    public List<String> names() {
        String[] names = new String[groups()];
        Arrays.fill(names, "");
        pattern.namedGroups().forEach((name, group) -> names[group - 1] = name);
        return Collections.unmodifiableList(Arrays.asList(names));
    }

    /** Begins to look for matches in {@code text}. */
    public Search search(Call call, LuaString text) throws Unusable {
        if (text.length() > LONGEST_TEXT) {
            throw new Unusable("a text to match has at most " + (LONGEST_TEXT >> 20) + " MiB");
        }
        var decoded = new DecodedText(call, text, size());
        return new Search(pattern.matcher(decoded), decoded);
    }

    @Override
    public String toString() {
        return pattern.pattern();
    }
}
