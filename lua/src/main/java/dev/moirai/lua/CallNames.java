package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/** What a native function is called where it is called, for complaints about its arguments. */
final class CallNames {
    private CallNames() {}

    /** @param caller the frame that called the function */
    static String badArgument(@Nullable Frame caller, NativeFunction function, int index, String problem) {
        int number = index;
        String name = function.name();
        if (caller != null && caller.closure != null) {
            VariableNames.Description called = VariableNames.ofCall(caller);
            if (called != null && called.kind().equals("method")) {
                number--;
                if (number == 0) {
                    return "calling '" + called.name() + "' on bad self (" + problem + ")";
                }
            }
            name = called == null ? name : called.name();
        }
        return "bad argument #" + number + " to '" + name + "' (" + problem + ")";
    }
}
