package dev.moirai.lua.jit;

/** How compiled code keeps a register at some place in the code. */
public enum Kind {
    /** An integer, in a JVM long; not in the register itself. */
    INTEGER,
    /** A float, in a JVM double; not in the register itself. */
    FLOAT,
    /** A boxed integer, in a JVM reference; not in the register itself. */
    BOXED_INTEGER,
    /** A boxed float, in a JVM reference; not in the register itself. */
    BOXED_FLOAT,
    /** Any value, in a JVM reference and in the register. */
    ANY;

    boolean isInteger() {
        return this == INTEGER || this == BOXED_INTEGER;
    }

    boolean isFloat() {
        return this == FLOAT || this == BOXED_FLOAT;
    }

    boolean isNumber() {
        return this != ANY;
    }

    /** Whether the register itself must be written before the interpreter may read it. */
    boolean isLazy() {
        return this != ANY;
    }

    /** What a register is where two ways through the code meet. */
    static Kind join(Kind one, Kind other) {
        if (one == other) {
            return one;
        }
        if (one.isInteger() && other.isInteger()) {
            return INTEGER;
        }
        if (one.isFloat() && other.isFloat()) {
            return FLOAT;
        }
        return ANY;
    }
}
