package dev.moirai.lua.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads types. Above each method stands the rule of the grammar it reads.
 *
 * <p>The words of this part of the language are names everywhere else. Those that stand before a type without any symbol
 * ({@code readonly}, {@code keyof}, {@code asserts}, {@code is}, {@code extends}) count only when what they belong to
 * follows on the same line, so that a type which ends a line never swallows the next statement.
 */
final class TypeParser {
    /** Types without type arguments, so that {@code x as number < 3} compares. */
    private static final Set<String> PRIMITIVES =
            Set.of("any", "unknown", "never", "boolean", "number", "integer", "string", "table", "thread", "userdata");

    private final TokenStream tokens;
    private final Scopes scopes;
    private final List<TypeExpression.Parameter> genericsInScope = new ArrayList<>();
    private @Nullable ExpressionParser expressions; // set once, before anything is read

    TypeParser(TokenStream tokens, Scopes scopes) {
        this.tokens = tokens;
        this.scopes = scopes;
    }

    /** Ties the knot: expressions contain types, and {@code typeof} contains an expression. */
    void expressions(ExpressionParser parser) {
        this.expressions = parser;
    }

    private Expression expression() throws SyntaxException {
        if (expressions == null) {
            throw new IllegalStateException("no expression parser yet");
        }
        return expressions.expression();
    }

    /* type -> ['|' | '&'] inter { '|' inter } [ 'extends' postfix '?' type ':' type ] */
    TypeExpression type() throws SyntaxException {
        tokens.enterLevel();
        Position position = tokens.position();
        if (tokens.at(TokenKind.PIPE) || tokens.at(TokenKind.AMPERSAND)) {
            tokens.next();
        }
        List<TypeExpression> members = new ArrayList<>();
        do {
            members.add(intersection());
        } while (tokens.accept(TokenKind.PIPE));
        TypeExpression type = members.size() == 1 ? members.getFirst() : new TypeExpression.Union(position, members);
        if (wordHere("extends")) {
            type = conditional(position, type);
        }
        tokens.leaveLevel();
        return type;
    }

    /* inter -> optional { '&' optional } */
    private TypeExpression intersection() throws SyntaxException {
        Position position = tokens.position();
        List<TypeExpression> members = new ArrayList<>();
        do {
            members.add(optional());
        } while (tokens.accept(TokenKind.AMPERSAND));
        return members.size() == 1 ? members.getFirst() : new TypeExpression.Intersection(position, members);
    }

    private TypeExpression conditional(Position position, TypeExpression checked) throws SyntaxException {
        tokens.next();
        TypeExpression bound = postfix();
        tokens.expect(TokenKind.QUESTION);
        TypeExpression then = type();
        tokens.expect(TokenKind.COLON);
        return new TypeExpression.Conditional(position, checked, bound, then, type());
    }

    /* optional -> postfix { '?' } */
    private TypeExpression optional() throws SyntaxException {
        TypeExpression type = postfix();
        while (tokens.at(TokenKind.QUESTION)) {
            type = new TypeExpression.Optional(tokens.next().position(), type);
            type = constrained(type);
        }
        return type;
    }

    /* postfix -> simple { '[' ']' | '[' type ']' | '@' NAME [ '(' [explist] ')' ] } */
    private TypeExpression postfix() throws SyntaxException {
        TypeExpression type = simple();
        while (true) {
            type = constrained(type);
            if (!tokens.at(TokenKind.LEFT_BRACKET)
                    || tokens.line() != tokens.previous().line()) {
                return type;
            }
            Position position = tokens.next().position();
            if (tokens.accept(TokenKind.RIGHT_BRACKET)) {
                type = new TypeExpression.ArrayOf(position, type);
            } else {
                TypeExpression key = type();
                tokens.expect(TokenKind.RIGHT_BRACKET);
                type = new TypeExpression.FieldOf(position, type, key);
            }
        }
    }

    private TypeExpression constrained(TypeExpression type) throws SyntaxException {
        if (!tokens.at(TokenKind.AT)) {
            return type;
        }
        List<TypeExpression.Constraint> constraints = new ArrayList<>();
        while (tokens.at(TokenKind.AT)) {
            Position position = tokens.next().position();
            String name = tokens.expect(TokenKind.NAME).name();
            List<Expression> arguments = new ArrayList<>();
            if (tokens.at(TokenKind.LEFT_PAREN)
                    && tokens.line() == tokens.previous().line()) {
                Position opening = tokens.next().position();
                while (!tokens.at(TokenKind.RIGHT_PAREN)) {
                    arguments.add(constant());
                    if (!tokens.accept(TokenKind.COMMA)) {
                        break;
                    }
                }
                tokens.expectClosing(TokenKind.RIGHT_PAREN, TokenKind.LEFT_PAREN, opening);
            }
            constraints.add(new TypeExpression.Constraint(position, name, arguments));
        }
        return new TypeExpression.Constrained(type.position(), type, constraints);
    }

    /* simple -> NIL | TRUE | FALSE | STRING | ['-'] INT | ['-'] FLT | FUNCTION | record | functype | '(' type ')'
    | 'fun' signature | 'interface' record | 'readonly' simple | 'keyof' simple | 'typeof' '(' expr ')'
    | 'asserts' NAME ['is' type] | path [typeargs] */
    private TypeExpression simple() throws SyntaxException {
        Position position = tokens.position();
        return switch (tokens.current().kind()) {
            case NIL, TRUE, FALSE, STRING, INTEGER, FLOAT, MINUS -> new TypeExpression.Literal(position, constant());
            case FUNCTION -> {
                tokens.next();
                yield new TypeExpression.Named(position, List.of("function"), List.of(), null);
            }
            case LEFT_BRACE -> braces();
            case LEFT_PAREN -> parentheses();
            case LESS -> {
                List<TypeExpression.Parameter> generics = generics();
                TypeExpression type = parentheses();
                forget(generics);
                yield type;
            }
            case NAME -> named();
            default -> throw tokens.error("type expected");
        };
    }

    /* constant -> NIL | TRUE | FALSE | STRING | ['-'] INT | ['-'] FLT */
    private Expression constant() throws SyntaxException {
        Position position = tokens.position();
        boolean negative = tokens.accept(TokenKind.MINUS);
        Token token = tokens.current();
        Expression constant = switch (token.kind()) {
            case INTEGER -> new Expression.IntegerNumber(position, negative ? -token.integer() : token.integer());
            case FLOAT -> new Expression.FloatNumber(position, negative ? -token.floating() : token.floating());
            case STRING -> negative ? null : new Expression.Text(position, token.string());
            case NIL -> negative ? null : new Expression.Nil(position);
            case TRUE, FALSE -> negative ? null : new Expression.Bool(position, token.is(TokenKind.TRUE));
            default -> null;
        };
        if (constant == null) {
            throw tokens.error(negative ? "number expected" : "constant expected");
        }
        tokens.next();
        return constant;
    }

    private TypeExpression named() throws SyntaxException {
        Position position = tokens.position();
        if (wordBefore("readonly", TokenKind.NAME) || wordBefore("readonly", TokenKind.LEFT_BRACE)) {
            tokens.next();
            return new TypeExpression.ReadOnly(position, nested());
        }
        if (wordBefore("keyof", TokenKind.NAME) || wordBefore("keyof", TokenKind.LEFT_PAREN)) {
            tokens.next();
            return new TypeExpression.KeyOf(position, nested());
        }
        if (wordBefore("interface", TokenKind.LEFT_BRACE)) {
            tokens.next();
            return braces();
        }
        if (wordBefore("fun", TokenKind.LEFT_PAREN) || wordBefore("fun", TokenKind.LESS)) {
            tokens.next();
            return signature(position);
        }
        if (wordBefore("typeof", TokenKind.LEFT_PAREN)) {
            tokens.next();
            Position opening = tokens.next().position();
            Expression expression = expression();
            tokens.expectClosing(TokenKind.RIGHT_PAREN, TokenKind.LEFT_PAREN, opening);
            return new TypeExpression.TypeOf(position, expression);
        }
        if (wordBefore("asserts", TokenKind.NAME)) {
            tokens.next();
            String parameter = tokens.next().name();
            TypeExpression type = null;
            if (wordHere("is")) {
                tokens.next();
                type = type();
            }
            return new TypeExpression.Assertion(position, parameter, type);
        }
        return path();
    }

    private TypeExpression nested() throws SyntaxException {
        tokens.enterLevel();
        TypeExpression type = postfix();
        tokens.leaveLevel();
        return type;
    }

    private boolean wordHere(String word) {
        return tokens.current().isWord(word)
                && tokens.line() == tokens.previous().line();
    }

    private boolean wordBefore(String word, TokenKind next) throws SyntaxException {
        return tokens.current().isWord(word)
                && tokens.peekIs(1, next)
                && tokens.peek(1).line() == tokens.line();
    }

    /* path -> NAME { '.' NAME } [ '<' type { ',' type } '>' ] */
    private TypeExpression path() throws SyntaxException {
        Token first = tokens.next();
        List<String> path = new ArrayList<>();
        path.add(first.name());
        while (tokens.accept(TokenKind.DOT)) {
            path.add(tokens.expect(TokenKind.NAME).name());
        }
        boolean primitive = path.size() == 1 && PRIMITIVES.contains(first.name());
        List<TypeExpression> arguments =
                tokens.at(TokenKind.LESS) && !primitive && !attributeHere() ? arguments() : List.of();
        Variable declaration = isGeneric(first.name()) ? null : scopes.mention(first.name());
        return new TypeExpression.Named(first.position(), path, arguments, declaration);
    }

    /** Whether {@code <const>} or {@code <close>} follows, which belongs to the variable and not to its type. */
    private boolean attributeHere() throws SyntaxException {
        return (tokens.peek(1).isWord("const") || tokens.peek(1).isWord("close"))
                && tokens.peekIs(2, TokenKind.GREATER);
    }

    /* typeargs -> '<' type { ',' type } '>' */
    List<TypeExpression> arguments() throws SyntaxException {
        tokens.expect(TokenKind.LESS);
        List<TypeExpression> arguments = new ArrayList<>();
        do {
            arguments.add(type());
        } while (tokens.accept(TokenKind.COMMA));
        tokens.expectGreater();
        return arguments;
    }

    /* generics -> [ '<' NAME [(':' | 'extends') type] { ',' NAME [(':' | 'extends') type] } '>' ]
    The names are types until they are forgotten. */
    List<TypeExpression.Parameter> generics() throws SyntaxException {
        List<TypeExpression.Parameter> generics = new ArrayList<>();
        if (!tokens.accept(TokenKind.LESS)) {
            return generics;
        }
        do {
            Token name = tokens.expect(TokenKind.NAME);
            TypeExpression bound = null;
            if (tokens.at(TokenKind.COLON) || tokens.current().isWord("extends")) {
                tokens.next();
                bound = type();
            }
            TypeExpression.Parameter parameter = new TypeExpression.Parameter(name.position(), name.name(), bound);
            generics.add(parameter);
            genericsInScope.add(parameter);
        } while (tokens.accept(TokenKind.COMMA));
        tokens.expectGreater();
        return generics;
    }

    void forget(List<TypeExpression.Parameter> generics) {
        for (int i = 0; i < generics.size(); i++) {
            genericsInScope.removeLast();
        }
    }

    private boolean isGeneric(String name) {
        return genericsInScope.stream().anyMatch(parameter -> parameter.name().equals(name));
    }

    /* record -> '{' [ type | recfield { (',' | ';') recfield } [',' | ';'] ] '}'
    recfield -> '[' type ']' ':' type | ['readonly'] NAME ['?'] ':' type */
    private TypeExpression braces() throws SyntaxException {
        Position position = tokens.next().position();
        TypeExpression type;
        if (tokens.at(TokenKind.RIGHT_BRACE) || tokens.at(TokenKind.LEFT_BRACKET) || fieldHere()) {
            type = record(position);
        } else {
            type = new TypeExpression.ArrayOf(position, type());
        }
        tokens.expectClosing(TokenKind.RIGHT_BRACE, TokenKind.LEFT_BRACE, position);
        return type;
    }

    private boolean fieldHere() throws SyntaxException {
        if (!tokens.at(TokenKind.NAME)) {
            return false;
        }
        int name = tokens.current().isWord("readonly") && tokens.peekIs(1, TokenKind.NAME) ? 1 : 0;
        return tokens.peekIs(name + 1, TokenKind.COLON)
                || (tokens.peekIs(name + 1, TokenKind.QUESTION) && tokens.peekIs(name + 2, TokenKind.COLON));
    }

    private TypeExpression record(Position position) throws SyntaxException {
        List<TypeExpression.Field> fields = new ArrayList<>();
        TypeExpression.MapOf rest = null;
        while (!tokens.at(TokenKind.RIGHT_BRACE)) {
            if (tokens.at(TokenKind.LEFT_BRACKET) && rest == null) {
                Position opening = tokens.next().position();
                TypeExpression key = type();
                tokens.expect(TokenKind.RIGHT_BRACKET);
                tokens.expect(TokenKind.COLON);
                rest = new TypeExpression.MapOf(opening, key, type());
            } else {
                fields.add(field());
            }
            if (!tokens.accept(TokenKind.COMMA) && !tokens.accept(TokenKind.SEMICOLON)) {
                break;
            }
        }
        return fields.isEmpty() && rest != null ? rest : new TypeExpression.Record(position, fields, rest);
    }

    private TypeExpression.Field field() throws SyntaxException {
        boolean readOnly = tokens.current().isWord("readonly") && tokens.peekIs(1, TokenKind.NAME);
        if (readOnly) {
            tokens.next();
        }
        Token name = tokens.expect(TokenKind.NAME);
        boolean optional = tokens.accept(TokenKind.QUESTION);
        tokens.expect(TokenKind.COLON);
        return new TypeExpression.Field(name.position(), name.name(), type(), optional, readOnly);
    }

    /* member -> FUNCTION NAME signature [';'] | recfield [',' | ';'] */
    TypeExpression.Field member() throws SyntaxException {
        TypeExpression.Field member;
        if (tokens.at(TokenKind.FUNCTION)) {
            Position position = tokens.next().position();
            Token name = tokens.expect(TokenKind.NAME);
            member = new TypeExpression.Field(name.position(), name.name(), signature(position), false, false);
        } else {
            member = field();
        }
        if (!tokens.accept(TokenKind.COMMA)) {
            tokens.accept(TokenKind.SEMICOLON);
        }
        return member;
    }

    /* signature -> [generics] '(' [typelist] ')' [':' resulttype] */
    private TypeExpression signature(Position position) throws SyntaxException {
        List<TypeExpression.Parameter> generics = generics();
        ParameterTypes parameters = parameterTypes();
        TypeExpression results = tokens.accept(TokenKind.COLON) ? resultType() : null;
        forget(generics);
        return new TypeExpression.FunctionType(position, generics, parameters.fixed, parameters.variadic, results);
    }

    /* functype -> '(' [typelist] ')' '-' '>' resulttype | '(' [typelist] ')' */
    private TypeExpression parentheses() throws SyntaxException {
        Position position = tokens.position();
        ParameterTypes parameters = parameterTypes();
        if (arrowHere()) {
            tokens.next();
            tokens.next();
            return new TypeExpression.FunctionType(
                    position, List.of(), parameters.fixed, parameters.variadic, resultType());
        }
        List<TypeExpression> members = new ArrayList<>();
        parameters.fixed.forEach(field -> members.add(field.type()));
        if (parameters.variadic != null) {
            members.add(new TypeExpression.Variadic(parameters.variadic.position(), parameters.variadic));
        }
        return members.size() == 1 && parameters.variadic == null
                ? members.getFirst()
                : new TypeExpression.Tuple(position, members);
    }

    private boolean arrowHere() throws SyntaxException {
        return tokens.at(TokenKind.MINUS)
                && tokens.peekIs(1, TokenKind.GREATER)
                && tokens.peek(1).start() == tokens.current().end();
    }

    private record ParameterTypes(
            List<TypeExpression.Field> fixed, @Nullable TypeExpression variadic) {}

    /* typelist -> paramtype { ',' paramtype } [',' '...' [[':'] type]]   paramtype -> [NAME ['?'] ':'] type */
    private ParameterTypes parameterTypes() throws SyntaxException {
        Position opening = tokens.expect(TokenKind.LEFT_PAREN).position();
        List<TypeExpression.Field> fixed = new ArrayList<>();
        TypeExpression variadic = null;
        while (!tokens.at(TokenKind.RIGHT_PAREN)) {
            if (tokens.at(TokenKind.ELLIPSIS)) {
                variadic = variadic();
                break;
            }
            fixed.add(fieldHere() ? field() : unnamedParameter());
            if (!tokens.accept(TokenKind.COMMA)) {
                break;
            }
        }
        tokens.expectClosing(TokenKind.RIGHT_PAREN, TokenKind.LEFT_PAREN, opening);
        return new ParameterTypes(fixed, variadic);
    }

    private TypeExpression.Field unnamedParameter() throws SyntaxException {
        Position position = tokens.position();
        return new TypeExpression.Field(position, "", type(), false, false);
    }

    private TypeExpression variadic() throws SyntaxException {
        Position position = tokens.next().position();
        tokens.accept(TokenKind.COLON);
        return tokens.at(TokenKind.RIGHT_PAREN)
                ? new TypeExpression.Named(position, List.of("any"), List.of(), null)
                : type();
    }

    /* resulttype -> '...' type | type */
    TypeExpression resultType() throws SyntaxException {
        if (tokens.at(TokenKind.ELLIPSIS)) {
            Position position = tokens.position();
            return new TypeExpression.Variadic(position, variadic());
        }
        return type();
    }
}
