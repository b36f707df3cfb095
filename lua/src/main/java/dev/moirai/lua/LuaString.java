package dev.moirai.lua;

import static java.util.Objects.requireNonNull;

import dev.moirai.lua.syntax.Numerals;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A Lua string: an immutable sequence of bytes.
 *
 * <p>Text is UTF-8 by convention only. Strings are compared by content and may be shared freely between environments and
 * threads. Appending to the newest result of an earlier concatenation reuses the spare room behind it, so building a text
 * with {@code s = s .. x} takes time linear in its length.
 */
public final class LuaString implements Comparable<LuaString> {
    public static final LuaString EMPTY = new LuaString(new byte[0], 0, null);

    /** The strings of one byte. */
    private static final LuaString[] SINGLE = new LuaString[256];

    static {
        for (int b = 0; b < SINGLE.length; b++) {
            SINGLE[b] = new LuaString(new byte[] {(byte) b}, 1, null);
        }
    }

    /** The longest string, in bytes. */
    public static final int MAX_LENGTH = Integer.MAX_VALUE - 64;

    /** From this length on, a result of a concatenation is worth extending in place. */
    private static final int MIN_SHARED = 64;

    /** So many bytes, as a power of two, are made and filled in the time of one instruction. */
    private static final int COPIED_PER_INSTRUCTION = 6;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Differs in each JVM, so that colliding keys cannot be prepared; no result a program sees depends on it. */
    private static final long SEED = new SplittableRandom().nextLong() | 1;

    private final byte[] bytes; // the first `length` never change; those behind belong to whoever claims them in `tail`
    private final int length;
    private int hash; // 0 = not computed yet; a race computes the same value twice
    private final @Nullable Tail tail;

    private LuaString(byte[] bytes, int length, @Nullable Tail tail) {
        this.bytes = bytes;
        this.length = length;
        this.tail = tail;
    }

    /** The UTF-8 encoding of a text. */
    public static LuaString of(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The string of one byte, 0..255. */
    public static LuaString ofByte(int b) {
        return SINGLE[b];
    }

    /** An integer in decimal. */
    static LuaString ofDecimal(long integer) {
        if (integer == Long.MIN_VALUE) {
            return of(Long.toString(integer));
        }
        long rest = Math.abs(integer);
        int size = integer < 0 ? 2 : 1;
        for (long most = rest; most >= 10; most /= 10) {
            size++;
        }
        byte[] digits = new byte[size];
        digits[0] = '-';
        for (int at = size - 1; at >= (integer < 0 ? 1 : 0); at--) {
            digits[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return wrap(digits);
    }

    /** A copy of the bytes. */
    public static LuaString of(byte[] bytes) {
        return wrap(bytes.clone());
    }

    /** A copy of the bytes from {@code from}, inclusive, to {@code to}, exclusive. */
    public static LuaString of(byte[] bytes, int from, int to) {
        return switch (to - from) {
            case 0 -> EMPTY;
            case 1 -> SINGLE[bytes[from] & 0xff];
            default -> wrap(Arrays.copyOfRange(bytes, from, to));
        };
    }

    /** The bytes themselves, which nobody may change any more. */
    static LuaString wrap(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new LuaString(bytes, bytes.length, null);
    }

    /**
     * The one object for strings with these contents, for names that stand in programs or are given by a host: tables find
     * such keys by comparing references.
     */
    public LuaString canonical() {
        return Constants.of(this);
    }

    public int length() {
        return length;
    }

    /** The byte at an index counted from 0, as 0..255. */
    public int byteAt(int index) {
        return bytes[index] & 0xff;
    }

    /** The bytes from {@code from}, inclusive, to {@code to}, exclusive, counted from 0. Not charged to any account. */
    public LuaString substring(int from, int to) {
        if (from == 0 && to == length) {
            return this;
        }
        if (from < 0 || to > length) {
            throw new IndexOutOfBoundsException(from + ".." + to + " of " + length);
        }
        return of(bytes, from, to);
    }

    /** Each byte replaced by what a table of 256 has for it. Not charged to any account, as what follows. */
    public LuaString mapped(byte[] table) {
        byte[] mapped = new byte[length];
        for (int i = 0; i < mapped.length; i++) {
            mapped[i] = table[bytes[i] & 0xff];
        }
        return wrap(mapped);
    }

    /** The bytes in reverse order. */
    public LuaString reversed() {
        byte[] reversed = new byte[length];
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = bytes[length - 1 - i];
        }
        return wrap(reversed);
    }

    /** The bytes {@code count} times. */
    public LuaString repeated(int count) {
        byte[] repeated = new byte[length * count];
        for (int at = 0; at < repeated.length; at += length) {
            System.arraycopy(bytes, 0, repeated, at, length);
        }
        return wrap(repeated);
    }

    /** Copies the bytes from {@code from}, inclusive, to {@code to}, exclusive, into {@code target}. */
    public void copyTo(byte[] target, int at, int from, int to) {
        System.arraycopy(bytes, from, target, at, to - from);
    }

    /** A fresh copy of the bytes. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Where {@code part} is first found at or after {@code from}, counted from 0; -1 if nowhere. */
    public int indexOf(LuaString part, int from) {
        int last = length - part.length;
        if (part.length == 0) {
            return from <= length ? from : -1;
        }
        byte first = part.bytes[0];
        for (int i = from; i <= last; i++) {
            if (bytes[i] == first && Arrays.equals(bytes, i, i + part.length, part.bytes, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }

    /** The number this text is, a {@link Long} or {@link Double}; null if it is none. */
    @Nullable
    Object parseNumber() {
        return Numerals.parse(bytes, 0, length);
    }

    /** Whether {@code part} stands at index {@code at}, counted from 0. */
    public boolean regionMatches(int at, LuaString part) {
        return at >= 0
                && at + part.length <= length
                && Arrays.equals(bytes, at, at + part.length, part.bytes, 0, part.length);
    }

    public boolean startsWith(LuaString prefix) {
        return regionMatches(0, prefix);
    }

    /**
     * Joins strings; the result is charged to {@code memory} before it is made.
     *
     * @param parts strings from index {@code from} on, {@code count} of them
     */
    static LuaString concat(Memory memory, @Nullable Object[] parts, int from, int count) {
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += string(parts, from + i).length;
        }
        if (total > MAX_LENGTH) {
            throw new LuaError("string length overflow");
        }
        LuaString first = string(parts, from);
        int size = (int) total;
        if (size == first.length) {
            return first;
        }
        if (size < MIN_SHARED) {
            memory.allocate(Memory.STRING + size);
            byte[] joined = new byte[size];
            fill(joined, 0, parts, from, count);
            return new LuaString(joined, size, null);
        }
        return first.append(memory, size, parts, from, count);
    }

    private LuaString append(Memory memory, int size, @Nullable Object[] parts, int from, int count) {
        Tail owner = tail;
        if (owner != null && size <= bytes.length && owner.claim(length, size)) {
            memory.allocate(Memory.STRING);
            memory.charge(size - length >> COPIED_PER_INSTRUCTION);
            fill(bytes, length, parts, from + 1, count - 1);
            return new LuaString(bytes, size, owner);
        }
        // A first concatenation is stored exactly; one that extends a concatenation gets room for more of them.
        int capacity = owner == null ? size : (int) Math.min(size + (size >> 1) + 32L, MAX_LENGTH);
        memory.allocate(Memory.STRING + (long) capacity);
        memory.charge(capacity >> COPIED_PER_INSTRUCTION);
        byte[] joined = new byte[capacity];
        fill(joined, 0, parts, from, count);
        return new LuaString(joined, size, new Tail(size));
    }

    /** What it costs to compare the contents of two strings, in units of roughly one instruction. */
    int comparisonCost(LuaString other) {
        return Math.min(length, other.length) >> 7;
    }

    private static void fill(byte[] target, int at, @Nullable Object[] parts, int from, int count) {
        int next = at;
        for (int i = from; i < from + count; i++) {
            LuaString part = string(parts, i);
            System.arraycopy(part.bytes, 0, target, next, part.length);
            next += part.length;
        }
    }

    private static LuaString string(@Nullable Object[] parts, int index) {
        return (LuaString) requireNonNull(parts[index]);
    }

    /** Bytes this string keeps alive, as {@link Memory} counts them. */
    long bytes() {
        return Memory.STRING + (long) bytes.length;
    }

    /** Compares byte by byte, unsigned: the order of {@code <} in Lua. */
    @Override
    public int compareTo(LuaString other) {
        return Arrays.compareUnsigned(bytes, 0, length, other.bytes, 0, other.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof LuaString that && sameAs(that);
    }

    boolean sameAs(LuaString that) {
        return length == that.length
                && hashCode() == that.hashCode()
                && Arrays.equals(bytes, 0, length, that.bytes, 0, length);
    }

    @Override
    public int hashCode() {
        int h = hash;
        if (h == 0) {
            h = computeHash();
            hash = h;
        }
        return h;
    }

    private int computeHash() {
        Hashed known = tail == null ? Hashed.NOTHING : tail.hashed;
        if (known.end > length) {
            known = Hashed.NOTHING;
        }
        long h = known.state;
        int i = known.end;
        for (; i + 8 <= length; i += 8) {
            h = mix(h ^ (long) LONGS.get(bytes, i));
        }
        if (tail != null && i > known.end) {
            tail.hashed = new Hashed(i, h);
        }
        long rest = (long) (length & 7) << 56;
        for (int shift = 0; i < length; i++, shift += 8) {
            rest |= (bytes[i] & 0xffL) << shift;
        }
        h = mix(h ^ rest);
        int folded = (int) (h ^ h >>> 32);
        return folded == 0 ? 1 : folded;
    }

    private static long mix(long x) {
        long multiplier = 0x9e3779b97f4a7c15L;
        return x * multiplier ^ Math.multiplyHigh(x, multiplier) ^ SEED;
    }

    /** The bytes read as UTF-8; what is not UTF-8 becomes U+FFFD. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** The state of hashing when the bytes before {@code end} have been mixed in. */
    private record Hashed(int end, long state) {
        static final Hashed NOTHING = new Hashed(0, SEED);
    }

    /** How much of an array that several strings begin with is in use. */
    private static final class Tail {
        private static final VarHandle USED;

        static {
            try {
                USED = MethodHandles.lookup().findVarHandle(Tail.class, "used", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        @SuppressWarnings("unused") // read and written through USED only
        private volatile int used; // compare-and-set: strings of several threads can share the array

        /** So that strings which grow are not hashed from their beginning; a race loses an entry, no more. */
        private Hashed hashed = Hashed.NOTHING;

        Tail(int used) {
            this.used = used;
        }

        /** Makes the bytes behind {@code end} the caller's, unless someone was quicker. */
        boolean claim(int end, int newEnd) {
            return USED.compareAndSet(this, end, newEnd);
        }
    }
}
