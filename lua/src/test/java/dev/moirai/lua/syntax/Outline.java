package dev.moirai.lua.syntax;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A syntax tree as nested lists, short enough to compare in a test: {@code (local (x) 1)}. */
final class Outline {
    private Outline() {}

    static String of(String source) {
        return of(parse(source).main().block());
    }

    static Chunk parse(String source) {
        try {
            return Parser.parse(source.getBytes(StandardCharsets.UTF_8), "=test");
        } catch (SyntaxException problem) {
            throw new AssertionError(problem.getMessage(), problem);
        }
    }

    static String of(Block block) {
        return block.statements().stream().map(Outline::of).collect(Collectors.joining(" "));
    }

    static String of(Statement statement) {
        return switch (statement) {
            case Statement.LocalDeclaration s -> "(local " + variables(s.variables()) + expressions(s.values()) + ")";
            case Statement.LocalFunction s -> "(local-function " + s.variable().name() + " " + of(s.function()) + ")";
            case Statement.FunctionDeclaration s ->
                "(function " + of((Expression) s.target()) + " " + of(s.function()) + ")";
            case Statement.Assignment s ->
                "(set (" + s.targets().stream().map(t -> of((Expression) t)).collect(Collectors.joining(" ")) + ")"
                        + expressions(s.values()) + ")";
            case Statement.CallStatement s -> of((Expression) s.call());
            case Statement.Do s -> "(do " + of(s.block()) + ")";
            case Statement.While s -> "(while " + of(s.condition()) + " " + of(s.block()) + ")";
            case Statement.Repeat s -> "(repeat " + of(s.block()) + " until " + of(s.condition()) + ")";
            case Statement.If s ->
                "(if "
                        + s.branches().stream()
                                .map(b -> "(" + of(b.condition()) + " " + of(b.block()) + ")")
                                .collect(Collectors.joining(" "))
                        + (s.otherwise() == null ? "" : " else " + of(s.otherwise())) + ")";
            case Statement.NumericFor s ->
                "(for " + s.variable().name() + " " + of(s.start()) + " " + of(s.limit())
                        + (s.step() == null ? "" : " " + of(s.step())) + " " + of(s.block()) + ")";
            case Statement.GenericFor s ->
                "(for-in " + variables(s.variables()) + expressions(s.iterator()) + " " + of(s.block()) + ")";
            case Statement.Return s -> "(return" + expressions(s.values()) + ")";
            case Statement.Break _ -> "(break)";
            case Statement.Goto s -> "(goto " + s.name() + ")";
            case Statement.Label s -> "(label " + s.name() + (s.last() ? " last" : "") + ")";
            case Statement.TypeAlias s -> "(type " + s.variable().name() + " " + of(s.type()) + ")";
            case Statement.Interface s ->
                "(interface " + s.variable().name()
                        + s.parents().stream().map(p -> " <" + of(p)).collect(Collectors.joining())
                        + s.fields().stream().map(f -> " " + of(f)).collect(Collectors.joining()) + ")";
        };
    }

    private static String variables(List<Variable> variables) {
        return variables.stream()
                .map(v -> v.name()
                        + switch (v.attribute()) {
                            case REGULAR -> "";
                            case CONST -> "<const>";
                            case CLOSE -> "<close>";
                        }
                        + annotation(v.type()))
                .collect(Collectors.joining(" ", "(", ")"));
    }

    private static String annotation(@Nullable TypeExpression type) {
        return type == null ? "" : ":" + of(type);
    }

    private static String expressions(List<Expression> expressions) {
        return expressions.stream().map(e -> " " + of(e)).collect(Collectors.joining());
    }

    static String of(Expression expression) {
        return switch (expression) {
            case Expression.Nil _ -> "nil";
            case Expression.Bool e -> String.valueOf(e.value());
            case Expression.IntegerNumber e -> String.valueOf(e.value());
            case Expression.FloatNumber e -> String.valueOf(e.value());
            case Expression.Text e -> "'" + e.value() + "'";
            case Expression.Varargs _ -> "...";
            case Expression.Function e -> of(e.body());
            case Expression.Local e -> e.variable().name();
            case Expression.Global e -> "$" + e.name();
            case Expression.Index e -> "(index " + of(e.object()) + " " + of(e.key()) + ")";
            case Expression.Call e -> "(call " + of(e.function()) + expressions(e.arguments()) + ")";
            case Expression.MethodCall e ->
                "(send " + of(e.object()) + " " + e.name() + expressions(e.arguments()) + ")";
            case Expression.Parenthesized e -> "(one " + of(e.inner()) + ")";
            case Expression.Table e ->
                e.fields().stream()
                        .map(f -> (f.key() == null ? "" : of(f.key()) + "=") + of(f.value()))
                        .collect(Collectors.joining(" ", "{", "}"));
            case Expression.Unary e -> "(" + e.operator() + " " + of(e.operand()) + ")";
            case Expression.Binary e -> "(" + e.operator() + " " + of(e.left()) + " " + of(e.right()) + ")";
            case Expression.Cast e -> "(as " + of(e.inner()) + " " + of(e.type()) + ")";
            case Expression.NotNil e -> "(not-nil " + of(e.inner()) + ")";
        };
    }

    static String of(FunctionBody body) {
        return "(lambda " + variables(body.parameters()) + (body.variadic() ? "..." : "")
                + annotation(body.variadicType()) + (body.results() == null ? "" : "->" + of(body.results())) + " "
                + of(body.block()) + ")";
    }

    static String of(TypeExpression.Field field) {
        return (field.readOnly() ? "readonly " : "") + field.name() + (field.optional() ? "?" : "") + ":"
                + of(field.type());
    }

    static String of(TypeExpression type) {
        return switch (type) {
            case TypeExpression.Named t ->
                String.join(".", t.path()) + (t.arguments().isEmpty() ? "" : types(t.arguments(), "<", ">"));
            case TypeExpression.Literal t -> of(t.value());
            case TypeExpression.Optional t -> of(t.inner()) + "?";
            case TypeExpression.Union t -> types(t.members(), "(| ", ")");
            case TypeExpression.Intersection t -> types(t.members(), "(& ", ")");
            case TypeExpression.ArrayOf t -> of(t.element()) + "[]";
            case TypeExpression.MapOf t -> "{[" + of(t.key()) + "]:" + of(t.value()) + "}";
            case TypeExpression.Record t ->
                t.fields().stream().map(Outline::of).collect(Collectors.joining(" ", "{", ""))
                        + (t.rest() == null ? "" : " " + of(t.rest())) + "}";
            case TypeExpression.FunctionType t ->
                "(fun (" + t.parameters().stream().map(Outline::of).collect(Collectors.joining(" "))
                        + (t.variadic() == null ? "" : " ..." + of(t.variadic())) + ")"
                        + (t.results() == null ? "" : " " + of(t.results())) + ")";
            case TypeExpression.Tuple t -> types(t.members(), "(", ")");
            case TypeExpression.Variadic t -> "..." + of(t.element());
            case TypeExpression.TypeOf t -> "typeof(" + of(t.expression()) + ")";
            case TypeExpression.KeyOf t -> "keyof " + of(t.inner());
            case TypeExpression.ReadOnly t -> "readonly " + of(t.inner());
            case TypeExpression.Assertion t ->
                "asserts " + t.parameter() + (t.type() == null ? "" : " is " + of(t.type()));
            case TypeExpression.FieldOf t -> of(t.object()) + "[" + of(t.key()) + "]";
            case TypeExpression.Conditional t ->
                "(" + of(t.checked()) + " extends " + of(t.bound()) + " ? " + of(t.then()) + " : " + of(t.otherwise())
                        + ")";
            case TypeExpression.Constrained t ->
                of(t.inner())
                        + t.constraints().stream()
                                .map(c -> "@" + c.name()
                                        + (c.arguments().isEmpty()
                                                ? ""
                                                : "("
                                                        + expressions(c.arguments())
                                                                .strip() + ")"))
                                .collect(Collectors.joining());
        };
    }

    private static String types(List<TypeExpression> types, String before, String after) {
        return types.stream().map(Outline::of).collect(Collectors.joining(" ", before, after));
    }
}
