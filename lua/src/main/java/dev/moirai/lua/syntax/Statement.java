package dev.moirai.lua.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that is done. Empty statements leave no trace in the tree. */
public sealed interface Statement {
    /** The first token of the statement. */
    Position position();

    /** {@code local a, b <close> = …}; at most one variable is {@link Variable.Attribute#CLOSE}. */
    record LocalDeclaration(Position position, List<Variable> variables, List<Expression> values) implements Statement {
        public LocalDeclaration {
            variables = List.copyOf(variables);
            values = List.copyOf(values);
        }
    }

    /** {@code local function f}: the variable is in scope in its own body. */
    record LocalFunction(Position position, Variable variable, Expression.Function function) implements Statement {}

    /** {@code function a.b:c() … end}: assigns the function to the target. */
    record FunctionDeclaration(Position position, Expression.Target target, Expression.Function function)
            implements Statement {}

    record Assignment(Position position, List<Expression.Target> targets, List<Expression> values)
            implements Statement {
        public Assignment {
            targets = List.copyOf(targets);
            values = List.copyOf(values);
        }
    }

    /**
     * A call for its effects.
     *
     * @param call an {@link Expression.Call} or {@link Expression.MethodCall}
     */
    record CallStatement(Position position, Expression.Multiple call) implements Statement {}

    record Do(Position position, Block block) implements Statement {}

    record While(Position position, Expression condition, Block block) implements Statement {}

    /** {@code repeat block until condition}: the condition is in the scope of the block. */
    record Repeat(Position position, Block block, Expression condition) implements Statement {}

    record If(
            Position position,
            List<Branch> branches,
            @Nullable Block otherwise) implements Statement {
        public If {
            branches = List.copyOf(branches);
        }
    }

    /** {@code if condition then block} or {@code elseif condition then block}. */
    record Branch(Position position, Expression condition, Block block) {}

    /** Its position is that of {@code do}, where PUC Lua has the errors of its bounds. */
    record NumericFor(
            Position position,
            Variable variable,
            Expression start,
            Expression limit,
            @Nullable Expression step,
            Block block)
            implements Statement {}

    /** Its position is where the iterator begins, where PUC Lua has the calls of it. */
    record GenericFor(Position position, List<Variable> variables, List<Expression> iterator, Block block)
            implements Statement {
        public GenericFor {
            variables = List.copyOf(variables);
            iterator = List.copyOf(iterator);
        }
    }

    record Return(Position position, List<Expression> values) implements Statement {
        public Return {
            values = List.copyOf(values);
        }
    }

    /** Leaves the innermost enclosing loop; there always is one. */
    record Break(Position position) implements Statement {}

    /**
     * A jump to the label of that name in the innermost enclosing block of the function that has one directly among its
     * statements; there always is one, and no local's scope is entered on the way.
     */
    record Goto(Position position, String name) implements Statement {}

    /**
     * A place to jump to.
     *
     * @param last whether only labels and empty statements follow in the block: then the locals of the block have ended
     *     already, so jumping there does not enter their scope
     */
    record Label(Position position, String name, boolean last) implements Statement {}

    /** {@code type Name<T> = type}: declares a constant whose value is the type. */
    record TypeAlias(Position position, Variable variable, List<TypeExpression.Parameter> generics, TypeExpression type)
            implements Statement {
        public TypeAlias {
            generics = List.copyOf(generics);
        }
    }

    /** {@code interface Name … end}: declares a constant whose value is the interface type. */
    record Interface(
            Position position,
            Variable variable,
            List<TypeExpression.Parameter> generics,
            List<TypeExpression> parents,
            List<TypeExpression.Field> fields)
            implements Statement {
        public Interface {
            generics = List.copyOf(generics);
            parents = List.copyOf(parents);
            fields = List.copyOf(fields);
        }
    }
}
