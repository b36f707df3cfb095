package dev.moirai.lua.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A type as the source writes it. Programs run without looking at types; a checker, or the value a
 * {@link Statement.TypeAlias} declares, may.
 */
public sealed interface TypeExpression {
    Position position();

    /**
     * {@code number}, {@code Point}, {@code lib.Config}, {@code List<T>}.
     *
     * @param declaration the variable in scope that the first name of the path denotes, if any
     */
    record Named(
            Position position,
            List<String> path,
            List<TypeExpression> arguments,
            @Nullable Variable declaration) implements TypeExpression {
        public Named {
            path = List.copyOf(path);
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * A type with one value: {@code "on"}, {@code 3}, {@code true}, {@code nil}.
     *
     * @param value a constant expression
     */
    record Literal(Position position, Expression value) implements TypeExpression {}

    /** {@code T?} */
    record Optional(Position position, TypeExpression inner) implements TypeExpression {}

    /** {@code A | B} */
    record Union(Position position, List<TypeExpression> members) implements TypeExpression {
        public Union {
            members = List.copyOf(members);
        }
    }

    /** {@code A & B} */
    record Intersection(Position position, List<TypeExpression> members) implements TypeExpression {
        public Intersection {
            members = List.copyOf(members);
        }
    }

    /** <code>{T}</code> or {@code T[]} */
    record ArrayOf(Position position, TypeExpression element) implements TypeExpression {}

    /** <code>{[K]: V}</code> */
    record MapOf(Position position, TypeExpression key, TypeExpression value) implements TypeExpression {}

    /** <code>{a: T, b?: T}</code>, perhaps with a <code>[K]: V</code> for all other keys. */
    record Record(
            Position position, List<Field> fields, @Nullable MapOf rest) implements TypeExpression {
        public Record {
            fields = List.copyOf(fields);
        }
    }

    /** A named field of a record or interface, or a parameter of a function type (whose name may be empty). */
    record Field(Position position, String name, TypeExpression type, boolean optional, boolean readOnly) {}

    /**
     * {@code (T) -> R} or {@code fun(a: T): R}.
     *
     * @param results null when the source says nothing about them
     */
    record FunctionType(
            Position position,
            List<Parameter> generics,
            List<Field> parameters,
            @Nullable TypeExpression variadic,
            @Nullable TypeExpression results)
            implements TypeExpression {
        public FunctionType {
            generics = List.copyOf(generics);
            parameters = List.copyOf(parameters);
        }
    }

    /** {@code (A, B)}: several results, or none. */
    record Tuple(Position position, List<TypeExpression> members) implements TypeExpression {
        public Tuple {
            members = List.copyOf(members);
        }
    }

    /** {@code ...T}: any number of results. */
    record Variadic(Position position, TypeExpression element) implements TypeExpression {}

    /** {@code typeof(expression)}; the expression is never evaluated. */
    record TypeOf(Position position, Expression expression) implements TypeExpression {}

    /** {@code keyof T} */
    record KeyOf(Position position, TypeExpression inner) implements TypeExpression {}

    /** {@code readonly T} */
    record ReadOnly(Position position, TypeExpression inner) implements TypeExpression {}

    /**
     * {@code asserts x is T}: a result that tells the type of a parameter.
     *
     * @param type null for {@code asserts x}, which says that {@code x} is true
     */
    record Assertion(
            Position position, String parameter, @Nullable TypeExpression type) implements TypeExpression {}

    /** {@code T["field"]}: the type of a field. */
    record FieldOf(Position position, TypeExpression object, TypeExpression key) implements TypeExpression {}

    /** {@code T extends U ? A : B} */
    record Conditional(
            Position position,
            TypeExpression checked,
            TypeExpression bound,
            TypeExpression then,
            TypeExpression otherwise)
            implements TypeExpression {}

    /** {@code T @min(0) @max(9)} */
    record Constrained(Position position, TypeExpression inner, List<Constraint> constraints)
            implements TypeExpression {
        public Constrained {
            constraints = List.copyOf(constraints);
        }
    }

    /**
     * {@code @name(arguments)}
     *
     * @param arguments constant expressions
     */
    record Constraint(Position position, String name, List<Expression> arguments) {
        public Constraint {
            arguments = List.copyOf(arguments);
        }
    }

    /** A generic's type parameter {@code T}, {@code T: Bound} or {@code T extends Bound}. */
    record Parameter(
            Position position, String name, @Nullable TypeExpression bound) {}
}
