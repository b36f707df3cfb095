package dev.moirai.app.schema;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an entry, unique in a project: {@code namespace:name}.
 *
 * @param namespace the namespace of the file, such as {@code app.workers}; has no colon
 * @param name the entry's name in it; may have colons: {@code a:b:c} is {@code b:c} in {@code a}
 */
public record EntryId(String namespace, String name) implements Comparable<EntryId> {
    // What process ids and addresses are written with cannot be part of a name.
    private static final Pattern NAMESPACE = Pattern.compile("[^\\s\\p{Cntrl}{}|@:]{1,200}");
    private static final Pattern NAME = Pattern.compile("[^\\s\\p{Cntrl}{}|@]{1,200}");
    private static final Comparator<EntryId> BY_TEXT =
            Comparator.comparing(EntryId::namespace).thenComparing(EntryId::name);

    /** What a valid namespace or name is, for messages. */
    static final String RULE = "1 to 200 characters without spaces, '{', '}', '|' and '@'";

    public EntryId {
        if (!isNamespace(namespace) || !isName(name)) {
            throw new IllegalArgumentException("not an entry id: " + namespace + ":" + name);
        }
    }

    /** True if {@code text} can be a namespace. */
    public static boolean isNamespace(String text) {
        return NAMESPACE.matcher(text).matches();
    }

    /** True if {@code text} can be the name of an entry. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * The entry that {@code reference} names when it stands in {@code namespace}: a reference without a colon stays in the
     * namespace. Empty if it cannot be a name.
     */
    public static Optional<EntryId> parse(String reference, String namespace) {
        int colon = reference.indexOf(':');
        var in = colon < 0 ? namespace : reference.substring(0, colon);
        var name = reference.substring(colon + 1);
        return isNamespace(in) && isName(name) ? Optional.of(new EntryId(in, name)) : Optional.empty();
    }

    @Override
    public int compareTo(EntryId other) {
        return BY_TEXT.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + ":" + name;
    }
}
