package dev.moirai.lua;

/** The iterators of {@code pairs} and {@code ipairs}, which the interpreter knows so as to run loops without calling them. */
public final class Traversal {
    public static final NativeFunction NEXT = NativeFunction.of("next", call -> {
        LuaTable table = call.checkTable(1);
        int at = table.positionAfter(call.get(2));
        if (at < 0) {
            call.returns((Object) null);
        } else {
            call.returns(table.keyAt(at), table.valueAt(at));
        }
    });

    private Traversal() {}

    /** The iterator of {@code ipairs}; {@code body} is asked where elements are not simply found in a table. */
    public static NativeFunction indexIterator(NativeFunction.Body body) {
        return NativeFunction.indexIterator("ipairs_iterator", body);
    }
}
