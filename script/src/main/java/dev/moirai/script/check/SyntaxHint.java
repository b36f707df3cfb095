package dev.moirai.script.check;

import dev.moirai.lua.syntax.SyntaxException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What to do about a syntax error, where the code looks like another language's. */
public final class SyntaxHint {
    private static final Pattern FILE_NAME = Pattern.compile("\\s*[\\w./-]+\\.lua\\s*");
    private static final Pattern ADDING_TO = Pattern.compile("([+\\-*/%]|\\.\\.)=");
    private static final List<Map.Entry<Pattern, String>> WORDS = List.of(
            Map.entry(Pattern.compile("^\\s*(def|func|fn)\\b"), "a function begins with 'function'"),
            Map.entry(Pattern.compile("^\\s*(let|var|const|int|auto)\\b"), "a variable is declared with 'local'"),
            Map.entry(Pattern.compile("\\belif\\b|\\belsif\\b"), "Lua writes 'elseif'"),
            Map.entry(Pattern.compile("^\\s*(import|from|#include|using)\\b"), "Lua writes 'local x = require(\"x\")'"),
            Map.entry(Pattern.compile("^\\s*(#|//|/\\*)"), "a comment begins with '--'"));

    private SyntaxHint() {}

    /** A few words, or nothing. */
    public static String of(String code, SyntaxException mistake) {
        String line = code.lines().skip(mistake.line() - 1L).findFirst().orElse("");
        int at = Math.clamp(mistake.column() - 1L, 0, line.length());
        String here = line.substring(at);
        String problem = String.valueOf(mistake.getMessage());
        if (FILE_NAME.matcher(code).matches()) {
            return "did you mean 'file://" + code.strip() + "'?";
        }
        if (here.startsWith("!=")) {
            return "Lua writes '~='";
        }
        if (here.startsWith("!")) {
            return "Lua writes 'not'";
        }
        if (here.startsWith("&&") || at > 0 && line.startsWith("&&", at - 1)) {
            return "Lua writes 'and'";
        }
        if (here.startsWith("||") || at > 0 && line.startsWith("||", at - 1)) {
            return "Lua writes 'or'";
        }
        if (here.startsWith("++") || here.startsWith("--")) {
            return "Lua writes 'x = x + 1'";
        }
        if (ADDING_TO.matcher(here).lookingAt()) {
            return "Lua has no '" + here.substring(0, here.indexOf('=') + 1) + "'; write 'x = x " + here.charAt(0)
                    + " …'";
        }
        if (here.startsWith("=") && (problem.contains("'then' expected") || problem.contains("'do' expected"))) {
            return "to compare, write '=='";
        }
        if (problem.contains("unfinished string")) {
            return "close the quote on its line, or use [[…]] for a text of several lines";
        }
        return WORDS.stream()
                .filter(word -> word.getKey().matcher(line).find())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }
}
