package dev.moirai.lua.compile;

import static java.util.Objects.requireNonNull;

import dev.moirai.lua.bytecode.Op;
import dev.moirai.lua.bytecode.Prototype;
import dev.moirai.lua.syntax.Block;
import dev.moirai.lua.syntax.Expression;
import dev.moirai.lua.syntax.FunctionBody;
import dev.moirai.lua.syntax.Statement;
import dev.moirai.lua.syntax.Variable;
import dev.moirai.lua.types.TypeNames;
import dev.moirai.lua.types.TypeValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles one function: its statements, and by way of them the functions inside it. */
final class StatementCompiler {
    private final String source;
    private final FunctionBody body;
    private final TypeNames types;

    private final CodeBuilder code;
    private final ExpressionCompiler expressions;
    private final List<Scope> scopes = new ArrayList<>();

    /** Registers of the to-be-closed variables in scope. */
    private final List<Integer> toClose = new ArrayList<>();

    StatementCompiler(String source, FunctionBody body, List<Variable> upvalues, TypeNames types) {
        this.source = source;
        this.body = body;
        this.types = types;
        this.code = new CodeBuilder(body, upvalues);
        this.expressions = new ExpressionCompiler(code, this);
    }

    /** A block in the midst of being compiled, with the jumps to its labels. */
    private final class Scope {
        final int variables = code.activeVariables();
        final int registers = code.activeRegisters();
        final int closing = toClose.size();

        /** As closing, but without the closing value of the generic loop whose body this is. */
        final int outside;

        final Map<String, Label> labels = new HashMap<>();
        final @Nullable Jumps breaks;

        Scope(Block block, boolean loop, int outside) {
            this.outside = outside;
            breaks = loop ? new Jumps() : null;
            for (Statement statement : block.statements()) {
                if (statement instanceof Statement.Label label) {
                    labels.put(label.name(), new Label());
                }
            }
        }
    }

    /** A label of a block: where it is, once that is known, and the jumps that wait for it. */
    private static final class Label {
        final Jumps jumps = new Jumps();
        int pc = -1;
        int registers;
    }

    Prototype compile(Prototype.Upvalue[] captured) {
        for (Variable parameter : body.parameters()) {
            code.allocate();
            code.activate(parameter);
        }
        for (Variable parameter : body.parameters()) {
            makeCell(parameter);
        }
        block(body.block(), false);
        code.at(body.end());
        code.emit(Op.RETURN0, 0, 0, 0);
        code.deactivate(0, 0);
        return code.finish(source, body, captured);
    }

    /** Compiles a function inside this one and makes a closure of it. */
    void closure(FunctionBody function, int target, @Nullable Variable own) {
        Prototype.Upvalue[] captured = new Prototype.Upvalue[function.upvalues().size()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = capture(function.upvalues().get(i), own);
        }
        Prototype prototype = new StatementCompiler(source, function, function.upvalues(), types).compile(captured);
        code.at(function.end());
        code.emitWide(Op.CLOSURE, target, code.addInner(prototype));
    }

    private Prototype.Upvalue capture(Variable variable, @Nullable Variable own) {
        boolean cell = CodeBuilder.isCell(variable);
        int register = code.register(variable);
        if (variable == own && !cell) {
            return new Prototype.Upvalue(variable.name(), Prototype.Source.ITSELF, 0, false);
        }
        if (register >= 0) {
            return new Prototype.Upvalue(variable.name(), Prototype.Source.REGISTER, register, cell);
        }
        return new Prototype.Upvalue(variable.name(), Prototype.Source.UPVALUE, code.upvalue(variable), cell);
    }

    // --- blocks

    private void block(Block block, boolean loop) {
        Scope scope = open(block, loop);
        statements(block);
        close(scope);
    }

    private Scope open(Block block, boolean loop) {
        return open(block, loop, toClose.size());
    }

    private Scope open(Block block, boolean loop, int outside) {
        Scope scope = new Scope(block, loop, outside);
        scopes.add(scope);
        return scope;
    }

    private void statements(Block block) {
        for (Statement statement : block.statements()) {
            statement(statement);
            code.free(code.activeRegisters());
        }
        code.at(block.end());
    }

    /** Ends a block where control falls out of it. */
    private void close(Scope scope) {
        closeVariables(scope);
        end(scope);
    }

    private void closeVariables(Scope scope) {
        if (toClose.size() > scope.closing) {
            code.emit(Op.CLOSE, toClose.get(scope.closing), 0, 0);
        }
    }

    private void end(Scope scope) {
        while (toClose.size() > scope.closing) {
            toClose.removeLast();
        }
        code.deactivate(scope.variables, scope.registers);
        scopes.removeLast();
    }

    private void statement(Statement statement) {
        code.at(statement.position());
        switch (statement) {
            case Statement.LocalDeclaration local -> localDeclaration(local);
            case Statement.LocalFunction local -> localFunction(local);
            case Statement.FunctionDeclaration declaration -> functionDeclaration(declaration);
            case Statement.Assignment assignment -> assignment(assignment);
            case Statement.CallStatement call -> expressions.call(call.call(), 0);
            case Statement.Do doBlock -> block(doBlock.block(), false);
            case Statement.While loop -> whileLoop(loop);
            case Statement.Repeat loop -> repeatLoop(loop);
            case Statement.If branch -> branches(branch);
            case Statement.NumericFor loop -> numericLoop(loop);
            case Statement.GenericFor loop -> genericLoop(loop);
            case Statement.Return result -> returnValues(result);
            case Statement.Break _ -> breakLoop();
            case Statement.Goto jump -> gotoLabel(jump);
            case Statement.Label label -> label(label);
            case Statement.TypeAlias type -> declaredType(type.variable(), TypeValue.of(type, types));
            case Statement.Interface type -> declaredType(type.variable(), TypeValue.of(type, types));
        }
    }

    // --- variables

    private void localDeclaration(Statement.LocalDeclaration local) {
        expressions.toRegisters(local.values(), local.variables().size());
        for (Variable variable : local.variables()) {
            code.activate(variable);
        }
        for (Variable variable : local.variables()) {
            makeCell(variable);
            if (variable.attribute() == Variable.Attribute.CLOSE) {
                markToClose(code.register(variable));
            }
        }
    }

    /** Puts the variable's value, which is in its register, into a cell if it needs one. */
    private void makeCell(Variable variable) {
        if (CodeBuilder.isCell(variable)) {
            code.emit(Op.NEWCELL, code.register(variable), 0, 0);
        }
    }

    private void markToClose(int register) {
        code.emit(Op.TBC, register, 0, 0);
        toClose.add(register);
    }

    private void localFunction(Statement.LocalFunction local) {
        Variable variable = local.variable();
        int register = code.allocate();
        if (CodeBuilder.isCell(variable)) {
            code.emit(Op.LOADNIL, register, 0, 0);
            code.activate(variable);
            makeCell(variable);
            int made = code.allocate();
            closure(local.function().body(), made, null);
            code.emit(Op.SETCELL, register, made, 0);
        } else {
            closure(local.function().body(), register, variable);
            code.activate(variable);
        }
    }

    private void functionDeclaration(Statement.FunctionDeclaration declaration) {
        if (declaration.target() instanceof Expression.Index index) {
            int object = expressions.toAnyRegister(index.object());
            int value = expressions.toNewRegister(declaration.function());
            code.at(declaration.position());
            expressions.setIndex(object, index.key(), expressions.keyRegister(index.key()), value);
        } else {
            assign(declaration.target(), declaration.function());
        }
    }

    /** Types are checked by nobody, but their names are values that can be asked. */
    private void declaredType(Variable variable, TypeValue type) {
        code.loadConstant(code.allocate(), type.toLua());
        code.activate(variable);
    }

    private void assignment(Statement.Assignment assignment) {
        if (assignment.targets().size() == 1 && assignment.values().size() == 1) {
            assign(assignment.targets().getFirst(), assignment.values().getFirst());
        } else {
            assignAll(assignment);
        }
    }

    private void assign(Expression.Target target, Expression value) {
        switch (target) {
            case Expression.Local local -> {
                Variable variable = local.variable();
                int register = code.register(variable);
                if (register >= 0 && !CodeBuilder.isCell(variable)) {
                    expressions.toRegister(value, register);
                } else {
                    int from = expressions.toAnyRegister(value);
                    expressions.setVariable(variable, from);
                }
            }
            case Expression.Global global -> {
                int from = expressions.toAnyRegister(value);
                code.at(global.position());
                expressions.setGlobal(global, from);
            }
            case Expression.Index index -> {
                int object = expressions.toAnyRegister(index.object());
                int key = expressions.keyRegister(index.key());
                int from = expressions.toAnyRegister(value);
                code.at(index.position());
                expressions.setIndex(object, index.key(), key, from);
            }
        }
    }

    /** Evaluates the parts of all targets, then all values, then assigns, the last first. */
    private void assignAll(Statement.Assignment assignment) {
        List<Expression.Target> targets = assignment.targets();
        int[] objects = new int[targets.size()];
        int[] keys = new int[targets.size()];
        for (int i = 0; i < objects.length; i++) {
            if (targets.get(i) instanceof Expression.Index index) {
                // Never a variable's own register: the variable may be a target too.
                objects[i] = expressions.toNewRegister(index.object());
                keys[i] = expressions.keyRegister(index.key());
                if (keys[i] >= 0 && keys[i] < code.activeRegisters()) {
                    keys[i] = expressions.toNewRegister(index.key());
                }
            }
        }
        int first = code.free();
        expressions.toRegisters(assignment.values(), targets.size());
        for (int i = objects.length - 1; i >= 0; i--) {
            int from = first + i;
            switch (targets.get(i)) {
                case Expression.Local local -> expressions.setVariable(local.variable(), from);
                case Expression.Global global -> expressions.setGlobal(global, from);
                case Expression.Index index -> {
                    code.at(index.position());
                    expressions.setIndex(objects[i], index.key(), keys[i], from);
                }
            }
        }
    }

    // --- control

    private void branches(Statement.If branch) {
        Jumps ends = new Jumps();
        int count = branch.branches().size();
        for (int i = 0; i < count; i++) {
            Statement.Branch part = branch.branches().get(i);
            Jumps otherwise = expressions.jumpIf(part.condition(), false);
            block(part.block(), false);
            if (i < count - 1 || branch.otherwise() != null) {
                ends.add(code.emitJump());
            }
            code.land(otherwise);
        }
        if (branch.otherwise() != null) {
            block(branch.otherwise(), false);
        }
        code.land(ends);
    }

    private void whileLoop(Statement.While loop) {
        int start = code.pc();
        Jumps exit = expressions.jumpIf(loop.condition(), false);
        Scope scope = open(loop.block(), true);
        statements(loop.block());
        close(scope);
        code.emitLoop(start);
        code.land(exit);
        landBreaks(scope);
    }

    private void landBreaks(Scope scope) {
        if (scope.breaks != null) {
            code.land(scope.breaks);
        }
    }

    private void repeatLoop(Statement.Repeat loop) {
        int start = code.pc();
        Scope scope = open(loop.block(), true);
        statements(loop.block());
        Jumps exit = expressions.jumpIf(loop.condition(), true);
        closeVariables(scope);
        code.emitLoop(start);
        code.land(exit);
        closeVariables(scope);
        end(scope);
        landBreaks(scope);
    }

    private void numericLoop(Statement.NumericFor loop) {
        int variables = code.activeVariables();
        int registers = code.activeRegisters();
        int base = expressions.toNewRegister(loop.start());
        expressions.toNewRegister(loop.limit());
        if (loop.step() == null) {
            code.loadConstant(code.allocate(), 1L);
        } else {
            expressions.toNewRegister(loop.step());
        }
        code.at(loop.position());
        code.activateHidden(3);
        int exit = code.emitJump(Op.FORPREP, base, 0, 0);
        int start = code.pc();
        Scope scope = open(loop.block(), true);
        code.allocate();
        code.activate(loop.variable());
        makeCell(loop.variable());
        statements(loop.block());
        close(scope);
        code.at(loop.position());
        code.emitLoop(Op.FORLOOP, base, start);
        code.land(exit);
        code.deactivate(variables, registers);
        landBreaks(scope);
    }

    private void genericLoop(Statement.GenericFor loop) {
        int variables = code.activeVariables();
        int registers = code.activeRegisters();
        int closing = toClose.size();
        int base = code.free();
        expressions.toRegisters(loop.iterator(), 4);
        code.at(loop.position());
        code.activateHidden(4);
        markToClose(base + 3);
        int enter = code.emitJump();
        int start = code.pc();
        Scope scope = open(loop.block(), true, closing);
        int count = loop.variables().size();
        code.need(Math.max(count, 3));
        for (Variable variable : loop.variables()) {
            code.allocate();
            code.activate(variable);
        }
        for (Variable variable : loop.variables()) {
            makeCell(variable);
        }
        statements(loop.block());
        close(scope);
        code.at(loop.position());
        code.land(enter);
        code.emitTwo(Op.TFORCALL, base, 0, count, 0);
        code.emitLoop(Op.TFORLOOP, base, start);
        landBreaks(scope);
        code.emit(Op.CLOSE, base + 3, 0, 0);
        while (toClose.size() > closing) {
            toClose.removeLast();
        }
        code.deactivate(variables, registers);
    }

    private void returnValues(Statement.Return statement) {
        List<Expression> values = statement.values();
        if (toClose.isEmpty()) {
            if (values.isEmpty()) {
                code.emit(Op.RETURN0, 0, 0, 0);
                return;
            }
            if (values.size() == 1) {
                Expression value = values.getFirst();
                if (value instanceof Expression.Call || value instanceof Expression.MethodCall) {
                    tailCall((Expression.Multiple) value);
                    return;
                }
                if (!(value instanceof Expression.Multiple)) {
                    int from = expressions.toAnyRegister(value);
                    code.at(statement.position());
                    code.emit(Op.RETURN1, from, 0, 0);
                    return;
                }
            }
        }
        boolean open = !values.isEmpty() && values.getLast() instanceof Expression.Multiple;
        int first = code.free();
        expressions.toRegisters(values, open ? -1 : values.size());
        code.at(statement.position());
        code.emit(toClose.isEmpty() ? Op.RETURN : Op.RETURNCLOSE, first, open ? 0 : values.size() + 1, 0);
    }

    private void tailCall(Expression.Multiple call) {
        int base = expressions.call(call, -1);
        code.makeTailCall();
        code.emit(Op.RETURN, base, 0, 0);
    }

    private void breakLoop() {
        for (int i = scopes.size() - 1; ; i--) {
            Scope scope = scopes.get(i);
            if (scope.breaks != null) {
                leaveTo(scope.closing);
                scope.breaks.add(code.emitJump());
                return;
            }
        }
    }

    /** Closes the variables in scope behind the first {@code closing} of them, before a jump out of their scope. */
    private void leaveTo(int closing) {
        if (toClose.size() > closing) {
            code.emit(Op.CLOSE, toClose.get(closing), 0, 0);
        }
    }

    private void gotoLabel(Statement.Goto jump) {
        for (int i = scopes.size() - 1; ; i--) {
            Label label = scopes.get(i).labels.get(jump.name());
            if (label == null) {
                continue;
            }
            if (label.pc >= 0) {
                int closing =
                        (int) toClose.stream().filter(r -> r < label.registers).count();
                leaveTo(closing);
                code.emitLoop(label.pc);
            } else {
                // The label follows in its block, and no variable's scope begins on the way to it.
                leaveTo(i == scopes.size() - 1 ? toClose.size() : scopes.get(i + 1).outside);
                label.jumps.add(code.emitJump());
            }
            return;
        }
    }

    private void label(Statement.Label statement) {
        Label label = requireNonNull(scopes.getLast().labels.get(statement.name()));
        label.pc = code.pc();
        label.registers = code.activeRegisters();
        code.land(label.jumps);
    }
}
