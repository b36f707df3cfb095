package dev.moirai.lua.lib;

import static java.util.Objects.requireNonNull;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import org.jspecify.annotations.Nullable;

/**
 * A Lua pattern (manual §6.4.1), cut into items as they are met: so an error in a pattern is raised only when matching gets
 * there.
 *
 * <p>Short patterns are kept with their items for the next time, whoever uses them: what is kept says nothing but what their
 * bytes mean, and there is a bounded number of them. Of a long one nothing is kept, as it would have to be charged to whoever
 * keeps the matcher.
 */
final class Pattern {
    /** What matching has to do at an item. */
    enum Op {
        /** The end of the pattern. */
        END,
        OPEN,
        OPEN_POSITION,
        CLOSE,
        /** A {@code $} at the end. */
        AT_END,
        BALANCED,
        FRONTIER,
        BACK_REFERENCE,
        ONE,
        OPTIONAL,
        /** As many as possible. */
        ANY,
        /** As many as possible, and one at least. */
        SOME,
        /** As few as possible. */
        FEW
    }

    /**
     * An item.
     *
     * @param next where the item behind it begins
     * @param set the characters that match, for the ops from {@link Op#ONE} on
     * @param cost of reading it, in steps of the matcher
     * @param possessive whether fewer repetitions than are possible need not be tried, as no match can come of them
     */
    record Item(Op op, int next, @Nullable CharacterSet set, int cost, boolean possessive) {
        Item(Op op, int next, @Nullable CharacterSet set, int cost) {
            this(op, next, set, cost, false);
        }

        boolean matches(LuaString source, int at) {
            return at < source.length() && requireNonNull(set).has(source.byteAt(at));
        }
    }

    private static final int KEPT = 256;
    private static final int LONGEST_KEPT = 64;

    /** So many bytes of a pattern are looked through in the time of an instruction. */
    private static final int BYTES_PER_STEP = 8;

    /** By their hashes. A race loses an entry, no more: patterns can be read by several threads. */
    private static final @Nullable Pattern[] CACHE = new @Nullable Pattern[KEPT];

    private final LuaString text;
    private final @Nullable Item @Nullable [] items; // several threads may write the same; null in a long pattern
    private final boolean plain;

    private Pattern(LuaString text) {
        this.text = text;
        this.items = text.length() > LONGEST_KEPT ? null : new @Nullable Item[text.length() + 1];
        this.plain = hasNoMagic(text);
    }

    /** The pattern that a text is, charged as one that is not known yet. */
    static Pattern of(Call call, LuaString text) {
        call.charge(text.length() / BYTES_PER_STEP);
        if (text.length() > LONGEST_KEPT) {
            return new Pattern(text);
        }
        int slot = text.hashCode() & KEPT - 1;
        Pattern known = CACHE[slot];
        if (known == null || !known.text.equals(text)) {
            known = new Pattern(LuaString.of(text.toByteArray())); // a copy, as a string can be a part of a long one
            CACHE[slot] = known;
        }
        return known;
    }

    private static boolean hasNoMagic(LuaString text) {
        for (int i = 0; i < text.length(); i++) {
            switch (text.byteAt(i)) {
                case '^', '$', '*', '+', '?', '.', '(', '[', '%', '-' -> {
                    return false;
                }
                default -> {}
            }
        }
        return true;
    }

    /** Whether it stands for its own text. */
    boolean isPlain() {
        return plain;
    }

    boolean isAnchored() {
        return at(0) == '^';
    }

    int length() {
        return text.length();
    }

    /** A byte of it; 0 behind its end. */
    int at(int index) {
        return index < text.length() ? text.byteAt(index) : 0;
    }

    /** The item that begins at an index, up to the end of the pattern, inclusive. */
    Item item(Call call, int index) {
        @Nullable Item[] all = items;
        if (all == null) {
            return read(call, index);
        }
        Item known = all[index];
        if (known == null) {
            known = read(call, index);
            all[index] = known;
        }
        return known;
    }

    private Item read(Call call, int p) {
        if (p == text.length()) {
            return new Item(Op.END, p, null, 0);
        }
        return switch (at(p)) {
            case '(' -> {
                boolean position = at(p + 1) == ')';
                yield new Item(position ? Op.OPEN_POSITION : Op.OPEN, p + (position ? 2 : 1), null, 0);
            }
            case ')' -> new Item(Op.CLOSE, p + 1, null, 0);
            case '$' -> p + 1 == text.length() ? new Item(Op.AT_END, p + 1, null, 0) : single(call, p);
            case '%' -> {
                int next = at(p + 1);
                if (next == 'b') {
                    if (p + 3 >= text.length()) {
                        throw call.error("malformed pattern (missing arguments to '%b')");
                    }
                    yield new Item(Op.BALANCED, p + 4, null, 0);
                } else if (next == 'f') {
                    if (at(p + 2) != '[') {
                        throw call.error("missing '[' after '%f' in pattern");
                    }
                    int end = itemEnd(call, p + 2);
                    yield new Item(Op.FRONTIER, end, set(p + 2, end), end - p >> 3);
                }
                yield Ascii.isDigit(next) ? new Item(Op.BACK_REFERENCE, p + 2, null, 0) : single(call, p);
            }
            default -> single(call, p);
        };
    }

    /** A single-character item and what says how often it may come. */
    private Item single(Call call, int p) {
        int end = itemEnd(call, p);
        CharacterSet set = set(p, end);
        int cost = end - p >> 3;
        return switch (at(end)) {
            case '*' -> new Item(Op.ANY, end + 1, set, cost, stopsRepetition(end + 1, set));
            case '+' -> new Item(Op.SOME, end + 1, set, cost, stopsRepetition(end + 1, set));
            case '-' -> new Item(Op.FEW, end + 1, set, cost);
            case '?' -> new Item(Op.OPTIONAL, end + 1, set, cost);
            default -> new Item(Op.ONE, end, set, cost);
        };
    }

    /**
     * Whether the repetition of a set that ends at {@code p} has to be as long as it can: because the pattern ends there, or
     * goes on with a character that is not in the set. Captures in between do not matter. Where it would take more to see
     * that, this says no; nor does it complain of what is malformed.
     */
    private boolean stopsRepetition(int p, CharacterSet set) {
        int next = p;
        while (at(next) == '(' || at(next) == ')') {
            next++;
        }
        if (next >= text.length() || at(next) == '$' && next + 1 == text.length()) {
            return true;
        }
        int first = at(next);
        CharacterSet following;
        switch (first) {
            case '[' -> {
                return false;
            }
            case '%' -> {
                int letter = at(next + 1);
                if (letter == 'b' || letter == 'f' || Ascii.isDigit(letter)) {
                    return false;
                }
                following = CharacterSet.ofClass(letter);
                next += 2;
            }
            default -> {
                following = first == '.' ? CharacterSet.ALL : CharacterSet.ofCharacter(first);
                next++;
            }
        }
        return switch (at(next)) {
            case '*', '?', '-' -> false;
            default -> !following.meets(set);
        };
    }

    /** Where the single-character item that begins at {@code p} ends, without what says how often it may come. */
    private int itemEnd(Call call, int p) {
        int next = p + 1;
        if (at(p) == '%') {
            if (next >= text.length()) {
                throw call.error("malformed pattern (ends with '%')");
            }
            return next + 1;
        }
        if (at(p) == '[') {
            if (at(next) == '^') {
                next++;
            }
            do { // the first character of a set may be ']'
                if (next >= text.length()) {
                    throw call.error("malformed pattern (missing ']')");
                }
                if (at(next++) == '%') {
                    next++;
                }
            } while (next >= text.length() || at(next) != ']');
            return next + 1;
        }
        return next;
    }

    private CharacterSet set(int p, int end) {
        return switch (at(p)) {
            case '.' -> CharacterSet.ALL;
            case '%' -> CharacterSet.ofClass(at(p + 1));
            case '[' -> bracketed(p, end - 1);
            default -> CharacterSet.ofCharacter(at(p));
        };
    }

    /** The set that begins at {@code p} and whose {@code ]} is at {@code end}. */
    private CharacterSet bracketed(int p, int end) {
        CharacterSet set = new CharacterSet();
        boolean complement = at(p + 1) == '^';
        int at = complement ? p + 2 : p + 1;
        while (at < end) {
            int member = at(at);
            if (member == '%') {
                set.addAll(CharacterSet.ofClass(at(at + 1)));
                at += 2;
            } else if (at(at + 1) == '-' && at + 2 < end) {
                set.addRange(member, at(at + 2));
                at += 3;
            } else {
                set.addRange(member, member);
                at++;
            }
        }
        return complement ? set.complement() : set;
    }
}
