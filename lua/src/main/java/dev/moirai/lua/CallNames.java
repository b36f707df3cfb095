package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/** What a native function is called where it is called, for complaints about its arguments. */
final class CallNames {
    private CallNames() {}

    /** @param called what the function is called where it is called; null if it has no name there */
    static String badArgument(
            VariableNames.@Nullable Description called, NativeFunction function, int index, String problem) {
        int number = index;
        if (called != null && called.kind().equals("method")) {
            number--;
            if (number == 0) {
                return "calling '" + called.name() + "' on bad self (" + problem + ")";
            }
        }
        String name = called == null ? function.name() : called.name();
        return "bad argument #" + number + " to '" + name + "' (" + problem + ")";
    }
}
