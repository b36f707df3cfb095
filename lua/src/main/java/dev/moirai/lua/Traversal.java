package dev.moirai.lua;

/** The function {@code next}, which the interpreter knows in order to run {@code pairs} loops without calling it. */
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
}
