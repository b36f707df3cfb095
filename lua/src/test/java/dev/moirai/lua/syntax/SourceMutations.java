package dev.moirai.lua.syntax;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Sources that are nearly Lua: good ones with a few random changes. */
final class SourceMutations {
    private static final String[] PIECES = {
        "and",
        "break",
        "do",
        "else",
        "elseif",
        "end",
        "false",
        "for",
        "function",
        "goto",
        "if",
        "in",
        "local",
        "nil",
        "not",
        "or",
        "repeat",
        "return",
        "then",
        "true",
        "until",
        "while",
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        "^",
        "#",
        "&",
        "~",
        "|",
        "<<",
        ">>",
        "==",
        "~=",
        "<=",
        ">=",
        "<",
        ">",
        "=",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        ";",
        ",",
        ".",
        "..",
        "...",
        "x",
        "y",
        "_ENV",
        "<const>",
        "<close>",
        "1",
        "0x",
        "1e",
        "3.5",
        "'s'",
        "\"",
        "'",
        "\\",
        "\\x",
        "\\u{",
        "[[",
        "]]",
        "--",
        "--[[",
        "\n",
        "\r\n",
        "\0",
        "\u00FF",
        "`",
        "$"
    };
    private static final String[] DIALECT_PIECES = {
        ":",
        "::",
        "!",
        "@",
        "?",
        "->",
        "type",
        "as",
        "is",
        "fun",
        "interface",
        "readonly",
        "keyof",
        "typeof",
        "extends",
        "asserts",
        "::l::",
        "goto l",
        ": T",
        ":: T"
    };

    private final List<byte[]> seeds;
    private final boolean dialect;
    private final Random random;

    /** @param dialect whether to put in what only type annotations use, and what labels and methods share with them */
    SourceMutations(List<byte[]> seeds, boolean dialect, Random random) {
        this.seeds = seeds;
        this.dialect = dialect;
        this.random = random;
    }

    byte[] next() {
        byte[] source = window(seeds.get(random.nextInt(seeds.size())));
        int changes = random.nextInt(4);
        for (int i = 0; i <= changes; i++) {
            source = change(source);
        }
        return source;
    }

    /** A random run of lines: errors in the midst of a text would hide what comes behind them. */
    private byte[] window(byte[] seed) {
        String[] lines = new String(seed, StandardCharsets.ISO_8859_1).split("\n", -1);
        int from = random.nextInt(lines.length);
        int to = from + 1 + random.nextInt(lines.length - from);
        return String.join("\n", Arrays.copyOfRange(lines, from, to)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] change(byte[] source) {
        int at = random.nextInt(source.length + 1);
        int end = Math.min(source.length, at + 1 + random.nextInt(8));
        return switch (random.nextInt(6)) {
            case 0 -> splice(source, at, end, "");
            case 1 -> splice(source, at, at, " " + piece() + " ");
            case 2 -> splice(source, at, end, piece());
            case 3 -> splice(source, at, Math.min(at + 1, source.length), String.valueOf((char) random.nextInt(256)));
            case 4 -> {
                int from = random.nextInt(source.length + 1);
                int to = Math.min(source.length, from + random.nextInt(40));
                yield splice(source, at, at, new String(source, from, to - from, StandardCharsets.ISO_8859_1));
            }
            default -> Arrays.copyOf(source, at);
        };
    }

    private String piece() {
        return dialect && random.nextInt(3) == 0
                ? DIALECT_PIECES[random.nextInt(DIALECT_PIECES.length)]
                : PIECES[random.nextInt(PIECES.length)];
    }

    private static byte[] splice(byte[] source, int from, int to, String with) {
        byte[] middle = with.getBytes(StandardCharsets.ISO_8859_1);
        byte[] result = Arrays.copyOf(source, from + middle.length + source.length - to);
        System.arraycopy(middle, 0, result, from, middle.length);
        System.arraycopy(source, to, result, from + middle.length, source.length - to);
        return result;
    }
}
