package dev.moirai.lua.bytecode;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which fields the hash part of a table has, in which order; shared by all tables to which the code of one chunk has given
 * the same fields in the same order. So compiled code finds a field by one comparison of references.
 *
 * <p>A layout is known by its last key and by what was there before. A chunk has so many of them at most, as only keys that
 * stand in its code lead from one to another; what goes beyond has none.
 */
public final class Layout {
    private static final int MAX_FIELDS = 60;
    private static final int MAX_PER_CHUNK = 1_000;

    private final @Nullable Layout before;
    private final @Nullable Object key;
    private final int size;
    private final Layout empty;

    private final List<Layout> extended = new ArrayList<>(0); // guarded by empty
    private volatile @Nullable Layout latest;
    private int count; // of all in the chunk, kept by the empty one; guarded by empty

    /** The layout of empty tables. */
    public Layout() {
        before = null;
        key = null;
        size = 0;
        empty = this;
    }

    private Layout(Layout before, Object key) {
        this.before = before;
        this.key = key;
        this.size = before.size + 1;
        this.empty = before.empty;
    }

    /**
     * The layout of tables with a further field; null if there are too many.
     *
     * @param added a string of the chunk's code, of which equal ones are the same
     */
    public @Nullable Layout with(Object added) {
        Layout last = latest;
        return last != null && last.key == added ? last : find(added);
    }

    private @Nullable Layout find(Object added) {
        synchronized (empty) {
            for (Layout layout : extended) {
                if (layout.key == added) {
                    latest = layout;
                    return layout;
                }
            }
            if (size == MAX_FIELDS || empty.count == MAX_PER_CHUNK) {
                return null;
            }
            Layout made = new Layout(this, added);
            empty.count++;
            extended.add(made);
            latest = made;
            return made;
        }
    }

    /** How many fields there are. */
    public int size() {
        return size;
    }

    /** Which entry of the hash part a field is; -1 if there is none. */
    public int entry(Object wanted) {
        for (Layout layout = this; layout != null; layout = layout.before) {
            if (layout.key == wanted) {
                return layout.size - 1;
            }
        }
        return -1;
    }
}
