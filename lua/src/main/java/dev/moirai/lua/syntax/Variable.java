package dev.moirai.lua.syntax;

import org.jspecify.annotations.Nullable;

/**
 * A declared local variable: a {@code local}, a parameter, a loop variable, a type declaration or the environment.
 *
 * <p>Compared by identity: two variables of one name are two variables. {@link #captured} and {@link #reassigned} are
 * known once the parser has seen the variable's whole scope, so always when a {@link Chunk} is handed out.
 */
public final class Variable {
    /** What a declaration says about later changes. */
    public enum Attribute {
        REGULAR,
        CONST,
        CLOSE
    }

    private final String name;
    private final Position position;
    private final Attribute attribute;
    private final @Nullable TypeExpression type;
    private boolean captured; // parser only
    private boolean reassigned; // parser only

    Variable(String name, Position position, Attribute attribute, @Nullable TypeExpression type) {
        this.name = name;
        this.position = position;
        this.attribute = attribute;
        this.type = type;
    }

    public String name() {
        return name;
    }

    public Position position() {
        return position;
    }

    public Attribute attribute() {
        return attribute;
    }

    /** The type annotation, or null where the source has none. */
    public @Nullable TypeExpression type() {
        return type;
    }

    /** Whether a function inside the declaring one uses the variable. */
    public boolean captured() {
        return captured;
    }

    /** Whether any statement other than the declaration assigns to the variable. */
    public boolean reassigned() {
        return reassigned;
    }

    void capture() {
        captured = true;
    }

    void reassign() {
        reassigned = true;
    }

    @Override
    public String toString() {
        return name + "@" + position;
    }
}
