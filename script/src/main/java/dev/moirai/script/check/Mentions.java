package dev.moirai.script.check;

import dev.moirai.lua.syntax.Block;
import dev.moirai.lua.syntax.Chunk;
import dev.moirai.lua.syntax.Expression;
import dev.moirai.lua.syntax.Expression.Call;
import dev.moirai.lua.syntax.Expression.Global;
import dev.moirai.lua.syntax.Expression.Index;
import dev.moirai.lua.syntax.Expression.MethodCall;
import dev.moirai.lua.syntax.Expression.Text;
import dev.moirai.lua.syntax.Position;
import dev.moirai.lua.syntax.Statement;
import dev.moirai.lua.syntax.Variable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a piece of Lua code mentions: globals, fields, calls and texts, in no particular order.
 *
 * <p>The tree is walked with a list of what is still to be seen, for chains of operators may be arbitrarily long.
 */
public final class Mentions {
    private final Chunk chunk;
    private final Deque<Object> open = new ArrayDeque<>();
    private final List<Global> reads = new ArrayList<>();
    private final List<Global> writes = new ArrayList<>();
    private final List<Index> fields = new ArrayList<>();
    private final List<Index> fieldWrites = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private final List<MethodCall> methodCalls = new ArrayList<>();
    private final List<Text> texts = new ArrayList<>();
    private final Map<Variable, Expression> constants = new HashMap<>();

    private Mentions(Chunk chunk) {
        this.chunk = chunk;
    }

    /** What {@code chunk} mentions. */
    public static Mentions in(Chunk chunk) {
        var mentions = new Mentions(chunk);
        mentions.add(chunk.main().block());
        while (!mentions.open.isEmpty()) {
            switch (mentions.open.pop()) {
                case Statement statement -> mentions.visit(statement);
                case Expression expression -> mentions.visit(expression);
                case Object other -> throw new IllegalStateException("no part of a tree: " + other);
            }
        }
        return mentions;
    }

    /** The globals whose value is used. */
    List<Global> reads() {
        return reads;
    }

    /** The globals that are assigned to. */
    List<Global> writes() {
        return writes;
    }

    /** Fields with a constant name that are used. */
    List<Index> fields() {
        return fields;
    }

    /** Fields with a constant name that are assigned to. */
    List<Index> fieldWrites() {
        return fieldWrites;
    }

    List<Call> calls() {
        return calls;
    }

    List<MethodCall> methodCalls() {
        return methodCalls;
    }

    /** Calls of {@code require} with one argument. */
    List<Call> requires() {
        return calls.stream()
                .filter(call -> isRequire(call.function()) && call.arguments().size() == 1)
                .toList();
    }

    // ---- what the code as a whole returns

    /** Whether the code returns something at its end, or may do so before. */
    boolean returns() {
        return results().stream().anyMatch(end -> !end.values().isEmpty());
    }

    /**
     * The names in the table that the code returns at its end; empty if it may return before, or returns no table written
     * there, or one with keys that are no names.
     */
    Optional<Set<String>> resultFields() {
        if (results().size() != 1
                || !(lastStatement() instanceof Statement.Return end)
                || end.values().size() != 1
                || !(end.values().getFirst() instanceof Expression.Table table)) {
            return Optional.empty();
        }
        var names = new HashSet<String>();
        for (var field : table.fields()) {
            if (!(field.key() instanceof Text name)) {
                return Optional.empty();
            }
            names.add(text(name));
        }
        return Optional.of(names);
    }

    /** All places at which the code as a whole may end. */
    private List<Statement.Return> results() {
        var found = new ArrayList<Statement.Return>();
        var open = new ArrayDeque<>(List.of(chunk.main().block()));
        while (!open.isEmpty()) {
            for (Statement statement : open.pop().statements()) {
                switch (statement) {
                    case Statement.Return end -> found.add(end);
                    case Statement.Do block -> open.add(block.block());
                    case Statement.While loop -> open.add(loop.block());
                    case Statement.Repeat loop -> open.add(loop.block());
                    case Statement.NumericFor loop -> open.add(loop.block());
                    case Statement.GenericFor loop -> open.add(loop.block());
                    case Statement.If choice -> {
                        choice.branches().forEach(branch -> open.add(branch.block()));
                        if (choice.otherwise() != null) {
                            open.add(choice.otherwise());
                        }
                    }
                    default -> {}
                }
            }
        }
        return found;
    }

    /** Where the last statement begins. */
    Position resultAt() {
        Statement last = lastStatement();
        return last == null ? chunk.main().end() : last.position();
    }

    private @Nullable Statement lastStatement() {
        List<Statement> statements = chunk.main().block().statements();
        return statements.isEmpty() ? null : statements.getLast();
    }

    /** Every text in the code. */
    public List<String> texts() {
        return texts.stream().map(Mentions::text).toList();
    }

    // ---- what an expression is, as far as the code alone tells

    /** The text that {@code expression} always is. */
    Optional<String> constantText(Expression expression) {
        return value(expression) instanceof Text text ? Optional.of(text(text)) : Optional.empty();
    }

    /** What {@code expression} always is, behind names that are never assigned to again. */
    Expression value(Expression expression) {
        Expression at = expression;
        while (true) {
            Expression next = switch (at) {
                case Expression.Parenthesized inner -> inner.inner();
                case Expression.Cast cast -> cast.inner();
                case Expression.NotNil sure -> sure.inner();
                case Expression.Local local -> constants.get(local.variable());
                default -> null;
            };
            if (next == null) {
                return at;
            }
            at = next;
        }
    }

    /** The name of the global table that {@code expression} is, by itself or by {@code require}. */
    Optional<String> table(Expression expression) {
        return switch (value(expression)) {
            case Global global when isOurs(global) -> Optional.of(global.name());
            case Call call
            when call.arguments().size() == 1 && isRequire(call.function()) ->
                constantText(call.arguments().getFirst());
            default -> Optional.empty();
        };
    }

    /** {@code module.name} of the function that is called, if the code tells. */
    Optional<String> function(Call call) {
        return value(call.function()) instanceof Index index && value(index.key()) instanceof Text name
                ? table(index.object()).map(table -> table + "." + text(name))
                : Optional.empty();
    }

    /** The table whose function began a chain of calls: {@code process} in {@code process.with_options(t):spawn(…)}. */
    Optional<String> origin(MethodCall call) {
        Expression at = value(call.object());
        while (true) {
            switch (at) {
                case MethodCall earlier -> at = value(earlier.object());
                case Call first -> {
                    return function(first).map(name -> name.substring(0, name.indexOf('.')));
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
    }

    /** Whether a global belongs to the globals of the program, and not to an {@code _ENV} of the code's own. */
    boolean isOurs(Global global) {
        return global.environment() == chunk.environment();
    }

    private boolean isRequire(Expression function) {
        return function instanceof Global global && global.name().equals("require");
    }

    static String text(Text text) {
        return new String(text.value().toByteArray(), StandardCharsets.UTF_8);
    }

    // ---- the walk

    private void add(Block block) {
        open.addAll(block.statements());
    }

    private void addAll(Collection<? extends Expression> expressions) {
        open.addAll(expressions);
    }

    private void add(@Nullable Expression expression) {
        if (expression != null) {
            open.push(expression);
        }
    }

    private void visit(Statement statement) {
        switch (statement) {
            case Statement.LocalDeclaration local -> {
                remember(local);
                addAll(local.values());
            }
            case Statement.LocalFunction local -> add(local.function());
            case Statement.FunctionDeclaration declared -> {
                assign(declared.target());
                add(declared.function());
            }
            case Statement.Assignment assignment -> {
                assignment.targets().forEach(this::assign);
                addAll(assignment.values());
            }
            case Statement.CallStatement call -> add(call.call());
            case Statement.Do block -> add(block.block());
            case Statement.While loop -> {
                add(loop.condition());
                add(loop.block());
            }
            case Statement.Repeat loop -> {
                add(loop.condition());
                add(loop.block());
            }
            case Statement.If choice -> {
                for (var branch : choice.branches()) {
                    add(branch.condition());
                    add(branch.block());
                }
                if (choice.otherwise() != null) {
                    add(choice.otherwise());
                }
            }
            case Statement.NumericFor loop -> {
                add(loop.start());
                add(loop.limit());
                add(loop.step());
                add(loop.block());
            }
            case Statement.GenericFor loop -> {
                addAll(loop.iterator());
                add(loop.block());
            }
            case Statement.Return end -> addAll(end.values());
            case Statement.Break _,
                    Statement.Goto _,
                    Statement.Label _,
                    Statement.TypeAlias _,
                    Statement.Interface _ -> {}
        }
    }

    /** A local that is never assigned to again is another name for its value. */
    private void remember(Statement.LocalDeclaration local) {
        for (int i = 0; i < local.variables().size() && i < local.values().size(); i++) {
            Variable variable = local.variables().get(i);
            if (!variable.reassigned()) {
                constants.put(variable, local.values().get(i));
            }
        }
    }

    private void assign(Expression.Target target) {
        switch (target) {
            case Global global -> writes.add(global);
            case Index index -> {
                add(index.object());
                add(index.key());
                if (index.key() instanceof Text) {
                    fieldWrites.add(index);
                }
            }
            case Expression.Local _ -> {}
        }
    }

    private void visit(Expression expression) {
        switch (expression) {
            case Global global -> reads.add(global);
            case Text text -> texts.add(text);
            case Expression.Function function -> add(function.body().block());
            case Index index -> {
                add(index.object());
                add(index.key());
                if (index.key() instanceof Text) {
                    fields.add(index);
                }
            }
            case Call call -> {
                calls.add(call);
                add(call.function());
                addAll(call.arguments());
            }
            case MethodCall call -> {
                methodCalls.add(call);
                add(call.object());
                addAll(call.arguments());
            }
            case Expression.Parenthesized inner -> add(inner.inner());
            case Expression.Table table -> {
                for (var field : table.fields()) {
                    add(field.key());
                    add(field.value());
                }
            }
            case Expression.Unary unary -> add(unary.operand());
            case Expression.Binary binary -> {
                add(binary.left());
                add(binary.right());
            }
            case Expression.Cast cast -> add(cast.inner());
            case Expression.NotNil sure -> add(sure.inner());
            case Expression.Nil _,
                    Expression.Bool _,
                    Expression.IntegerNumber _,
                    Expression.FloatNumber _,
                    Expression.Varargs _,
                    Expression.Local _ -> {}
        }
    }
}
