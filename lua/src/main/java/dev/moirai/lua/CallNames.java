package dev.moirai.lua;

/** What a called function is called where it is called, for error messages. */
final class CallNames {
    private CallNames() {}

    static String badArgument(Interpreter interpreter, NativeFunction function, int index, String problem) {
        return "bad argument #" + index + " to '" + function.simpleName() + "' (" + problem + ")";
    }
}
