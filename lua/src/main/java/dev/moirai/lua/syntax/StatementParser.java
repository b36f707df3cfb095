package dev.moirai.lua.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads statements and function bodies. Above each method stands the rule of the grammar it reads. */
final class StatementParser {
    private final TokenStream tokens;
    private final Scopes scopes;
    private final ExpressionParser expressions;
    private final TypeParser types;

    StatementParser(TokenStream tokens, Scopes scopes) {
        this.tokens = tokens;
        this.scopes = scopes;
        this.types = new TypeParser(tokens, scopes);
        this.expressions = new ExpressionParser(tokens, scopes, types, this);
        types.expressions(expressions);
    }

    /* block -> { stat } [ RETURN [explist] [';'] ] */
    Block block() throws SyntaxException {
        List<Statement> statements = new ArrayList<>();
        while (!blockEnds(true)) {
            if (tokens.at(TokenKind.RETURN)) {
                tokens.enterLevel();
                statements.add(returnStatement());
                tokens.leaveLevel();
                break;
            }
            statement(statements);
        }
        return new Block(statements, tokens.position());
    }

    /** A block with a scope of its own. */
    private Block scopedBlock(boolean loop) throws SyntaxException {
        scopes.openBlock(loop);
        Block block = block();
        scopes.closeBlock();
        return block;
    }

    private boolean blockEnds(boolean atUntil) {
        return switch (tokens.current().kind()) {
            case ELSE, ELSEIF, END, END_OF_TEXT -> true;
            case UNTIL -> atUntil;
            default -> false;
        };
    }

    /* stat -> ';' | ifstat | whilestat | DO block END | forstat | repeatstat | FUNCTION funcstat
    | LOCAL localstat | label | BREAK | GOTO NAME | typestat | interfacestat | exprstat */
    private void statement(List<Statement> into) throws SyntaxException {
        tokens.enterLevel();
        Position position = tokens.position();
        switch (tokens.current().kind()) {
            case SEMICOLON -> tokens.next();
            case IF -> into.add(ifStatement(position));
            case WHILE -> into.add(whileStatement(position));
            case DO -> {
                tokens.next();
                Block block = scopedBlock(false);
                tokens.expectClosing(TokenKind.END, TokenKind.DO, position);
                into.add(new Statement.Do(position, block));
            }
            case FOR -> into.add(forStatement(position));
            case REPEAT -> into.add(repeatStatement(position));
            case FUNCTION -> into.add(functionStatement(position));
            case LOCAL -> {
                tokens.next();
                into.add(tokens.at(TokenKind.FUNCTION) ? localFunction(position) : localStatement(position));
            }
            case DOUBLE_COLON -> label(position, into);
            case BREAK -> {
                tokens.next();
                scopes.leaveLoop(position);
                into.add(new Statement.Break(position));
            }
            case GOTO -> {
                tokens.next();
                Token label = tokens.expect(TokenKind.NAME);
                scopes.jump(label.name(), label.position());
                into.add(new Statement.Goto(position, label.name()));
            }
            default -> into.add(nameStatement(position));
        }
        tokens.leaveLevel();
    }

    private Statement nameStatement(Position position) throws SyntaxException {
        if (tokens.current().isWord("type")
                && tokens.peekIs(1, TokenKind.NAME)
                && (tokens.peekIs(2, TokenKind.ASSIGN) || tokens.peekIs(2, TokenKind.LESS))) {
            return typeStatement(position);
        }
        if (tokens.current().isWord("interface") && tokens.peekIs(1, TokenKind.NAME)) {
            return interfaceStatement(position);
        }
        return expressionStatement(position);
    }

    /* ifstat -> IF exp THEN block { ELSEIF exp THEN block } [ELSE block] END */
    private Statement ifStatement(Position position) throws SyntaxException {
        List<Statement.Branch> branches = new ArrayList<>();
        Block otherwise = null;
        branches.add(branch());
        while (tokens.at(TokenKind.ELSEIF)) {
            branches.add(branch());
        }
        if (tokens.accept(TokenKind.ELSE)) {
            otherwise = scopedBlock(false);
        }
        tokens.expectClosing(TokenKind.END, TokenKind.IF, position);
        return new Statement.If(position, branches, otherwise);
    }

    /* branch -> (IF | ELSEIF) exp THEN block */
    private Statement.Branch branch() throws SyntaxException {
        Position position = tokens.next().position();
        Expression condition = expressions.expression();
        tokens.expect(TokenKind.THEN);
        return new Statement.Branch(position, condition, scopedBlock(false));
    }

    /* whilestat -> WHILE exp DO block END */
    private Statement whileStatement(Position position) throws SyntaxException {
        tokens.next();
        Expression condition = expressions.expression();
        scopes.openBlock(true);
        tokens.expect(TokenKind.DO);
        Block block = scopedBlock(false);
        tokens.expectClosing(TokenKind.END, TokenKind.WHILE, position);
        scopes.closeBlock();
        return new Statement.While(position, condition, block);
    }

    /* repeatstat -> REPEAT block UNTIL exp */
    private Statement repeatStatement(Position position) throws SyntaxException {
        scopes.openBlock(true);
        scopes.openBlock(false);
        tokens.next();
        Block block = block();
        tokens.expectClosing(TokenKind.UNTIL, TokenKind.REPEAT, position);
        Expression condition = expressions.expression();
        scopes.closeBlock();
        scopes.closeBlock();
        return new Statement.Repeat(position, block, condition);
    }

    /* forstat -> FOR (fornum | forlist) END */
    private Statement forStatement(Position position) throws SyntaxException {
        scopes.openBlock(true);
        tokens.next();
        Token name = tokens.expect(TokenKind.NAME);
        TypeExpression type = annotation();
        Statement statement = switch (tokens.current().kind()) {
            case ASSIGN -> numericFor(variable(name, type));
            case COMMA, IN -> genericFor(variable(name, type));
            default -> throw tokens.error("'=' or 'in' expected");
        };
        tokens.expectClosing(TokenKind.END, TokenKind.FOR, position);
        scopes.closeBlock();
        return statement;
    }

    /* fornum -> NAME [':' type] '=' exp ',' exp [',' exp] DO block */
    private Statement numericFor(Variable variable) throws SyntaxException {
        scopes.reserve(3); // index, limit and step
        scopes.reserve(1);
        tokens.next();
        Expression start = expressions.expression();
        tokens.expect(TokenKind.COMMA);
        Expression limit = expressions.expression();
        Expression step = tokens.accept(TokenKind.COMMA) ? expressions.expression() : null;
        Position position = tokens.current().position();
        return new Statement.NumericFor(position, variable, start, limit, step, loopBody(List.of(variable)));
    }

    /* forlist -> NAME [':' type] {',' NAME [':' type]} IN explist DO block */
    private Statement genericFor(Variable first) throws SyntaxException {
        List<Variable> variables = new ArrayList<>();
        scopes.reserve(4); // iterator, state, control and closing value
        scopes.reserve(1);
        variables.add(first);
        while (tokens.accept(TokenKind.COMMA)) {
            Token name = tokens.expect(TokenKind.NAME);
            scopes.reserve(1);
            variables.add(variable(name, annotation()));
        }
        tokens.expect(TokenKind.IN);
        Position position = tokens.current().position();
        List<Expression> iterator = expressions.expressionList();
        return new Statement.GenericFor(position, variables, iterator, loopBody(variables));
    }

    private Block loopBody(List<Variable> variables) throws SyntaxException {
        tokens.expect(TokenKind.DO);
        scopes.openBlock(false);
        variables.forEach(scopes::activate);
        Block block = block();
        scopes.closeBlock();
        return block;
    }

    private static Variable variable(Token name, @Nullable TypeExpression type) {
        return new Variable(name.name(), name.position(), Variable.Attribute.REGULAR, type);
    }

    /* annotation -> [':' type] */
    private @Nullable TypeExpression annotation() throws SyntaxException {
        return tokens.accept(TokenKind.COLON) ? types.type() : null;
    }

    /* funcstat -> FUNCTION NAME {'.' NAME} [':' NAME] body */
    private Statement functionStatement(Position position) throws SyntaxException {
        tokens.next();
        Token first = tokens.expect(TokenKind.NAME);
        StringBuilder name = new StringBuilder(first.name());
        Expression.Target target = expressions.variable(first);
        while (tokens.at(TokenKind.DOT)) {
            target = functionNamePart(target, name);
        }
        boolean method = tokens.at(TokenKind.COLON);
        if (method) {
            target = functionNamePart(target, name);
        }
        FunctionBody body = functionBody(position, name.toString(), method);
        if (target instanceof Expression.Local local) {
            scopes.assign(local.variable());
        }
        return new Statement.FunctionDeclaration(position, target, new Expression.Function(position, body));
    }

    private Expression.Target functionNamePart(Expression.Target object, StringBuilder name) throws SyntaxException {
        name.append(tokens.next().kind().text());
        Token field = tokens.expect(TokenKind.NAME);
        name.append(field.name());
        return new Expression.Index(field.position(), object, ExpressionParser.nameText(field));
    }

    /* localfunc -> LOCAL FUNCTION NAME body */
    private Statement localFunction(Position position) throws SyntaxException {
        Position functionPosition = tokens.next().position();
        Token name = tokens.expect(TokenKind.NAME);
        scopes.reserve(1);
        Variable variable = variable(name, null);
        scopes.activate(variable);
        FunctionBody body = functionBody(tokens.position(), name.name(), false);
        return new Statement.LocalFunction(position, variable, new Expression.Function(functionPosition, body));
    }

    /* localstat -> LOCAL NAME attrib {',' NAME attrib} ['=' explist] */
    private Statement localStatement(Position position) throws SyntaxException {
        List<Variable> variables = new ArrayList<>();
        boolean closes = false;
        do {
            Token name = tokens.expect(TokenKind.NAME);
            scopes.reserve(1);
            Variable variable = attributes(name);
            variables.add(variable);
            if (variable.attribute() == Variable.Attribute.CLOSE) {
                if (closes) {
                    throw tokens.errorWithoutToken("multiple to-be-closed variables in local list");
                }
                closes = true;
            }
        } while (tokens.accept(TokenKind.COMMA));
        List<Expression> values = tokens.accept(TokenKind.ASSIGN) ? expressions.expressionList() : List.of();
        variables.forEach(scopes::activate);
        return new Statement.LocalDeclaration(position, variables, values);
    }

    /* attrib -> ['<' NAME '>'] [':' type] | [':' type] ['<' NAME '>'] */
    private Variable attributes(Token name) throws SyntaxException {
        TypeExpression type = annotation();
        Variable.Attribute attribute = Variable.Attribute.REGULAR;
        if (tokens.accept(TokenKind.LESS)) {
            String word = tokens.expect(TokenKind.NAME).name();
            tokens.expect(TokenKind.GREATER);
            attribute = switch (word) {
                case "const" -> Variable.Attribute.CONST;
                case "close" -> Variable.Attribute.CLOSE;
                default -> throw tokens.errorWithoutToken("unknown attribute '" + word + "'");
            };
        }
        if (type == null) {
            type = annotation();
        }
        return new Variable(name.name(), name.position(), attribute, type);
    }

    /* retstat -> RETURN [explist] [';'] */
    private Statement returnStatement() throws SyntaxException {
        Position position = tokens.next().position();
        List<Expression> values =
                blockEnds(true) || tokens.at(TokenKind.SEMICOLON) ? List.of() : expressions.expressionList();
        tokens.accept(TokenKind.SEMICOLON);
        return new Statement.Return(position, values);
    }

    /* label -> '::' NAME '::' {';' | label} */
    private void label(Position position, List<Statement> into) throws SyntaxException {
        tokens.next();
        String name = tokens.expect(TokenKind.NAME).name();
        tokens.expect(TokenKind.DOUBLE_COLON);
        int place = into.size();
        while (tokens.at(TokenKind.SEMICOLON) || tokens.at(TokenKind.DOUBLE_COLON)) {
            statement(into);
        }
        scopes.checkNewLabel(name);
        boolean last = blockEnds(false);
        scopes.placeLabel(name, position, last);
        into.add(place, new Statement.Label(position, name, last));
    }

    /* typestat -> 'type' NAME [generics] '=' type */
    private Statement typeStatement(Position position) throws SyntaxException {
        tokens.next();
        Variable variable = typeVariable();
        List<TypeExpression.Parameter> generics = types.generics();
        tokens.expect(TokenKind.ASSIGN);
        TypeExpression type = types.type();
        types.forget(generics);
        return new Statement.TypeAlias(position, variable, generics, type);
    }

    /* interfacestat -> 'interface' NAME [generics] [(':' | 'extends') type {',' type}] {member} END */
    private Statement interfaceStatement(Position position) throws SyntaxException {
        tokens.next();
        Variable variable = typeVariable();
        List<TypeExpression.Parameter> generics = types.generics();
        List<TypeExpression> parents = new ArrayList<>();
        if (tokens.at(TokenKind.COLON) || tokens.current().isWord("extends")) {
            do {
                tokens.next();
                parents.add(types.type());
            } while (tokens.at(TokenKind.COMMA));
        }
        List<TypeExpression.Field> members = new ArrayList<>();
        while (!blockEnds(true)) {
            members.add(types.member());
        }
        tokens.expectClosing(TokenKind.END, TokenKind.NAME, position);
        types.forget(generics);
        return new Statement.Interface(position, variable, generics, parents, members);
    }

    /** Declares the constant whose value will be a type; in scope at once, since types can be recursive. */
    private Variable typeVariable() throws SyntaxException {
        Token name = tokens.expect(TokenKind.NAME);
        scopes.reserve(1);
        Variable variable = new Variable(name.name(), name.position(), Variable.Attribute.CONST, null);
        scopes.activate(variable);
        return variable;
    }

    /* exprstat -> suffixedexp | assignment
    assignment -> suffixedexp {',' suffixedexp} '=' explist */
    private Statement expressionStatement(Position position) throws SyntaxException {
        Expression first = expressions.suffixedExpression();
        if (!tokens.at(TokenKind.ASSIGN) && !tokens.at(TokenKind.COMMA)) {
            if (first instanceof Expression.Call || first instanceof Expression.MethodCall) {
                return new Statement.CallStatement(position, (Expression.Multiple) first);
            }
            throw tokens.error("syntax error");
        }
        List<Expression.Target> targets = new ArrayList<>();
        targets.add(target(first));
        while (tokens.accept(TokenKind.COMMA)) {
            Expression next = expressions.suffixedExpression();
            tokens.enterLevel();
            targets.add(target(next));
        }
        tokens.expect(TokenKind.ASSIGN);
        List<Expression> values = expressions.expressionList();
        for (int i = 1; i < targets.size(); i++) {
            tokens.leaveLevel();
        }
        return new Statement.Assignment(position, targets, values);
    }

    private Expression.Target target(Expression expression) throws SyntaxException {
        if (!(expression instanceof Expression.Target target)) {
            throw tokens.error("syntax error");
        }
        if (target instanceof Expression.Local local) {
            scopes.assign(local.variable());
        }
        return target;
    }

    /* body -> [generics] '(' parlist ')' [':' resulttype] block END
    parlist -> [ {NAME [':' type] ','} (NAME [':' type] | '...' [':' type]) ] */
    FunctionBody functionBody(Position position, @Nullable String name, boolean method) throws SyntaxException {
        scopes.openFunction(position);
        List<TypeExpression.Parameter> generics = types.generics();
        tokens.expect(TokenKind.LEFT_PAREN);
        List<Variable> parameters = new ArrayList<>();
        if (method) {
            scopes.reserve(1);
            parameters.add(new Variable("self", tokens.position(), Variable.Attribute.REGULAR, null));
        }
        boolean variadic = false;
        TypeExpression variadicType = null;
        if (!tokens.at(TokenKind.RIGHT_PAREN)) {
            do {
                if (tokens.at(TokenKind.NAME)) {
                    Token parameter = tokens.next();
                    scopes.reserve(1);
                    parameters.add(variable(parameter, parameterType()));
                } else if (tokens.accept(TokenKind.ELLIPSIS)) {
                    variadic = true;
                    scopes.makeVariadic();
                    variadicType = annotation();
                } else {
                    throw tokens.error("<name> or '...' expected");
                }
            } while (!variadic && tokens.accept(TokenKind.COMMA));
        }
        parameters.forEach(scopes::activate);
        tokens.expect(TokenKind.RIGHT_PAREN);
        TypeExpression results = tokens.accept(TokenKind.COLON) ? types.resultType() : null;
        Block block = block();
        Position end = tokens.position();
        tokens.expectClosing(TokenKind.END, TokenKind.FUNCTION, position);
        types.forget(generics);
        List<Variable> upvalues = scopes.closeFunction();
        return new FunctionBody(
                position, end, name, generics, parameters, variadic, variadicType, results, block, upvalues);
    }

    /* parametertype -> [['?'] ':' type] */
    private @Nullable TypeExpression parameterType() throws SyntaxException {
        if (tokens.at(TokenKind.QUESTION) && tokens.peekIs(1, TokenKind.COLON)) {
            Position position = tokens.next().position();
            tokens.next();
            return new TypeExpression.Optional(position, types.type());
        }
        return annotation();
    }
}
