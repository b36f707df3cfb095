package dev.moirai.lua.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that has a value.
 *
 * <p>Left-hand chains ({@code a + b + c …}, {@code a.b.c …}, {@code f()() …}) can be arbitrarily long, so a visitor must
 * walk down {@link Binary#left}, {@link Index#object}, {@link Call#function} and {@link MethodCall#object} in a loop, as
 * the parser builds them. Every other nesting is at most {@link Parser#MAX_LEVELS} deep.
 */
public sealed interface Expression {
    /**
     * Where an error in evaluating the expression is reported: the operator of an operation, the end of the key of an
     * index, and in all other cases the expression's first token, so for a call that of the called function.
     */
    Position position();

    /** An expression that can give more or fewer values than one. */
    sealed interface Multiple extends Expression {}

    /** An expression that can stand left of {@code =}. */
    sealed interface Target extends Expression {}

    record Nil(Position position) implements Expression {}

    record Bool(Position position, boolean value) implements Expression {}

    record IntegerNumber(Position position, long value) implements Expression {}

    record FloatNumber(Position position, double value) implements Expression {}

    record Text(Position position, ByteString value) implements Expression {}

    /** {@code ...} */
    record Varargs(Position position) implements Multiple {}

    record Function(Position position, FunctionBody body) implements Expression {}

    /** A name that a declaration in scope binds; the variable may belong to an enclosing function. */
    record Local(Position position, Variable variable) implements Target {}

    /** A name that no declaration binds: the field {@code name} of {@code environment}. */
    record Global(Position position, String name, Variable environment) implements Target {}

    /** {@code object[key]}; {@code object.name} has a {@link Text} as key. */
    record Index(Position position, Expression object, Expression key) implements Target {}

    record Call(Position position, Expression function, List<Expression> arguments) implements Multiple {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /** {@code object:name(arguments)} */
    record MethodCall(Position position, Expression object, String name, List<Expression> arguments)
            implements Multiple {
        public MethodCall {
            arguments = List.copyOf(arguments);
        }
    }

    /** {@code (inner)}: exactly one value, even of a {@link Multiple}. */
    record Parenthesized(Position position, Expression inner) implements Expression {}

    record Table(Position position, List<Field> fields) implements Expression {
        public Table {
            fields = List.copyOf(fields);
        }
    }

    /**
     * A field of a table constructor.
     *
     * @param key null for a list item; a {@link Text} for {@code name = value}
     */
    record Field(Position position, @Nullable Expression key, Expression value) {}

    record Unary(Position position, UnaryOperator operator, Expression operand) implements Expression {}

    /** A binary operation; {@code and} and {@code or} evaluate {@code right} only when needed. */
    record Binary(Position position, BinaryOperator operator, Expression left, Expression right)
            implements Expression {}

    /** {@code inner :: type} or {@code inner as type}: exactly one value; the type is erased when run. */
    record Cast(Position position, Expression inner, TypeExpression type) implements Expression {}

    /** {@code inner!}: exactly one value, said not to be nil; erased when run. */
    record NotNil(Position position, Expression inner) implements Expression {}

    enum UnaryOperator {
        NEGATE("-"),
        BITWISE_NOT("~"),
        NOT("not"),
        LENGTH("#");

        private final String symbol;

        UnaryOperator(String symbol) {
            this.symbol = symbol;
        }

        @Override
        public String toString() {
            return symbol;
        }
    }

    enum BinaryOperator {
        ADD("+", 10, 10),
        SUBTRACT("-", 10, 10),
        MULTIPLY("*", 11, 11),
        MODULO("%", 11, 11),
        POWER("^", 14, 13),
        DIVIDE("/", 11, 11),
        FLOOR_DIVIDE("//", 11, 11),
        BITWISE_AND("&", 6, 6),
        BITWISE_OR("|", 4, 4),
        BITWISE_XOR("~", 5, 5),
        SHIFT_LEFT("<<", 7, 7),
        SHIFT_RIGHT(">>", 7, 7),
        CONCAT("..", 9, 8),
        EQUAL("==", 3, 3),
        LESS("<", 3, 3),
        LESS_EQUAL("<=", 3, 3),
        NOT_EQUAL("~=", 3, 3),
        GREATER(">", 3, 3),
        GREATER_EQUAL(">=", 3, 3),
        AND("and", 2, 2),
        OR("or", 1, 1);

        private final String symbol;
        private final int leftPriority;
        private final int rightPriority;

        BinaryOperator(String symbol, int leftPriority, int rightPriority) {
            this.symbol = symbol;
            this.leftPriority = leftPriority;
            this.rightPriority = rightPriority;
        }

        int leftPriority() {
            return leftPriority;
        }

        int rightPriority() {
            return rightPriority;
        }

        @Override
        public String toString() {
            return symbol;
        }
    }
}
