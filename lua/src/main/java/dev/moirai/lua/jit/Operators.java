package dev.moirai.lua.jit;

import static dev.moirai.lua.bytecode.Op.*;
import static dev.moirai.lua.jit.Emitter.*;
import static java.lang.constant.ConstantDescs.CD_Boolean;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.moirai.lua.bytecode.Op;
import dev.moirai.lua.bytecode.Prototype;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Translates the instructions that compute: arithmetic, comparisons, and the numeric loop. */
final class Operators {
    private static final ClassDesc ARITHMETIC = ClassDesc.of("dev.moirai.lua.Arithmetic");
    private static final ClassDesc COMPARISON = ClassDesc.of("dev.moirai.lua.Comparison");
    private static final ClassDesc OPERATIONS = ClassDesc.of("dev.moirai.lua.Operations");
    private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");

    private final Prototype prototype;
    private final int[] code;
    private final Effects effects;
    private final Kinds kinds;
    private final Emitter emit;
    private final CodeBuilder out;
    private final Translator translator;

    Operators(Prototype prototype, Effects effects, Kinds kinds, Emitter emit, Translator translator) {
        this.effects = effects;
        this.prototype = prototype;
        this.code = prototype.code();
        this.kinds = kinds;
        this.emit = emit;
        this.out = emit.out();
        this.translator = translator;
    }

    void compute(int i) {
        int a = Op.a(i);
        int b = Op.b(i);
        int c = Op.c(i);
        int op = i & 0xff;
        switch (op) {
            case ADD, SUB, MUL, MOD, POW, DIV, IDIV, BAND, BOR, BXOR, SHL, SHR -> binary(i, op, a, b, register(c));
            case ADDK, SUBK, MULK, MODK, POWK, DIVK, IDIVK -> binary(i, op - ADDK + ADD, a, b, constant(c));
            case UNM, BNOT, LEN -> unary(i, op, a, b);
            case NOT -> not(a, b);
            case EQ, LT, LE -> compare(op, a, register(b), c);
            case EQK -> equalsConstant(a, b, c);
            case LTK, LEK, GTK, GEK -> compare(op, a, constant(b), c);
            default -> throw new IllegalArgumentException("no translation of " + Op.name(op));
        }
    }

    // ---- operands

    /** The right operand: a register or a constant number. */
    private interface Operand {
        Kind kind();

        void pushLong();

        void pushDouble();

        void push();

        /** Rules out that it is anything but of a class; for operands that are {@link Kind#ANY}. */
        void guard(ClassDesc type, Label otherwise);

        void guardNumber(Label otherwise);
    }

    private Operand register(int r) {
        Kind kind = translator.kind(r);
        return new Operand() {
            @Override
            public Kind kind() {
                return kind;
            }

            @Override
            public void pushLong() {
                emit.pushLong(r, kind == Kind.ANY ? Kind.BOXED_INTEGER : kind);
            }

            @Override
            public void pushDouble() {
                emit.pushDouble(r, kind);
            }

            @Override
            public void push() {
                emit.push(r, kind);
            }

            @Override
            public void guard(ClassDesc type, Label otherwise) {
                emit.guard(r, type, otherwise);
            }

            @Override
            public void guardNumber(Label otherwise) {
                emit.guardNumber(r, otherwise);
            }
        };
    }

    private Operand constant(int index) {
        Object value = Objects.requireNonNull(prototype.constants()[index]);
        Kind kind = kinds.ofConstant(index);
        return new Operand() {
            @Override
            public Kind kind() {
                return kind;
            }

            @Override
            public void pushLong() {
                out.loadConstant(((Long) value).longValue());
            }

            @Override
            public void pushDouble() {
                out.loadConstant(((Number) value).doubleValue());
            }

            @Override
            public void push() {
                emit.object(value, OBJECT);
            }

            @Override
            public void guard(ClassDesc type, Label otherwise) {
                // a constant is what it is
            }

            @Override
            public void guardNumber(Label otherwise) {
                // a constant is what it is
            }
        };
    }

    // ---- arithmetic

    private void binary(int i, int op, int a, int b, Operand y) {
        Operand x = register(b);
        Kind result = kinds.result(translator.pc(), translator.state());
        switch (result) {
            case INTEGER -> {
                guardKind(x, LONG);
                guardKind(y, LONG);
                integer(op, x, y);
                emit.popLong(a);
            }
            case FLOAT -> {
                guardFloat(op, x, y);
                guardFloat(op, y, x);
                floating(op, x, y);
                emit.popDouble(a);
            }
            case BOXED_INTEGER, BOXED_FLOAT, ANY -> general(i, op, a, b, x, y);
        }
    }

    private void guardKind(Operand operand, ClassDesc type) {
        if (operand.kind() == Kind.ANY) {
            operand.guard(type, translator.redo());
        }
    }

    /** Rules out that a float is not what comes out. */
    private void guardFloat(int op, Operand operand, Operand other) {
        if (operand.kind() != Kind.ANY) {
            return;
        }
        if (op == DIV || op == POW || other.kind().isFloat()) {
            operand.guardNumber(translator.redo());
        } else {
            operand.guard(DOUBLE, translator.redo());
        }
    }

    private void integer(int op, Operand x, Operand y) {
        switch (op) {
            case ADD, SUB, MUL, BAND, BOR, BXOR -> {
                x.pushLong();
                y.pushLong();
                switch (op) {
                    case ADD -> out.ladd();
                    case SUB -> out.lsub();
                    case MUL -> out.lmul();
                    case BAND -> out.land();
                    case BOR -> out.lor();
                    default -> out.lxor();
                }
            }
            case MOD, IDIV -> {
                y.pushLong();
                out.lconst_0().lcmp().ifeq(translator.redo());
                x.pushLong();
                y.pushLong();
                emit.call(MATH, op == MOD ? "floorMod" : "floorDiv", CD_long, CD_long, CD_long);
            }
            default -> {
                out.loadConstant(op);
                x.pushLong();
                y.pushLong();
                emit.call(ARITHMETIC, "bitwise", CD_long, CD_int, CD_long, CD_long);
            }
        }
    }

    private void floating(int op, Operand x, Operand y) {
        x.pushDouble();
        y.pushDouble();
        switch (op) {
            case ADD -> out.dadd();
            case SUB -> out.dsub();
            case MUL -> out.dmul();
            case DIV -> out.ddiv();
            case POW -> emit.call(ARITHMETIC, "power", CD_double, CD_double, CD_double);
            case MOD -> emit.call(ARITHMETIC, "modulo", CD_double, CD_double, CD_double);
            case IDIV -> {
                out.ddiv();
                emit.call(MATH, "floor", CD_double, CD_double);
            }
            default -> throw new IllegalArgumentException(Op.name(op) + " of floats");
        }
    }

    private void general(int i, int op, int a, int b, Operand x, Operand y) {
        Label slow = out.newLabel();
        Label done = out.newLabel();
        if (op == ADD || op == SUB || op == MUL) {
            x.push();
            y.push();
            String name = op == ADD ? "add" : op == SUB ? "subtract" : "multiply";
            emit.call(ARITHMETIC, name, OBJECT, OBJECT, OBJECT);
            out.dup().ifnull(slow);
            emit.popAny(a);
            out.goto_(done);
            out.labelBinding(slow);
            out.pop();
        }
        emit.sync(b, x.kind());
        if ((i & 0xff) < ADDK) {
            emit.sync(Op.c(i), y.kind());
        }
        byOperation(i, a, "arithmetic", true);
        out.labelBinding(done);
    }

    /** Has the instruction done on the register stack. */
    private void byOperation(int i, int a, String name, boolean withConstants) {
        emit.setPc(translator.next());
        emit.machine().frame().out().loadConstant(i);
        if (withConstants) {
            emit.object(prototype.constants(), OBJECTS);
            emit.call(OPERATIONS, name, CD_boolean, MACHINE, FRAME, CD_int, OBJECTS);
        } else {
            emit.call(OPERATIONS, name, CD_boolean, MACHINE, FRAME, CD_int);
        }
        out.ifne(translator.pending(a));
        emit.reloadStack();
        emit.load(a);
    }

    private void unary(int i, int op, int a, int b) {
        Operand x = register(b);
        Kind result = kinds.result(translator.pc(), translator.state());
        if (op == LEN && result == Kind.INTEGER) {
            x.push();
            emit.call(SUPPORT, "length", CD_long, OBJECT);
            out.dup2().lconst_0().lcmp();
            Label fine = out.newLabel();
            out.ifge(fine);
            out.pop2().goto_(translator.redo());
            out.labelBinding(fine);
            emit.popLong(a);
        } else if (op == UNM && result == Kind.INTEGER) {
            guardKind(x, LONG);
            x.pushLong();
            out.lneg();
            emit.popLong(a);
        } else if (op == UNM && result == Kind.FLOAT) {
            guardKind(x, DOUBLE);
            x.pushDouble();
            out.dneg();
            emit.popDouble(a);
        } else if (op == BNOT && result == Kind.INTEGER) {
            x.pushLong();
            out.loadConstant(-1L).lxor();
            emit.popLong(a);
        } else {
            emit.sync(b, x.kind());
            byOperation(i, a, "unary", false);
        }
    }

    private void not(int a, int b) {
        if (translator.kind(b).isNumber()) {
            out.getstatic(CD_Boolean, "FALSE", CD_Boolean);
        } else {
            emit.push(b, Kind.ANY).call(SUPPORT, "not", CD_Boolean, OBJECT);
        }
        emit.popAny(a);
    }

    // ---- comparisons

    private void compare(int op, int a, Operand y, int c) {
        Operand x = register(a);
        Label target = translator.jumpEdge();
        if (x.kind().isInteger() && y.kind().isInteger()) {
            x.pushLong();
            y.pushLong();
            out.lcmp();
            jump(op, c, target);
        } else if (x.kind().isFloat() && y.kind().isFloat()) {
            x.pushDouble();
            y.pushDouble();
            floatCompare(op);
            jump(op, c, target);
        } else if (x.kind().isNumber() && y.kind().isNumber()) {
            mixed(op, x, y);
            translator.branch(c, target);
        } else {
            emit.setPc(translator.next());
            emit.machine().frame();
            out.loadConstant(op);
            x.push();
            y.push();
            emit.call(SUPPORT, "compare", CD_int, MACHINE, FRAME, CD_int, OBJECT, OBJECT);
            out.dup();
            Label decided = out.newLabel();
            out.ifge(decided);
            out.pop().goto_(translator.pending(-1));
            out.labelBinding(decided);
            // A metamethod may have made the register stack grow.
            emit.reloadStack();
            translator.branch(c, target);
        }
    }

    /** Compares doubles so that NaN makes the condition false. */
    private void floatCompare(int op) {
        switch (op) {
            case LT, LE, LTK, LEK -> out.dcmpg();
            default -> out.dcmpl();
        }
    }

    private void jump(int op, int c, Label target) {
        boolean when = c != 0;
        switch (op) {
            case EQ, EQK -> {
                if (when) {
                    out.ifeq(target);
                } else {
                    out.ifne(target);
                }
            }
            case LT, LTK -> {
                if (when) {
                    out.iflt(target);
                } else {
                    out.ifge(target);
                }
            }
            case LE, LEK -> {
                if (when) {
                    out.ifle(target);
                } else {
                    out.ifgt(target);
                }
            }
            case GTK -> {
                if (when) {
                    out.ifgt(target);
                } else {
                    out.ifle(target);
                }
            }
            default -> {
                if (when) {
                    out.ifge(target);
                } else {
                    out.iflt(target);
                }
            }
        }
    }

    /** Pushes whether an integer and a float compare so, exactly. */
    private void mixed(int op, Operand x, Operand y) {
        boolean integerFirst = x.kind().isInteger();
        boolean swapped = op == GTK || op == GEK;
        if (op == EQ) {
            (integerFirst ? x : y).pushLong();
            (integerFirst ? y : x).pushDouble();
            emit.call(COMPARISON, "equal", CD_boolean, CD_long, CD_double);
            return;
        }
        Operand first = swapped ? y : x;
        Operand second = swapped ? x : y;
        boolean longFirst = first.kind().isInteger();
        if (longFirst) {
            first.pushLong();
            second.pushDouble();
        } else {
            first.pushDouble();
            second.pushLong();
        }
        String name = op == LT || op == LTK || op == GTK ? "less" : "lessOrEqual";
        emit.call(COMPARISON, name, CD_boolean, longFirst ? CD_long : CD_double, longFirst ? CD_double : CD_long);
    }

    private void equalsConstant(int a, int b, int c) {
        Label target = translator.jumpEdge();
        Operand x = register(a);
        if (prototype.constants()[b] == null) {
            x.push();
            if (c != 0) {
                out.ifnull(target);
            } else {
                out.ifnonnull(target);
            }
            return;
        }
        Operand y = constant(b);
        if (x.kind().isInteger() && y.kind().isInteger()) {
            x.pushLong();
            y.pushLong();
            out.lcmp();
            jump(EQ, c, target);
        } else if (x.kind().isFloat() && y.kind().isFloat()) {
            x.pushDouble();
            y.pushDouble();
            out.dcmpl();
            jump(EQ, c, target);
        } else {
            x.push();
            y.push();
            emit.call(SUPPORT, "equalsConstant", CD_boolean, OBJECT, OBJECT);
            translator.branch(c, target);
        }
    }

    // ---- numeric loops

    void prepareLoop() {
        int pc = translator.pc();
        int a = Op.a(code[pc]);
        @Nullable Kind[] state = translator.state();
        Label over = translator.jumpEdge();
        Kind kind = kinds.loopKind(pc, state);
        if (kind == Kind.INTEGER
                && translator.kind(a).isInteger()
                && translator.kind(a + 1).isInteger()
                && translator.kind(a + 2).isInteger()) {
            prepareIntegerLoop(a, over);
            return;
        }
        translator.sync(a, a + 3);
        emit.setPc(translator.next());
        emit.machine().stack().place(a).call(OPERATIONS, "prepareLoop", CD_boolean, MACHINE, OBJECTS, CD_int);
        out.ifeq(over);
        @Nullable Kind[] after = state.clone();
        Arrays.fill(after, a, a + 4, Kind.ANY);
        for (int r = a; r < a + 4; r++) {
            emit.load(r);
        }
        if (kind == null) {
            return;
        }
        int next = translator.next();
        Label leave = emit.leave(next, pc, translator.liveAt(next), after);
        for (int r = a; r < a + 4; r++) {
            emit.guard(r, kind == Kind.INTEGER ? LONG : DOUBLE, leave);
        }
        for (int r = a; r < a + 4; r++) {
            if (kind == Kind.INTEGER) {
                emit.pushLong(r, Kind.BOXED_INTEGER).popLong(r);
            } else {
                emit.pushDouble(r, Kind.BOXED_FLOAT).popDouble(r);
            }
        }
    }

    private void prepareIntegerLoop(int a, Label over) {
        Long step = constantStep(translator.pc(), a);
        Operand start = register(a);
        Operand limit = register(a + 1);
        Operand by = register(a + 2);
        if (step != null && step != 0) {
            start.pushLong();
            limit.pushLong();
            out.lcmp();
            if (step > 0) {
                out.ifgt(over);
            } else {
                out.iflt(over);
            }
        } else {
            by.pushLong();
            out.lconst_0().lcmp().ifeq(translator.redo());
            start.pushLong();
            limit.pushLong();
            by.pushLong();
            emit.call(SUPPORT, "hasFirst", CD_boolean, CD_long, CD_long, CD_long);
            out.ifeq(over);
        }
        start.pushLong();
        emit.popLong(a + 3);
        for (int r = a; r < a + 3; r++) {
            register(r).pushLong();
            emit.popLong(r);
        }
    }

    /** The step of a loop prepared at {@code pc} if the code says it; nothing else ever writes that register. */
    private @Nullable Long constantStep(int pc, int a) {
        if (pc > 0) {
            int before = code[pc - 1];
            if ((before & 0xff) == LOADI && Op.a(before) == a + 2 && effects.isReachedOnlyFrom(pc - 1, pc)) {
                return (long) Op.signedBx(before);
            }
        }
        return null;
    }

    void stepLoop() {
        int pc = translator.pc();
        int a = Op.a(code[pc]);
        @Nullable Kind[] state = translator.state();
        Kind kind = kinds.steppedKind(pc, state);
        Label over = out.newLabel();
        @Nullable Kind[] after = state.clone();
        kinds.apply(pc, after, true);
        switch (kind) {
            case INTEGER -> stepInteger(pc, a, over);
            case FLOAT -> {
                emit.pushDouble(a, translator.kind(a)).pushDouble(a + 2, translator.kind(a + 2));
                out.dadd();
                emit.popDouble(a + 3);
                emit.pushDouble(a + 3, Kind.FLOAT).pushDouble(a + 1, translator.kind(a + 1));
                emit.pushDouble(a + 2, translator.kind(a + 2));
                emit.call(SUPPORT, "hasNext", CD_boolean, CD_double, CD_double, CD_double);
                out.ifeq(over);
                emit.pushDouble(a + 3, Kind.FLOAT).popDouble(a);
            }
            case BOXED_INTEGER, BOXED_FLOAT, ANY -> {
                translator.sync(a, a + 3);
                emit.stack().place(a).call(OPERATIONS, "stepLoop", CD_boolean, OBJECTS, CD_int);
                out.ifeq(over);
                emit.load(a);
                emit.load(a + 3);
            }
        }
        translator.loop(code[pc + 1], after);
        out.labelBinding(over);
    }

    private void stepInteger(int pc, int a, Label over) {
        Operand index = register(a);
        Operand limit = register(a + 1);
        int prepared = pc + 2 + code[pc + 1] - 2; // the loop's body begins behind its FORPREP
        Long step = prepared > 0 && (code[prepared] & 0xff) == FORPREP && Op.a(code[prepared]) == a
                ? constantStep(prepared, a)
                : null;
        index.pushLong();
        limit.pushLong();
        if (step != null && (step == 1 || step == -1)) {
            out.lcmp();
            if (step == 1) {
                out.ifge(over);
            } else {
                out.ifle(over);
            }
        } else {
            emit.pushLong(a + 2, translator.kind(a + 2))
                    .call(SUPPORT, "hasNext", CD_boolean, CD_long, CD_long, CD_long);
            out.ifeq(over);
        }
        index.pushLong();
        if (step != null) {
            out.loadConstant(step.longValue());
        } else {
            emit.pushLong(a + 2, translator.kind(a + 2));
        }
        out.ladd().dup2();
        emit.popLong(a);
        emit.popLong(a + 3);
    }
}
