package dev.moirai.lua.jit;

/**
 * Which local variables of the JVM the body of a generated class uses: its parameters first, then the array of varargs,
 * one for an object that an instruction handles, then the registers. Those that begin as arguments are in the parameters.
 *
 * <p>A register has a variable for each form it may be in, so that each variable keeps one type all through the code: a
 * register that changes its form leaves those of the other forms as they are, and what joins two paths need not care.
 */
record Locals(int parameters, int varargs, int scratch, int firstRegister) {
    static final int MACHINE = 0;
    static final int SELF = 1;

    /** The first argument of a function; the others follow, and the varargs, if it takes any. */
    static final int FIRST_ARGUMENT = 2;

    // What a loop is given instead of arguments.
    static final int FRAME = 2;
    static final int STACK = 3;
    static final int BASE = 4;
    private static final int BEHIND_BASE = 5;

    // Of each register; the JVM counts a long and a double twice.
    private static final int OBJECT = 0;
    private static final int LONG = 1;
    private static final int DOUBLE = 3;
    private static final int PER_REGISTER = 5;

    static Locals function(int parameters) {
        int varargs = FIRST_ARGUMENT + parameters;
        return new Locals(parameters, varargs, varargs + 1, varargs + 2);
    }

    static Locals loop() {
        return new Locals(0, BEHIND_BASE, BEHIND_BASE + 1, BEHIND_BASE + 2);
    }

    int object(int register) {
        return register < parameters ? FIRST_ARGUMENT + register : firstRegister + PER_REGISTER * register + OBJECT;
    }

    int integer(int register) {
        return firstRegister + PER_REGISTER * register + LONG;
    }

    int floating(int register) {
        return firstRegister + PER_REGISTER * register + DOUBLE;
    }
}
