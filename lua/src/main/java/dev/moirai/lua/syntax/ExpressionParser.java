package dev.moirai.lua.syntax;

import dev.moirai.lua.syntax.Expression.BinaryOperator;
import dev.moirai.lua.syntax.Expression.UnaryOperator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads expressions. Above each method stands the rule of the grammar it reads. */
final class ExpressionParser {
    private static final int UNARY_PRIORITY = 12;

    private final TokenStream tokens;
    private final Scopes scopes;
    private final TypeParser types;
    private final StatementParser statements;

    ExpressionParser(TokenStream tokens, Scopes scopes, TypeParser types, StatementParser statements) {
        this.tokens = tokens;
        this.scopes = scopes;
        this.types = types;
        this.statements = statements;
    }

    /* explist -> expr { ',' expr } */
    List<Expression> expressionList() throws SyntaxException {
        List<Expression> list = new ArrayList<>();
        list.add(expression());
        while (tokens.accept(TokenKind.COMMA)) {
            list.add(expression());
        }
        return list;
    }

    /* expr -> subexpr */
    Expression expression() throws SyntaxException {
        return subexpression(0);
    }

    /* subexpr -> (castexp | unop subexpr) { binop subexpr }
    where binop is any binary operator with a priority higher than limit */
    private Expression subexpression(int limit) throws SyntaxException {
        tokens.enterLevel();
        Expression left;
        UnaryOperator unary = unaryOperator();
        if (unary != null) {
            Position position = tokens.next().position();
            left = new Expression.Unary(position, unary, subexpression(UNARY_PRIORITY));
        } else {
            left = castExpression();
        }
        BinaryOperator operator = binaryOperator();
        while (operator != null && operator.leftPriority() > limit) {
            Position position = tokens.next().position();
            Expression right = subexpression(operator.rightPriority());
            left = new Expression.Binary(position, operator, left, right);
            operator = binaryOperator();
        }
        tokens.leaveLevel();
        return left;
    }

    private @Nullable UnaryOperator unaryOperator() {
        return switch (tokens.current().kind()) {
            case NOT -> UnaryOperator.NOT;
            case MINUS -> UnaryOperator.NEGATE;
            case TILDE -> UnaryOperator.BITWISE_NOT;
            case HASH -> UnaryOperator.LENGTH;
            default -> null;
        };
    }

    private @Nullable BinaryOperator binaryOperator() {
        return switch (tokens.current().kind()) {
            case PLUS -> BinaryOperator.ADD;
            case MINUS -> BinaryOperator.SUBTRACT;
            case STAR -> BinaryOperator.MULTIPLY;
            case PERCENT -> BinaryOperator.MODULO;
            case CARET -> BinaryOperator.POWER;
            case SLASH -> BinaryOperator.DIVIDE;
            case DOUBLE_SLASH -> BinaryOperator.FLOOR_DIVIDE;
            case AMPERSAND -> BinaryOperator.BITWISE_AND;
            case PIPE -> BinaryOperator.BITWISE_OR;
            case TILDE -> BinaryOperator.BITWISE_XOR;
            case SHIFT_LEFT -> BinaryOperator.SHIFT_LEFT;
            case SHIFT_RIGHT -> BinaryOperator.SHIFT_RIGHT;
            case CONCAT -> BinaryOperator.CONCAT;
            case NOT_EQUAL -> BinaryOperator.NOT_EQUAL;
            case EQUAL -> BinaryOperator.EQUAL;
            case LESS -> BinaryOperator.LESS;
            case LESS_EQUAL -> BinaryOperator.LESS_EQUAL;
            case GREATER -> BinaryOperator.GREATER;
            case GREATER_EQUAL -> BinaryOperator.GREATER_EQUAL;
            case AND -> BinaryOperator.AND;
            case OR -> BinaryOperator.OR;
            default -> null;
        };
    }

    /* castexp -> simpleexp { '::' type | 'as' type } */
    private Expression castExpression() throws SyntaxException {
        Expression expression = simpleExpression();
        while (true) {
            Position position = tokens.position();
            if (castFollows() || asFollows()) {
                tokens.next();
                expression = new Expression.Cast(position, expression, types.type());
            } else {
                return expression;
            }
        }
    }

    /**
     * Whether the {@code ::} here begins a cast. Plain Lua comes first: {@code :: NAME ::} is a label, unless what follows
     * shows that the name was a type in front of a label.
     */
    private boolean castFollows() throws SyntaxException {
        if (!tokens.at(TokenKind.DOUBLE_COLON)) {
            return false;
        }
        boolean label = tokens.peekIs(1, TokenKind.NAME) && tokens.peekIs(2, TokenKind.DOUBLE_COLON);
        return !label || (tokens.peekIs(3, TokenKind.NAME) && tokens.peekIs(4, TokenKind.DOUBLE_COLON));
    }

    /** Whether the name {@code as} here begins a cast: on the line of what it casts, and in front of a type. */
    private boolean asFollows() throws SyntaxException {
        if (!tokens.current().isWord("as") || tokens.line() != tokens.previous().line()) {
            return false;
        }
        return switch (tokens.peek(1).kind()) {
            case NAME, STRING, INTEGER, FLOAT, NIL, TRUE, FALSE, FUNCTION, LEFT_BRACE, LEFT_PAREN -> true;
            default -> false;
        };
    }

    /* simpleexp -> FLT | INT | STRING | NIL | TRUE | FALSE | '...' | constructor | FUNCTION body | suffixedexp */
    private Expression simpleExpression() throws SyntaxException {
        Position position = tokens.position();
        return switch (tokens.current().kind()) {
            case FLOAT -> new Expression.FloatNumber(position, tokens.next().floating());
            case INTEGER -> new Expression.IntegerNumber(position, tokens.next().integer());
            case STRING -> new Expression.Text(position, tokens.next().string());
            case NIL -> {
                tokens.next();
                yield new Expression.Nil(position);
            }
            case TRUE, FALSE -> new Expression.Bool(position, tokens.next().is(TokenKind.TRUE));
            case ELLIPSIS -> {
                if (!scopes.variadic()) {
                    throw tokens.error("cannot use '...' outside a vararg function");
                }
                tokens.next();
                yield new Expression.Varargs(position);
            }
            case LEFT_BRACE -> tableConstructor();
            case FUNCTION -> {
                tokens.next();
                yield new Expression.Function(position, statements.functionBody(tokens.position(), null, false));
            }
            default -> suffixedExpression();
        };
    }

    /* primaryexp -> NAME | '(' expr ')' */
    private Expression primaryExpression() throws SyntaxException {
        Position position = tokens.position();
        if (tokens.at(TokenKind.NAME)) {
            return variable(tokens.next());
        }
        if (tokens.accept(TokenKind.LEFT_PAREN)) {
            Expression inner = expression();
            tokens.expectClosing(TokenKind.RIGHT_PAREN, TokenKind.LEFT_PAREN, position);
            return new Expression.Parenthesized(position, inner);
        }
        throw tokens.error("unexpected symbol");
    }

    /** What a name stands for. */
    Expression.Target variable(Token name) throws SyntaxException {
        Variable variable = scopes.resolve(name.name());
        return variable != null
                ? new Expression.Local(name.position(), variable)
                : new Expression.Global(name.position(), name.name(), scopes.environment());
    }

    static Expression.Text nameText(Token name) {
        return new Expression.Text(name.position(), ByteString.of(name.name()));
    }

    /* suffixedexp -> primaryexp { '.' NAME | '[' expr ']' | ':' NAME [typeargs] funcargs | [typeargs] funcargs | '!' } */
    Expression suffixedExpression() throws SyntaxException {
        Position start = tokens.position();
        Expression expression = primaryExpression();
        while (true) {
            switch (tokens.current().kind()) {
                case DOT -> {
                    tokens.next();
                    Token name = tokens.expect(TokenKind.NAME);
                    expression = new Expression.Index(name.position(), expression, nameText(name));
                }
                case LEFT_BRACKET -> {
                    Expression key = bracketedKey();
                    expression = new Expression.Index(tokens.previous(), expression, key);
                }
                case COLON -> {
                    tokens.next();
                    String name = tokens.expect(TokenKind.NAME).name();
                    typeArguments();
                    expression = new Expression.MethodCall(start, expression, name, arguments(start));
                }
                case LEFT_PAREN, STRING, LEFT_BRACE ->
                    expression = new Expression.Call(start, expression, arguments(start));
                case DOUBLE_COLON -> {
                    if (!typeArguments()) {
                        return expression;
                    }
                    expression = new Expression.Call(start, expression, arguments(start));
                }
                case BANG -> expression = new Expression.NotNil(tokens.next().position(), expression);
                default -> {
                    return expression;
                }
            }
        }
    }

    /* yindex -> '[' expr ']' */
    private Expression bracketedKey() throws SyntaxException {
        tokens.next();
        Expression key = expression();
        tokens.expect(TokenKind.RIGHT_BRACKET);
        return key;
    }

    /* typeargs -> '::' '<' type { ',' type } '>'; read and forgotten */
    private boolean typeArguments() throws SyntaxException {
        if (!tokens.at(TokenKind.DOUBLE_COLON) || !tokens.peekIs(1, TokenKind.LESS)) {
            return false;
        }
        tokens.next();
        types.arguments();
        return true;
    }

    /* funcargs -> '(' [ explist ] ')' | constructor | STRING */
    private List<Expression> arguments(Position start) throws SyntaxException {
        Position position = tokens.position();
        switch (tokens.current().kind()) {
            case STRING -> {
                return List.of(new Expression.Text(position, tokens.next().string()));
            }
            case LEFT_BRACE -> {
                return List.of(tableConstructor());
            }
            case LEFT_PAREN -> {
                tokens.next();
                List<Expression> list = tokens.at(TokenKind.RIGHT_PAREN) ? List.of() : expressionList();
                tokens.expectClosing(TokenKind.RIGHT_PAREN, TokenKind.LEFT_PAREN, start);
                return list;
            }
            default -> throw tokens.error("function arguments expected");
        }
    }

    /* constructor -> '{' [ field { sep field } [sep] ] '}'   sep -> ',' | ';' */
    private Expression tableConstructor() throws SyntaxException {
        Position position = tokens.next().position();
        List<Expression.Field> fields = new ArrayList<>();
        while (!tokens.at(TokenKind.RIGHT_BRACE)) {
            fields.add(field());
            if (!tokens.accept(TokenKind.COMMA) && !tokens.accept(TokenKind.SEMICOLON)) {
                break;
            }
        }
        tokens.expectClosing(TokenKind.RIGHT_BRACE, TokenKind.LEFT_BRACE, position);
        return new Expression.Table(position, fields);
    }

    /* field -> NAME '=' expr | '[' expr ']' '=' expr | expr */
    private Expression.Field field() throws SyntaxException {
        Position position = tokens.position();
        Expression key = null;
        if (tokens.at(TokenKind.NAME) && tokens.peekIs(1, TokenKind.ASSIGN)) {
            key = nameText(tokens.next());
        } else if (tokens.at(TokenKind.LEFT_BRACKET)) {
            key = bracketedKey();
        }
        if (key != null) {
            tokens.expect(TokenKind.ASSIGN);
        }
        return new Expression.Field(position, key, expression());
    }
}
