package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.Continuation;
import dev.moirai.lua.Event;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaStringBuilder;
import dev.moirai.lua.Numbers;
import dev.moirai.lua.Values;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code string.format}; pauses while a {@code __tostring} runs. */
final class StringFormat implements Continuation {
    private static final String FLOAT_FLAGS = "-+ #0";
    private static final String INTEGER_FLAGS = "-+0 ";
    private static final String UNSIGNED_FLAGS = "-0";
    private static final String HEXADECIMAL_FLAGS = "-#0";
    private static final String TEXT_FLAGS = "-";
    private static final int MAX_SPECIFICATION = 22;

    /** Texts so long are not padded, and not cut if no precision says so. */
    private static final int LONG_TEXT = 100;

    /** After so many bytes of work, others may have their turn. */
    private static final int SLICE = 1 << 14;

    /** So many bytes are expected of an argument. */
    private static final int EXPECTED = 16;

    /** What is written costs more than what is copied. */
    private static final int BYTES_PER_STEP = 8;

    private final LuaString format;
    private final @Nullable Object[] arguments; // those behind the format
    private final LuaStringBuilder result;
    private int at;
    private int argument; // the latest one used, counted from 1 as the caller's; the format is 1
    private @Nullable Specification waiting; // for the text of a value with __tostring
    private @Nullable LuaString quoted; // in the midst of %q
    private int quotedTo;
    private int charged; // of at + result.length()

    private StringFormat(Call call) {
        this.format = call.checkString(1);
        this.arguments = call.arguments(2);
        this.result = call.builder().reserve(Math.min(format.length(), SLICE) + EXPECTED * arguments.length);
        this.argument = 1;
    }

    /** {@code string.format(format, ...)} */
    static void format(Call call) {
        new StringFormat(call).run(call);
    }

    @Override
    public void resume(Call call) {
        Specification specification = waiting;
        if (specification != null) {
            waiting = null;
            if (!(call.get(1) instanceof LuaString text)) {
                throw call.error("'__tostring' must return a string");
            }
            appendText(call, specification, text);
        }
        run(call);
    }

    private void run(Call call) {
        while (at < format.length() || quoted != null) {
            if (at + result.length() - charged >= SLICE) {
                int work = (at + result.length() - charged) / BYTES_PER_STEP;
                charged = at + result.length();
                if (call.charge(work)) {
                    call.pause(this);
                    return;
                }
            }
            if (quoted != null) {
                quoteSlice(quoted);
                continue;
            }
            int from = at;
            int to = Math.min(format.length(), from + SLICE);
            while (at < to && format.byteAt(at) != '%') {
                at++;
            }
            if (at > from) {
                result.append(format, from, at);
                continue;
            }
            at++;
            if (at < format.length() && format.byteAt(at) == '%') {
                result.append('%');
                at++;
            } else {
                argument++;
                if (argument - 2 >= arguments.length) {
                    throw call.argumentError(argument, "no value");
                }
                if (!item(call, specification(call))) {
                    return;
                }
            }
        }
        call.charge((at + result.length() - charged) / BYTES_PER_STEP + argument);
        call.returns(result.toLuaString());
    }

    /**
     * A conversion specification.
     *
     * @param text all of it, from the {@code %} on
     * @param conversion 0 if the format ends before it
     */
    private record Specification(String text, char conversion, int width, int precision) {
        /** Those that are a {@code %} and one character. */
        static final Specification[] PLAIN = new Specification[128];

        static {
            for (char c = 0; c < PLAIN.length; c++) {
                PLAIN[c] = new Specification("%" + c, c, 0, -1);
            }
        }

        boolean has(char flag) {
            for (int i = 1; i < text.length() && FLOAT_FLAGS.indexOf(text.charAt(i)) >= 0; i++) {
                if (text.charAt(i) == flag) {
                    return true;
                }
            }
            return false;
        }

        boolean isPlain() {
            return text.length() == 2;
        }

        NumberFormat number(char as) {
            return new NumberFormat(as, has('-'), has('+'), has(' '), has('#'), has('0'), width, precision);
        }
    }

    private Specification specification(Call call) {
        int start = at;
        if (at < format.length() && Ascii.isLetter(format.byteAt(at))) {
            return Specification.PLAIN[format.byteAt(at++)];
        }
        while (at < format.length()
                && (Ascii.isDigit(format.byteAt(at)) || (FLOAT_FLAGS + ".").indexOf(format.byteAt(at)) >= 0)) {
            at++;
        }
        if (at - start >= MAX_SPECIFICATION) {
            throw call.error("invalid format (too long)");
        }
        char conversion = at < format.length() ? (char) format.byteAt(at++) : 0;
        StringBuilder text = new StringBuilder("%");
        for (int i = start; i < at; i++) {
            text.append((char) format.byteAt(i));
        }
        int next = 1;
        while (next < text.length() && FLOAT_FLAGS.indexOf(text.charAt(next)) >= 0) {
            next++;
        }
        int width = 0;
        while (next < text.length() && Ascii.isDigit(text.charAt(next))) {
            width = Math.min(width * 10 + text.charAt(next++) - '0', 1_000);
        }
        int precision = -1;
        if (next < text.length() && text.charAt(next) == '.') {
            precision = 0;
            for (next++; next < text.length() && Ascii.isDigit(text.charAt(next)); next++) {
                precision = Math.min(precision * 10 + text.charAt(next) - '0', 1_000);
            }
        }
        return new Specification(text.toString(), conversion, width, precision);
    }

    /** Checks flags, and that width and precision have at most two digits. */
    private static void check(Call call, Specification specification, String flags, boolean precision) {
        if (specification.isPlain()) {
            return;
        }
        String text = specification.text;
        int next = 1;
        while (flags.indexOf(text.charAt(next)) >= 0) {
            next++;
        }
        // A width cannot begin with zero, which is a flag.
        if (text.charAt(next) != '0') {
            next = digits(text, next);
            if (precision && text.charAt(next) == '.') {
                next = digits(text, next + 1);
            }
        }
        if (!Ascii.isLetter(text.charAt(next))) {
            throw call.error("invalid conversion specification: '" + text + "'");
        }
    }

    private static int digits(String text, int from) {
        int next = from;
        while (next < from + 2 && Ascii.isDigit(text.charAt(next))) {
            next++;
        }
        return next;
    }

    /** Appends one converted argument; false if a function had to be called for it first. */
    private boolean item(Call call, Specification specification) {
        switch (specification.conversion) {
            case 'c' -> {
                check(call, specification, TEXT_FLAGS, false);
                appendPadded(specification, new byte[] {(byte) checkInteger(call)});
            }
            case 'd', 'i' -> integer(call, specification, INTEGER_FLAGS, 'd');
            case 'u' -> integer(call, specification, UNSIGNED_FLAGS, 'u');
            case 'o', 'x', 'X' -> integer(call, specification, HEXADECIMAL_FLAGS, specification.conversion);
            case 'a', 'A', 'e', 'E', 'f', 'g', 'G' -> {
                check(call, specification, FLOAT_FLAGS, true);
                double number = checkNumber(call);
                result.append(specification.number(specification.conversion).format(number));
            }
            case 'p' -> {
                check(call, specification, TEXT_FLAGS, false);
                appendPadded(specification, Identity.of(call, value()).getBytes(StandardCharsets.US_ASCII));
            }
            case 'q' -> {
                if (!specification.isPlain()) {
                    throw call.error("specifier '%q' cannot have modifiers");
                }
                quote(call, value());
            }
            case 's' -> {
                return text(call, specification, value());
            }
            default ->
                throw call.error("invalid conversion '" + specification.text.replace("\0", "") + "' to 'format'");
        }
        return true;
    }

    private void integer(Call call, Specification specification, String flags, char as) {
        check(call, specification, flags, true);
        if (as == 'd' && specification.isPlain()) {
            result.appendDecimal(checkInteger(call));
        } else {
            result.append(specification.number(as).format(checkInteger(call)));
        }
    }

    private @Nullable Object value() {
        return arguments[argument - 2];
    }

    private Object checkNumeric(Call call) {
        Object number = call.toNumber(value());
        if (number == null) {
            throw call.argumentError(argument, "number expected, got " + Values.typeNameOf(value()));
        }
        return number;
    }

    private double checkNumber(Call call) {
        return switch (checkNumeric(call)) {
            case Long integer -> integer;
            case Object number -> (Double) number;
        };
    }

    private long checkInteger(Call call) {
        Long integer = Numbers.toInteger(checkNumeric(call));
        if (integer == null) {
            throw call.argumentError(argument, "number has no integer representation");
        }
        return integer;
    }

    private boolean text(Call call, Specification specification, @Nullable Object value) {
        LuaString text = Values.toLuaString(value);
        if (text == null) {
            Object method = call.metamethod(value, Event.TOSTRING);
            if (method != null) {
                waiting = specification;
                call.invoke(this, method, value);
                return false;
            }
            text = Identity.describe(call, value);
        }
        appendText(call, specification, text);
        return true;
    }

    private void appendText(Call call, Specification specification, LuaString text) {
        if (specification.isPlain()) {
            result.append(text);
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.byteAt(i) == 0) {
                throw call.argumentError(argument, "string contains zeros");
            }
        }
        call.charge(text.length() / Substrings.BYTES_PER_STEP);
        check(call, specification, TEXT_FLAGS, true);
        if (specification.precision < 0 && text.length() >= LONG_TEXT) {
            result.append(text);
            return;
        }
        int length = specification.precision < 0 ? text.length() : Math.min(text.length(), specification.precision);
        byte[] bytes = new byte[length];
        text.copyTo(bytes, 0, 0, length);
        appendPadded(specification, bytes);
    }

    private void appendPadded(Specification specification, byte[] bytes) {
        int missing = Math.max(specification.width - bytes.length, 0);
        if (specification.has('-')) {
            result.append(bytes).fill(' ', missing);
        } else {
            result.fill(' ', missing).append(bytes);
        }
    }

    /** {@code %q}: a value as a literal that reads back as the same value. */
    private void quote(Call call, @Nullable Object value) {
        switch (value) {
            case LuaString text -> {
                result.append('"');
                quoted = text;
                quotedTo = 0;
            }
            case Long integer ->
                result.append(integer == Long.MIN_VALUE ? "0x8000000000000000" : Long.toString(integer));
            case Double number -> result.append(quoted(number));
            case null -> result.append("nil");
            case Boolean bool -> result.append(bool.toString());
            default -> throw call.argumentError(argument, "value has no literal form");
        }
    }

    private static String quoted(double number) {
        if (Double.isNaN(number)) {
            return "(0/0)";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "1e9999" : "-1e9999";
        }
        return new NumberFormat('a', false, false, false, false, false, 0, -1).format(number);
    }

    /** A part of a text for {@code %q}, which can be long. */
    private void quoteSlice(LuaString text) {
        int end = Math.min(text.length(), quotedTo + SLICE / 4);
        for (int i = quotedTo; i < end; i++) {
            int c = text.byteAt(i);
            if (c == '"' || c == '\\' || c == '\n') {
                result.append('\\').append(c);
            } else if (Ascii.isControl(c)) {
                boolean digitFollows = i + 1 < text.length() && Ascii.isDigit(text.byteAt(i + 1));
                result.append(digitFollows ? "\\%03d".formatted(c) : "\\" + c);
            } else {
                result.append(c);
            }
        }
        quotedTo = end;
        if (end == text.length()) {
            result.append('"');
            quoted = null;
        }
    }
}
