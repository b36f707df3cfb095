package dev.moirai.lua.compile;

import dev.moirai.lua.LuaString;
import dev.moirai.lua.bytecode.Op;
import dev.moirai.lua.syntax.Expression;
import dev.moirai.lua.syntax.Expression.Binary;
import dev.moirai.lua.syntax.Expression.BinaryOperator;
import dev.moirai.lua.syntax.Expression.UnaryOperator;
import dev.moirai.lua.syntax.Position;
import dev.moirai.lua.syntax.Variable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles the expressions of one function. */
final class ExpressionCompiler {
    private static final int MAX_OPERAND = 255;
    private static final int ITEMS_PER_FLUSH = 50;

    private final CodeBuilder code;
    private final StatementCompiler function;

    ExpressionCompiler(CodeBuilder code, StatementCompiler function) {
        this.code = code;
        this.function = function;
    }

    // --- values

    /** A register with the value of an expression: a variable's own, or a new temporary. */
    int toAnyRegister(Expression e) {
        int variable = variableRegister(e);
        return variable >= 0 ? variable : toNewRegister(e);
    }

    int toNewRegister(Expression e) {
        int target = code.allocate();
        toRegister(e, target);
        return target;
    }

    /** The register of the variable that an expression is; -1 if it is something else. */
    private int variableRegister(Expression e) {
        return e instanceof Expression.Local local && !CodeBuilder.isCell(local.variable())
                ? code.register(local.variable())
                : -1;
    }

    /** Evaluates an expression into a register. Nothing is written there before all of the expression has been read. */
    void toRegister(Expression e, int target) {
        if (leftOf(e) != null) {
            chainToRegister(e, target);
            return;
        }
        int free = code.free();
        code.at(e.position());
        switch (e) {
            case Expression.Nil _ -> code.emit(Op.LOADNIL, target, 0, 0);
            case Expression.Bool bool -> code.emit(bool.value() ? Op.LOADTRUE : Op.LOADFALSE, target, 0, 0);
            case Expression.IntegerNumber number -> code.loadConstant(target, number.value());
            case Expression.FloatNumber number -> code.loadConstant(target, number.value());
            case Expression.Text text -> code.loadConstant(target, string(text));
            case Expression.Varargs _ -> code.emit(Op.VARARG, target, 0, 2);
            case Expression.Function f -> function.closure(f.body(), target, null);
            case Expression.Local local -> getVariable(local.variable(), target);
            case Expression.Global global -> getGlobal(global, target);
            case Expression.Parenthesized parenthesized -> toRegister(parenthesized.inner(), target);
            case Expression.Cast cast -> toRegister(cast.inner(), target);
            case Expression.NotNil notNil -> toRegister(notNil.inner(), target);
            case Expression.Table table -> table(table, target);
            case Expression.Unary unary -> unary(unary, target);
            case Binary binary -> concat(binary, target);
            case Expression.Index _, Expression.Call _, Expression.MethodCall _ ->
                throw new IllegalStateException("has a left part: " + e);
        }
        code.free(Math.max(free, code.activeRegisters()));
    }

    /** Several values in a row from the first free register on; {@code wanted} of them, or -1 for an open list. */
    void toRegisters(List<Expression> values, int wanted) {
        int count = values.size();
        for (int i = 0; i < count; i++) {
            Expression value = values.get(i);
            boolean last = i == count - 1;
            if (last && value instanceof Expression.Multiple multiple && (wanted < 0 || wanted > i)) {
                int rest = wanted < 0 ? -1 : wanted - i;
                int first = code.free();
                code.need(Math.max(rest, 1));
                multiple(multiple, first, rest);
                code.free(first + Math.max(rest, 0));
                return;
            }
            toNewRegister(value);
            if (wanted >= 0 && i >= wanted) {
                code.free(code.free() - 1);
            }
        }
        if (wanted > count) {
            int first = code.allocate(wanted - count);
            code.emit(Op.LOADNIL, first, wanted - count - 1, 0);
        }
    }

    /** A call or {@code ...} with a number of results from a register on that is the first free one; -1: open list. */
    void multiple(Expression.Multiple e, int target, int wanted) {
        if (e instanceof Expression.Varargs) {
            code.at(e.position());
            code.emit(Op.VARARG, target, 0, wanted + 1);
        } else {
            int base = call(e, wanted);
            if (base != target) {
                throw new IllegalStateException("results in register " + base + ", not " + target);
            }
        }
    }

    /** Compiles a call with so many results; gives the register of the first, which is the first free one. */
    int call(Expression.Multiple e, int wanted) {
        int base = code.free();
        Spine spine = new Spine(e);
        int left = climb(spine, base, 1);
        finishCall(e, left, base, wanted);
        code.free(base);
        return base;
    }

    // --- chains of left operands, which can be long

    /** The operand on the left with which the evaluation begins; null for other expressions. */
    private static @Nullable Expression leftOf(Expression e) {
        return switch (e) {
            case Binary binary -> binary.operator() == BinaryOperator.CONCAT ? null : binary.left();
            case Expression.Index index -> index.object();
            case Expression.Call call -> call.function();
            case Expression.MethodCall call -> call.object();
            default -> null;
        };
    }

    /** An expression, the left part of it, the left part of that, and so on. */
    private static final class Spine {
        final List<Expression> parts = new ArrayList<>();

        Spine(Expression e) {
            for (Expression part = e; part != null; part = leftOf(part)) {
                parts.add(part);
            }
        }
    }

    private void chainToRegister(Expression e, int target) {
        int free = code.free();
        int left = climb(new Spine(e), target, 1);
        finish(e, left, target);
        code.free(Math.max(free, code.activeRegisters()));
    }

    /** Evaluates the parts of a spine from the innermost up to one, exclusive of those before it; gives its register. */
    private int climb(Spine spine, int target, int upTo) {
        int free = code.free();
        List<Expression> parts = spine.parts;
        int last = parts.size() - 1;
        int register = leaf(parts.get(last), parts.get(last - 1), target, free);
        for (int i = last - 1; i >= upTo; i--) {
            int to = place(parts.get(i - 1), target, free);
            finish(parts.get(i), register, to);
            register = to;
            code.free(Math.max(free, to + 1));
        }
        return register;
    }

    private int leaf(Expression e, Expression parent, int target, int free) {
        int variable = variableRegister(e);
        if (variable >= 0 && !(parent instanceof Expression.Call)) {
            return variable;
        }
        int to = place(parent, target, free);
        toRegister(e, to);
        code.free(Math.max(free, to + 1));
        return to;
    }

    /** Where the left part of an expression goes: a called function on top, the rest to the target if that is scratch. */
    private int place(Expression parent, int target, int free) {
        if (!(parent instanceof Expression.Call) && code.isScratch(target) && target < free) {
            return target;
        }
        code.free(free);
        return code.allocate();
    }

    /** The rest of an expression whose left part is in a register. */
    private void finish(Expression e, int left, int target) {
        switch (e) {
            case Expression.Index index -> getIndex(index.position(), left, index.key(), target);
            case Expression.Call _, Expression.MethodCall _ -> {
                int base = e instanceof Expression.Call ? left : left == code.free() - 1 ? left : code.free();
                finishCall((Expression.Multiple) e, left, base, 1);
                if (base != target) {
                    code.emit(Op.MOVE, target, base, 0);
                }
            }
            case Binary binary -> finishBinary(binary, left, target);
            default -> throw new IllegalStateException("no left part: " + e);
        }
    }

    /** @param base where the function goes, with nothing in use above it but the function or object itself */
    private void finishCall(Expression.Multiple e, int left, int base, int wanted) {
        List<Expression> arguments;
        code.free(base);
        int extra;
        if (e instanceof Expression.MethodCall call) {
            code.allocate(2);
            code.at(call.position());
            self(base, left, call.name());
            arguments = call.arguments();
            extra = 1;
        } else {
            code.allocate();
            arguments = ((Expression.Call) e).arguments();
            extra = 0;
        }
        boolean open = !arguments.isEmpty() && arguments.getLast() instanceof Expression.Multiple;
        toRegisters(arguments, open ? -1 : arguments.size());
        code.at(e.position());
        code.emit(Op.CALL, base, open ? 0 : arguments.size() + extra + 1, wanted + 1);
        code.free(base);
        code.need(Math.max(wanted, 1));
        code.free(base + 1);
    }

    private void self(int base, int object, String name) {
        int key = code.constant(name);
        if (key <= MAX_OPERAND) {
            code.emitTwo(Op.SELF, base, object, key, 0);
        } else {
            code.emit(Op.MOVE, base + 1, object, 0);
            int temporary = code.allocate();
            code.loadConstant(temporary, LuaString.of(name));
            code.emit(Op.GETINDEX, base, base + 1, temporary);
            code.free(temporary);
        }
    }

    // --- variables and fields

    private void getVariable(Variable variable, int target) {
        boolean cell = CodeBuilder.isCell(variable);
        int register = code.register(variable);
        if (register < 0) {
            code.emit(cell ? Op.GETUPCELL : Op.GETUPVAL, target, code.upvalue(variable), 0);
        } else if (cell) {
            code.emit(Op.GETCELL, target, register, 0);
        } else if (register != target) {
            code.emit(Op.MOVE, target, register, 0);
        }
    }

    void setVariable(Variable variable, int from) {
        boolean cell = CodeBuilder.isCell(variable);
        int register = code.register(variable);
        if (register < 0) {
            code.emit(Op.SETUPCELL, from, code.upvalue(variable), 0);
        } else if (cell) {
            code.emit(Op.SETCELL, register, from, 0);
        } else if (register != from) {
            code.emit(Op.MOVE, register, from, 0);
        }
    }

    /** Whether a global is simply a field of an upvalue that never changes. */
    private boolean isPlainGlobal(Expression.Global global) {
        return code.register(global.environment()) < 0
                && !CodeBuilder.isCell(global.environment())
                && code.constant(global.name()) <= MAX_OPERAND;
    }

    private void getGlobal(Expression.Global global, int target) {
        int key = code.constant(global.name());
        if (isPlainGlobal(global)) {
            code.emitTwo(Op.GETGLOBAL, target, code.upvalue(global.environment()), key, 0);
        } else {
            getField(environmentRegister(global), LuaString.of(global.name()), target);
        }
    }

    void setGlobal(Expression.Global global, int from) {
        int key = code.constant(global.name());
        if (isPlainGlobal(global)) {
            code.emitTwo(Op.SETGLOBAL, code.upvalue(global.environment()), key, from, 0);
        } else {
            setField(environmentRegister(global), LuaString.of(global.name()), from);
        }
    }

    private int environmentRegister(Expression.Global global) {
        return toAnyRegister(new Expression.Local(global.position(), global.environment()));
    }

    private void getIndex(Position position, int object, Expression key, int target) {
        switch (key) {
            case Expression.Text text -> {
                code.at(position);
                getField(object, string(text), target);
            }
            case Expression.IntegerNumber number
            when number.value() >= 0 && number.value() <= MAX_OPERAND -> {
                code.at(position);
                code.emit(Op.GETINT, target, object, (int) number.value());
            }
            default -> {
                int register = toAnyRegister(key);
                code.at(position);
                code.emit(Op.GETINDEX, target, object, register);
            }
        }
    }

    private void getField(int object, LuaString name, int target) {
        int key = code.constant(name);
        if (key <= MAX_OPERAND) {
            code.emitTwo(Op.GETFIELD, target, object, key, 0);
        } else {
            int temporary = code.allocate();
            code.loadConstant(temporary, name);
            code.emit(Op.GETINDEX, target, object, temporary);
        }
    }

    private void setField(int object, LuaString name, int from) {
        int key = code.constant(name);
        if (key <= MAX_OPERAND) {
            code.emitTwo(Op.SETFIELD, object, key, from, 0);
        } else {
            int temporary = code.allocate();
            code.loadConstant(temporary, name);
            code.emit(Op.SETINDEX, object, temporary, from);
        }
    }

    /** The key of an indexed target, when it needs a register: evaluated; else -1. */
    int keyRegister(Expression key) {
        boolean operand = key instanceof Expression.Text
                || key instanceof Expression.IntegerNumber number
                        && number.value() >= 0
                        && number.value() <= MAX_OPERAND;
        return operand ? -1 : toAnyRegister(key);
    }

    void setIndex(int object, Expression key, int keyRegister, int from) {
        switch (key) {
            case Expression.Text text -> setField(object, string(text), from);
            case Expression.IntegerNumber number
            when keyRegister < 0 -> code.emit(Op.SETINT, object, (int) number.value(), from);
            default -> code.emit(Op.SETINDEX, object, keyRegister, from);
        }
    }

    static LuaString string(Expression.Text text) {
        return LuaString.of(text.value().toByteArray());
    }

    // --- operators

    private void unary(Expression.Unary unary, int target) {
        Object constant = numericConstant(unary);
        if (constant != null) {
            code.loadConstant(target, constant);
            return;
        }
        int operand = toAnyRegister(unary.operand());
        code.at(unary.position());
        int op = switch (unary.operator()) {
            case NEGATE -> Op.UNM;
            case BITWISE_NOT -> Op.BNOT;
            case NOT -> Op.NOT;
            case LENGTH -> Op.LEN;
        };
        code.emit(op, target, operand, 0);
    }

    /** The number that an expression is, as a Long or Double; null if it is not a constant number. */
    private static @Nullable Object numericConstant(Expression e) {
        return switch (e) {
            case Expression.IntegerNumber number -> (Object) number.value();
            case Expression.FloatNumber number -> (Object) number.value();
            case Expression.Unary unary
            when unary.operator() == UnaryOperator.NEGATE ->
                switch (numericConstant(unary.operand())) {
                    case Long integer -> (Object) (-integer);
                    case Double number -> (Object) (-number);
                    case null, default -> null;
                };
            default -> null;
        };
    }

    private void concat(Binary binary, int target) {
        int first = code.free();
        Expression rest = binary;
        while (rest instanceof Binary b && b.operator() == BinaryOperator.CONCAT) {
            toNewRegister(b.left());
            rest = b.right();
        }
        int last = toNewRegister(rest);
        code.at(binary.position());
        code.emit(Op.CONCAT, target, first, last);
    }

    private void finishBinary(Binary binary, int left, int target) {
        switch (binary.operator()) {
            case AND, OR -> {
                int stop = binary.operator() == BinaryOperator.OR ? 1 : 0;
                int end = left == target
                        ? code.emitJump(Op.TEST, left, stop, 0)
                        : code.emitJump(Op.TESTSET, target, left, stop);
                toRegister(binary.right(), target);
                code.land(end);
            }
            case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> {
                int whenTrue = compare(binary, left, true);
                code.emit(Op.LOADFALSE, target, 0, 0);
                int end = code.emitJump();
                code.land(whenTrue);
                code.emit(Op.LOADTRUE, target, 0, 0);
                code.land(end);
            }
            default -> arithmetic(binary, left, target);
        }
    }

    private void arithmetic(Binary binary, int left, int target) {
        int op = switch (binary.operator()) {
            case ADD -> Op.ADD;
            case SUBTRACT -> Op.SUB;
            case MULTIPLY -> Op.MUL;
            case MODULO -> Op.MOD;
            case POWER -> Op.POW;
            case DIVIDE -> Op.DIV;
            case FLOOR_DIVIDE -> Op.IDIV;
            case BITWISE_AND -> Op.BAND;
            case BITWISE_OR -> Op.BOR;
            case BITWISE_XOR -> Op.BXOR;
            case SHIFT_LEFT -> Op.SHL;
            case SHIFT_RIGHT -> Op.SHR;
            default -> throw new IllegalStateException("not arithmetic: " + binary.operator());
        };
        Object constant = numericConstant(binary.right());
        if (constant != null && (op <= Op.IDIV || constant instanceof Long) && code.constant(constant) <= MAX_OPERAND) {
            code.at(binary.position());
            code.emit(op - Op.ADD + Op.ADDK, target, left, code.constant(constant));
        } else {
            int right = toAnyRegister(binary.right());
            code.at(binary.position());
            code.emit(op, target, left, right);
        }
    }

    // --- conditions

    /** Jumps if an expression's truth is {@code when}; else goes on behind. */
    Jumps jumpIf(Expression e, boolean when) {
        Jumps jumps = new Jumps();
        int free = code.free();
        switch (e) {
            case Expression.Nil _ -> jumpAlways(jumps, !when);
            case Expression.Bool bool -> jumpAlways(jumps, bool.value() == when);
            case Expression.IntegerNumber _, Expression.FloatNumber _, Expression.Text _ -> jumpAlways(jumps, when);
            case Expression.Parenthesized p
            when !(p.inner() instanceof Expression.Multiple) -> jumps.addAll(jumpIf(p.inner(), when));
            case Expression.Unary unary
            when unary.operator() == UnaryOperator.NOT -> jumps.addAll(jumpIf(unary.operand(), !when));
            case Binary binary
            when binary.operator() == BinaryOperator.AND || binary.operator() == BinaryOperator.OR ->
                jumps.addAll(jumpIfAll(binary, when));
            case Binary binary
            when isComparison(binary.operator()) -> {
                int left = toAnyRegister(binary.left());
                jumps.add(compare(binary, left, when));
            }
            default -> {
                int register = toAnyRegister(e);
                jumps.add(code.emitJump(Op.TEST, register, when ? 1 : 0, 0));
            }
        }
        code.free(free);
        return jumps;
    }

    private void jumpAlways(Jumps jumps, boolean always) {
        if (always) {
            jumps.add(code.emitJump());
        }
    }

    /** A chain of {@code and}s jumps when one operand is false, or behind the last if all are true; {@code or} dually. */
    private Jumps jumpIfAll(Binary binary, boolean when) {
        BinaryOperator operator = binary.operator();
        List<Expression> operands = new ArrayList<>();
        Expression part = binary;
        while (part instanceof Binary b && b.operator() == operator) {
            operands.add(b.right());
            part = b.left();
        }
        operands.add(part);
        boolean deciding = operator == BinaryOperator.OR; // the truth of one operand that decides all
        Jumps jumps = new Jumps();
        Jumps decided = new Jumps();
        for (int i = operands.size() - 1; i > 0; i--) {
            decided.addAll(jumpIf(operands.get(i), deciding));
        }
        jumps.addAll(jumpIf(operands.getFirst(), when));
        if (deciding == when) {
            jumps.addAll(decided);
        } else {
            code.land(decided);
        }
        return jumps;
    }

    private static boolean isComparison(BinaryOperator operator) {
        return switch (operator) {
            case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> true;
            default -> false;
        };
    }

    /** Compares, the left operand being in a register; jumps if the outcome is {@code when}. */
    private int compare(Binary binary, int left, boolean when) {
        BinaryOperator operator = binary.operator();
        if (operator == BinaryOperator.EQUAL || operator == BinaryOperator.NOT_EQUAL) {
            int wanted = (operator == BinaryOperator.EQUAL) == when ? 1 : 0;
            int constant = equalityConstant(binary.right());
            if (constant >= 0 && constant <= MAX_OPERAND) {
                code.at(binary.position());
                return code.emitJump(Op.EQK, left, constant, wanted);
            }
            int right = toAnyRegister(binary.right());
            code.at(binary.position());
            return code.emitJump(Op.EQ, left, right, wanted);
        }
        int wanted = when ? 1 : 0;
        Object constant = numericConstant(binary.right());
        if (constant != null && code.constant(constant) <= MAX_OPERAND) {
            int op = switch (operator) {
                case LESS -> Op.LTK;
                case LESS_EQUAL -> Op.LEK;
                case GREATER -> Op.GTK;
                default -> Op.GEK;
            };
            code.at(binary.position());
            return code.emitJump(op, left, code.constant(constant), wanted);
        }
        int right = toAnyRegister(binary.right());
        code.at(binary.position());
        return switch (operator) {
            case LESS -> code.emitJump(Op.LT, left, right, wanted);
            case LESS_EQUAL -> code.emitJump(Op.LE, left, right, wanted);
            case GREATER -> code.emitJump(Op.LT, right, left, wanted);
            default -> code.emitJump(Op.LE, right, left, wanted);
        };
    }

    /** The constant that a literal is, whose equality no metamethod decides; -1 for other expressions. */
    private int equalityConstant(Expression e) {
        return switch (e) {
            case Expression.Nil _ -> code.constant((Object) null);
            case Expression.Bool bool -> code.constant((Object) bool.value());
            // A long text is compared where it costs what it takes.
            case Expression.Text text -> text.value().length() > MAX_OPERAND ? -1 : code.constant(string(text));
            default -> {
                Object number = numericConstant(e);
                yield number == null ? -1 : code.constant(number);
            }
        };
    }

    // --- tables

    private void table(Expression.Table constructor, int target) {
        boolean inPlace = code.isScratch(target) && target == code.free() - 1;
        int table = inPlace ? target : code.allocate();
        int items = 0;
        for (Expression.Field field : constructor.fields()) {
            items += field.key() == null ? 1 : 0;
        }
        int fields = constructor.fields().size() - items;
        code.at(constructor.position());
        code.emit(Op.NEWTABLE, table, sizeHint(items), Math.min(fields, MAX_OPERAND));
        int pending = 0;
        int flushed = 0;
        int left = constructor.fields().size();
        for (Expression.Field field : constructor.fields()) {
            left--;
            if (field.key() != null) {
                int free = code.free();
                int key = keyRegister(field.key());
                int value = toAnyRegister(field.value());
                code.at(field.position());
                setIndex(table, field.key(), key, value);
                code.free(free);
                continue;
            }
            if (left == 0 && field.value() instanceof Expression.Multiple multiple) {
                int first = code.free();
                code.need(1);
                multiple(multiple, first, -1);
                code.emitTwo(Op.SETLIST, table, 0, 0, flushed);
                pending = 0;
                break;
            }
            toNewRegister(field.value());
            pending++;
            if (pending == ITEMS_PER_FLUSH) {
                code.emitTwo(Op.SETLIST, table, pending + 1, 0, flushed);
                flushed += pending;
                pending = 0;
                code.free(table + 1);
            }
        }
        if (pending > 0) {
            code.emitTwo(Op.SETLIST, table, pending + 1, 0, flushed);
        }
        code.free(table + 1);
        if (table != target) {
            code.emit(Op.MOVE, target, table, 0);
        }
    }

    /** The n of the least power of two 2^(n-1) that is enough; 0 for none. Large constructors grow as they go. */
    private static int sizeHint(int items) {
        return items == 0 ? 0 : Math.min(33 - Integer.numberOfLeadingZeros(items - 1), 11);
    }
}
