package dev.moirai.lua.jit;

import static dev.moirai.lua.bytecode.Op.*;
import static dev.moirai.lua.jit.Emitter.*;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.moirai.lua.bytecode.Op;
import dev.moirai.lua.bytecode.Prototype;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Translates one function, an instruction after the other; {@link Operators} does those that compute. */
final class Translator {
    private static final ClassDesc CELL = ClassDesc.of("dev.moirai.lua.Cell");
    private static final ClassDesc STRING = ClassDesc.of("dev.moirai.lua.LuaString");
    private static final ClassDesc PROTOTYPE = ClassDesc.of("dev.moirai.lua.bytecode.Prototype");
    private static final ClassDesc OPERATIONS = ClassDesc.of("dev.moirai.lua.Operations");
    private static final ClassDesc INTS = CD_int.arrayType();

    private final Prototype prototype;
    private final int[] code;
    private final Effects effects;
    private final Liveness liveness;
    private final Kinds kinds;
    private final CodeBuilder out;
    private final Emitter emit;
    private final Operators operators;
    private final Map<Integer, Label> labels = new HashMap<>();

    // The instruction being translated.
    private int pc;
    private int node;
    private int i;
    private @Nullable Kind[] state;

    Translator(
            Prototype prototype,
            Effects effects,
            Liveness liveness,
            Kinds kinds,
            CodeBuilder out,
            List<Object> constants) {
        this.prototype = prototype;
        this.code = prototype.code();
        this.effects = effects;
        this.liveness = liveness;
        this.kinds = kinds;
        this.out = out;
        this.emit = new Emitter(out, prototype.registers(), constants);
        this.operators = new Operators(prototype, effects, kinds, emit, this);
        this.state = new @Nullable Kind[prototype.registers()];
    }

    void translate() {
        emit.prologue();
        entries();
        version(0);
        version(code.length);
        emit.finish();
    }

    private void version(int offset) {
        for (pc = 0; pc < code.length; pc = effects.next(pc)) {
            node = pc + offset;
            @Nullable Kind[] before = kinds.at(node);
            if (before == null) {
                continue;
            }
            state = before.clone();
            i = code[pc];
            out.labelBinding(label(node));
            instruction();
        }
    }

    private Label label(int at) {
        return labels.computeIfAbsent(at, _ -> out.newLabel());
    }

    // ---- ways in

    /** Goes on where the frame says, if that is a place where registers can be taken over. */
    private void entries() {
        List<SwitchCase> cases = new ArrayList<>();
        Label reject = out.newLabel();
        List<Integer> places = new ArrayList<>(kinds.heads());
        if (!places.contains(0)) {
            places.addFirst(0);
        }
        for (int place : places) {
            if (kinds.at(place) != null) {
                Label entry = out.newLabel();
                cases.add(SwitchCase.of(place, entry));
                emit.rarely(() -> enter(place, entry, reject));
            }
        }
        emit.frame().out().getfield(FRAME, "pc", CD_int).lookupswitch(reject, cases);
        emit.rarely(() -> {
            out.labelBinding(reject);
            out.aload(0).aload(1);
            out.invokevirtual(CODE, "reject", MethodTypeDesc.of(OBJECT, MACHINE))
                    .areturn();
        });
    }

    private void enter(int place, Label entry, Label reject) {
        out.labelBinding(entry);
        @Nullable Kind[] wanted = Objects.requireNonNull(kinds.at(place));
        for (int r = 0; r < wanted.length; r++) {
            Kind kind = wanted[r];
            if (kind == null) {
                continue;
            }
            emit.load(r);
            if (kind.isInteger()) {
                emit.guard(r, LONG, reject);
            } else if (kind.isFloat()) {
                emit.guard(r, DOUBLE, reject);
            }
            if (kind == Kind.INTEGER) {
                emit.pushLong(r, Kind.BOXED_INTEGER).popLong(r);
            } else if (kind == Kind.FLOAT) {
                emit.pushDouble(r, Kind.BOXED_FLOAT).popDouble(r);
            }
        }
        out.goto_(label(place));
    }

    // ---- ways on

    /** A place to jump to in order to go on at {@code target} with the registers as they are in {@code from}. */
    private Label edge(int target, @Nullable Kind[] from) {
        int to = kinds.nodeFor(node, target, from);
        @Nullable Kind[] wanted = Objects.requireNonNull(kinds.at(to));
        boolean same = true;
        for (int r = 0; r < wanted.length; r++) {
            same &= wanted[r] == null || wanted[r] == kindIn(from, r);
        }
        if (same) {
            return label(to);
        }
        Label conversion = out.newLabel();
        @Nullable Kind[] frozen = from.clone();
        emit.rarely(() -> {
            out.labelBinding(conversion);
            convert(target, frozen, wanted);
            out.goto_(label(to));
        });
        return conversion;
    }

    /** Goes on at the next instruction, which mostly follows. */
    private void fallThrough() {
        int next = effects.next(pc);
        @Nullable Kind[] after = state.clone();
        kinds.apply(pc, after, false);
        int to = kinds.nodeFor(node, next, after);
        convert(next, after, Objects.requireNonNull(kinds.at(to)));
        if (to != node - pc + next) {
            out.goto_(label(to));
        }
    }

    private void convert(int target, @Nullable Kind[] from, @Nullable Kind[] wanted) {
        for (int r = 0; r < wanted.length; r++) {
            Kind to = wanted[r];
            Kind kind = kindIn(from, r);
            if (to == null || to == kind) {
                continue;
            }
            if (to == Kind.ANY) {
                emit.push(r, kind).popAny(r);
                continue;
            }
            if (kind == Kind.ANY) {
                emit.guard(r, to.isInteger() ? LONG : DOUBLE, emit.leave(target, ~target, liveness.at(target), from));
            }
            if (to == Kind.INTEGER) {
                emit.pushLong(r, kind == Kind.ANY ? Kind.BOXED_INTEGER : kind).popLong(r);
            } else if (to == Kind.FLOAT) {
                emit.pushDouble(r, kind == Kind.ANY ? Kind.BOXED_FLOAT : kind).popDouble(r);
            }
        }
    }

    private static Kind kindIn(@Nullable Kind[] state, int register) {
        return Kinds.kind(state, register);
    }

    // ---- helpers for one instruction

    Kind kind(int register) {
        return Kinds.kind(state, register);
    }

    int pc() {
        return pc;
    }

    int next() {
        return effects.next(pc);
    }

    @Nullable
    Kind[] state() {
        return state;
    }

    /** Where to go if a guess about an operand fails: the interpreter does the instruction again. */
    Label redo() {
        return emit.leave(pc, pc, liveness.at(pc), state);
    }

    /** Where to go if something else must run first; register {@code except} gets its value from there. */
    Label pending(int except) {
        BitSet needed = (BitSet) liveness.at(next()).clone();
        int target = effects.jumpTarget(pc);
        if (target >= 0) {
            needed.or(liveness.at(target));
        }
        if (except >= 0) {
            needed.clear(except);
        }
        return emit.unwind(needed, state);
    }

    /** Pops an object that is the value of register A, and checks what was guessed about it. */
    void result(int a) {
        Kind kind = kinds.result(pc, state);
        if (kind == Kind.ANY) {
            emit.popAny(a);
            return;
        }
        emit.popScratch();
        Label wrong = out.newLabel();
        emit.pushScratch().out().instanceOf(kind.isInteger() ? LONG : DOUBLE).ifeq(wrong);
        emit.pushScratch();
        if (kind == Kind.INTEGER) {
            emit.unboxLong();
            emit.popLong(a);
        } else if (kind == Kind.FLOAT) {
            emit.unboxDouble();
            emit.popDouble(a);
        } else {
            emit.popReference(a);
        }
        @Nullable Kind[] after = state.clone();
        after[a] = Kind.ANY;
        int site = pc;
        int next = next();
        Label leave = emit.leave(next, site, liveness.at(next), after);
        emit.rarely(() -> {
            out.labelBinding(wrong);
            emit.pushScratch().popAny(a);
            out.goto_(leave);
        });
    }

    /** Jumps on when the int on the stack is {@code c}. */
    void branch(int c, Label target) {
        if (c == 0) {
            out.ifeq(target);
        } else {
            out.ifne(target);
        }
    }

    Label jumpEdge() {
        @Nullable Kind[] after = state.clone();
        kinds.apply(pc, after, true);
        return edge(effects.jumpTarget(pc), after);
    }

    // ---- the instructions

    private void instruction() {
        int a = Op.a(i);
        int b = Op.b(i);
        int c = Op.c(i);
        switch (i & 0xff) {
            case MOVE -> emit.move(a, b, kind(b));
            case LOADI -> {
                out.loadConstant((long) Op.signedBx(i));
                emit.popLong(a);
            }
            case LOADK -> constant(a, Op.bx(i));
            case LOADKX -> constant(a, code[pc + 1]);
            case LOADNIL -> {
                for (int r = a; r <= a + b; r++) {
                    out.aconst_null();
                    emit.popAny(r);
                }
            }
            case LOADTRUE -> bool(a, "TRUE");
            case LOADFALSE -> bool(a, "FALSE");
            case GETUPVAL -> {
                emit.upvalue(b);
                result(a);
            }
            case GETUPCELL -> {
                emit.upvalue(b);
                cellValue();
                result(a);
            }
            case SETUPCELL -> {
                emit.upvalue(b).out().checkcast(CELL);
                emit.push(a, kind(a)).out().putfield(CELL, "value", OBJECT);
            }
            case NEWCELL -> {
                emit.setPc(next());
                emit.machine().push(a, kind(a)).call(SUPPORT, "newCell", OBJECT, MACHINE, OBJECT);
                emit.popAny(a);
            }
            case GETCELL -> {
                emit.push(b, Kind.ANY);
                cellValue();
                result(a);
            }
            case SETCELL -> {
                emit.push(a, Kind.ANY).out().checkcast(CELL);
                emit.push(b, kind(b)).out().putfield(CELL, "value", OBJECT);
            }
            case GETGLOBAL -> {
                emit.upvalue(b).popScratch();
                getField(a, c);
            }
            case GETFIELD -> {
                emit.push(b, kind(b)).popScratch();
                getField(a, c);
            }
            case SETFIELD -> {
                emit.push(a, kind(a)).popScratch();
                setField(b, c, true);
            }
            case SETGLOBAL -> {
                emit.upvalue(a).popScratch();
                setField(b, c, false);
            }
            case GETINDEX -> {
                if (kind(c).isInteger()) {
                    getIndex(a, b, () -> emit.pushLong(c, kind(c)));
                } else {
                    emit.push(b, kind(b)).push(c, kind(c)).call(SUPPORT, "index", OBJECT, OBJECT, OBJECT);
                    slowIndex(a, b, () -> emit.push(c, kind(c)));
                    result(a);
                }
            }
            case GETINT -> getIndex(a, b, () -> out.loadConstant((long) c));
            case SETINDEX -> {
                if (kind(b).isInteger()) {
                    setIndex(a, c, () -> emit.pushLong(b, kind(b)), CD_long);
                } else {
                    setIndex(a, c, () -> emit.push(b, kind(b)), OBJECT);
                }
            }
            case SETINT -> setIndex(a, c, () -> out.loadConstant((long) b), CD_long);
            case SELF -> self(a, b, c);
            case NEWTABLE -> {
                emit.setPc(next());
                emit.machine().out().loadConstant(b == 0 ? 0 : 1 << b - 1).loadConstant(c);
                emit.call(SUPPORT, "newTable", OBJECT, MACHINE, CD_int, CD_int);
                emit.popAny(a);
            }
            case SETLIST -> {
                int end = b == 0 ? effects.openFrom(pc) : a + b;
                sync(a, end);
                emit.setPc(next());
                emit.frame().stack().place(a).out().loadConstant(b).loadConstant(code[pc + 1]);
                emit.call(SUPPORT, "setList", CD_void, FRAME, OBJECTS, CD_int, CD_int, CD_int);
            }
            case CONCAT -> {
                sync(b, c + 1);
                emit.setPc(next());
                emit.machine().frame().place(a).place(b).place(c);
                emit.call(OPERATIONS, "concat", CD_boolean, MACHINE, FRAME, CD_int, CD_int, CD_int);
                out.ifne(pending(a));
                emit.reloadStack();
                emit.load(a);
            }
            case JUMP -> out.goto_(jumpEdge());
            case LOOP -> loop(Op.distance(i), state);
            case TEST -> {
                Label target = jumpEdge();
                test(a, b, target);
            }
            case TESTSET -> testSet(a, b, c);
            case CALL -> {
                int end = b == 0 ? effects.openFrom(pc) : a + b;
                sync(a, Math.max(end, a + 1));
                call(a, b == 0 ? -1 : b - 1, c - 1);
                if (c == 2) {
                    emit.stack().place(a).out().aaload();
                    result(a);
                } else {
                    for (int r = a; r < a + c - 1; r++) {
                        emit.load(r);
                    }
                }
            }
            case TAILCALL -> tailCall(a, b);
            case RETURN0 -> returnList(a, 0);
            case RETURN1 -> {
                emit.push(a, kind(a));
                popFrame();
                out.areturn();
            }
            case RETURN -> {
                int end = b == 0 ? Math.max(effects.openFrom(pc), a) : a + b - 1;
                sync(a, end);
                returnList(a, b == 0 ? -1 : b - 1);
            }
            case FORPREP -> operators.prepareLoop();
            case FORLOOP -> operators.stepLoop();
            case TFORCALL -> iterate(a, c);
            case TFORLOOP -> {
                Label end = out.newLabel();
                emit.push(a + 4, kind(a + 4));
                out.ifnull(end);
                emit.push(a + 4, kind(a + 4)).popAny(a + 2);
                @Nullable Kind[] after = state.clone();
                after[a + 2] = Kind.ANY;
                loop(code[pc + 1], after);
                out.labelBinding(end);
            }
            case CLOSURE -> {
                BitSet captured = new BitSet();
                effects.uses(pc, captured);
                for (int r = captured.nextSetBit(0); r >= 0; r = captured.nextSetBit(r + 1)) {
                    emit.sync(r, kind(r));
                }
                emit.setPc(next());
                emit.machine().frame().out().getfield(FRAME, "closure", LUA_CLOSURE);
                emit.object(prototype.inner(Op.bx(i)), PROTOTYPE).stack().base();
                emit.call(OPERATIONS, "closure", LUA_CLOSURE, MACHINE, LUA_CLOSURE, PROTOTYPE, OBJECTS, CD_int);
                emit.popAny(a);
            }
            case VARARG -> {
                emit.setPc(next());
                emit.machine().coroutine().frame().place(a).out().loadConstant(c - 1);
                emit.call(OPERATIONS, "varargs", CD_void, MACHINE, COROUTINE, FRAME, CD_int, CD_int);
                emit.reloadStack();
                for (int r = a; r < a + c - 1; r++) {
                    emit.load(r);
                }
            }
            default -> operators.compute(i);
        }
        if (Effects.fallsThrough(i)) {
            fallThrough();
        }
    }

    private void constant(int a, int index) {
        Object constant = prototype.constants()[index];
        switch (constant) {
            case Long integer -> {
                out.loadConstant(integer.longValue());
                emit.popLong(a);
            }
            case Double number -> {
                out.loadConstant(number.doubleValue());
                emit.popDouble(a);
            }
            case null -> throw new IllegalStateException("a constant is nil");
            default -> emit.object(constant, OBJECT).popAny(a);
        }
    }

    private void bool(int a, String name) {
        out.getstatic(ConstantDescs.CD_Boolean, name, ConstantDescs.CD_Boolean);
        emit.popAny(a);
    }

    private void cellValue() {
        out.checkcast(CELL).getfield(CELL, "value", OBJECT);
    }

    void sync(int from, int to) {
        for (int r = from; r < to; r++) {
            emit.sync(r, kind(r));
        }
    }

    // ---- tables

    /** R[A] = the scratch object's field K[C]. */
    private void getField(int a, int c) {
        Object key = Objects.requireNonNull(prototype.constants()[c]);
        emit.pushScratch().object(key, STRING).object(code, INTS).out().loadConstant(pc + 1);
        emit.call(SUPPORT, "field", OBJECT, OBJECT, STRING, INTS, CD_int);
        // The object is needed again where its field is not simply there, so it is looked up once more.
        Label slow = out.newLabel();
        Label done = out.newLabel();
        out.dup().getstatic(SUPPORT, "MISS", OBJECT).if_acmpeq(slow);
        out.labelBinding(done);
        Label pending = pending(a);
        int next = next();
        int instruction = i;
        @Nullable Kind[] now = state;
        emit.rarely(() -> {
            out.labelBinding(slow);
            out.pop();
            emit.setPc(next);
            emit.machine().frame().place(a);
            if ((instruction & 0xff) == GETGLOBAL) {
                emit.upvalue(Op.b(instruction));
            } else {
                emit.push(Op.b(instruction), kindIn(now, Op.b(instruction)));
            }
            emit.object(key, OBJECT);
            emit.call(OPERATIONS, "index", OBJECT, MACHINE, FRAME, CD_int, OBJECT, OBJECT);
            returned(pending, done);
        });
        result(a);
    }

    /** The value on the operand stack came from something that may not be finished; goes on at {@code done} with it. */
    private void returned(Label pending, Label done) {
        emit.popScratch();
        emit.pushScratch().out().getstatic(MACHINE, "PENDING", OBJECT).if_acmpeq(pending);
        emit.reloadStack();
        emit.pushScratch().out().goto_(done);
    }

    private void setField(int b, int c, boolean hinted) {
        Object key = Objects.requireNonNull(prototype.constants()[b]);
        Label done = out.newLabel();
        emit.push(c, kind(c)).popReferenceTemp();
        if (hinted) {
            emit.pushScratch()
                    .object(key, STRING)
                    .pushTemp()
                    .object(code, INTS)
                    .out()
                    .loadConstant(pc + 1);
            emit.call(SUPPORT, "setField", CD_boolean, OBJECT, STRING, OBJECT, INTS, CD_int);
            out.ifne(done);
        }
        emit.setPc(next());
        emit.machine()
                .frame()
                .pushScratch()
                .object(key, STRING)
                .pushTemp()
                .object(code, INTS)
                .out()
                .loadConstant(pc + 1);
        emit.call(OPERATIONS, "setField", CD_boolean, MACHINE, FRAME, OBJECT, STRING, OBJECT, INTS, CD_int);
        out.ifne(pending(-1));
        emit.reloadStack();
        out.labelBinding(done);
    }

    private void getIndex(int a, int b, Runnable key) {
        emit.push(b, kind(b));
        key.run();
        emit.call(SUPPORT, "index", OBJECT, OBJECT, CD_long);
        slowIndex(a, b, () -> {
            key.run();
            emit.call(VALUES, "box", LONG, CD_long);
        });
        result(a);
    }

    /** If what was found is not the whole story, tries the rest. */
    private void slowIndex(int a, int b, Runnable key) {
        Label slow = out.newLabel();
        Label done = out.newLabel();
        out.dup().getstatic(SUPPORT, "MISS", OBJECT).if_acmpeq(slow);
        out.labelBinding(done);
        Label pending = pending(a);
        int next = next();
        @Nullable Kind[] then = state;
        emit.rarely(() -> {
            @Nullable Kind[] now = state;
            state = then;
            out.labelBinding(slow);
            out.pop();
            emit.setPc(next);
            emit.machine().frame().place(a).push(b, kind(b));
            key.run();
            emit.call(OPERATIONS, "index", OBJECT, MACHINE, FRAME, CD_int, OBJECT, OBJECT);
            returned(pending, done);
            state = now;
        });
    }

    private void setIndex(int a, int c, Runnable key, ClassDesc keyType) {
        Label done = out.newLabel();
        emit.push(c, kind(c)).popReferenceTemp();
        emit.push(a, kind(a));
        key.run();
        emit.pushTemp().call(SUPPORT, "setIndex", CD_boolean, OBJECT, keyType, OBJECT);
        out.ifne(done);
        emit.setPc(next());
        emit.machine().frame().push(a, kind(a));
        key.run();
        if (keyType == CD_long) {
            emit.call(VALUES, "box", LONG, CD_long);
        }
        emit.pushTemp().call(OPERATIONS, "setIndex", CD_boolean, MACHINE, FRAME, OBJECT, OBJECT, OBJECT);
        out.ifne(pending(-1));
        emit.reloadStack();
        out.labelBinding(done);
    }

    private void self(int a, int b, int c) {
        Object key = Objects.requireNonNull(prototype.constants()[c]);
        emit.push(b, kind(b)).popAny(a + 1);
        emit.setPc(next());
        emit.machine()
                .frame()
                .place(a)
                .push(a + 1, Kind.ANY)
                .object(key, STRING)
                .object(code, INTS);
        out.loadConstant(pc + 1);
        emit.call(OPERATIONS, "method", OBJECT, MACHINE, FRAME, CD_int, OBJECT, STRING, INTS, CD_int);
        emit.popScratch();
        @Nullable Kind[] before = state;
        state = state.clone();
        state[a + 1] = Kind.ANY;
        emit.pushScratch().out().getstatic(MACHINE, "PENDING", OBJECT).if_acmpeq(pending(a));
        state = before;
        emit.reloadStack();
        emit.pushScratch().popAny(a);
    }

    // ---- tests and loops

    private void test(int a, int wanted, Label target) {
        if (kind(a).isNumber()) {
            if (wanted == 1) {
                out.goto_(target);
                out.labelBinding(out.newLabel());
            }
            return;
        }
        emit.push(a, Kind.ANY).call(VALUES, "isTrue", CD_boolean, OBJECT);
        branch(wanted, target);
    }

    private void testSet(int a, int b, int c) {
        Label taken = out.newLabel();
        Label target = jumpEdge();
        @Nullable Kind[] then = state;
        emit.rarely(() -> {
            out.labelBinding(taken);
            emit.move(a, b, kindIn(then, b));
            out.goto_(target);
        });
        test(b, c, taken);
    }

    /** Jumps back, if the budget allows. */
    void loop(int distance, @Nullable Kind[] after) {
        int target = effects.jumpTarget(pc);
        emit.machine()
                .out()
                .dup()
                .getfield(MACHINE, "budget", CD_long)
                .loadConstant((long) distance)
                .ladd();
        out.dup2_x1().putfield(MACHINE, "budget", CD_long);
        out.lconst_0().lcmp().iflt(emit.preempt(target, liveness.at(target), after));
        out.goto_(edge(target, after));
    }

    private void iterate(int a, int c) {
        sync(a, a + 3);
        emit.setPc(next());
        Label done = out.newLabel();
        Label general = out.newLabel();
        emit.push(a, kind(a)).out().instanceOf(LUA_CLOSURE).ifeq(general);
        emit.stack().place(a).out().loadConstant(3);
        emit.coroutine().call(SUPPORT, "copyForward", CD_void, OBJECTS, CD_int, CD_int, COROUTINE);
        emit.reloadStack();
        callClosure(a + 4, 2, c, a + 4);
        out.goto_(done);
        out.labelBinding(general);
        emit.machine().coroutine().place(a).out().loadConstant(c);
        emit.object(code, INTS).out().loadConstant(pc + 1);
        emit.call(OPERATIONS, "iterate", CD_boolean, MACHINE, COROUTINE, CD_int, CD_int, INTS, CD_int);
        out.ifne(pendingFrom(a + 4));
        emit.reloadStack();
        out.labelBinding(done);
        for (int r = a + 4; r < a + 4 + c; r++) {
            emit.load(r);
        }
    }

    // ---- calls

    /** Where to go if a call has not returned: what is below its registers must be right. */
    private Label pendingFrom(int a) {
        BitSet needed = (BitSet) liveness.at(next()).clone();
        needed.clear(a, Math.max(a, prototype.registers()));
        return emit.unwind(needed, state);
    }

    /**
     * Calls the value in register {@code a} with arguments in place.
     *
     * @param arguments how many; -1 for an open list
     * @param wanted how many results; -1 for an open list
     */
    private void call(int a, int arguments, int wanted) {
        emit.setPc(next());
        Label other = out.newLabel();
        Label done = out.newLabel();
        emit.push(a, Kind.ANY).out().instanceOf(LUA_CLOSURE).ifeq(other);
        callClosure(a, arguments, wanted, a);
        out.goto_(done);
        out.labelBinding(other);
        emit.machine().coroutine().frame().push(a, Kind.ANY).place(a);
        pushCount(a, arguments);
        out.loadConstant(wanted);
        emit.call(SUPPORT, "callOther", CD_boolean, MACHINE, COROUTINE, FRAME, OBJECT, CD_int, CD_int, CD_int);
        out.ifeq(pendingFrom(a));
        emit.reloadStack();
        out.labelBinding(done);
    }

    private void pushCount(int a, int arguments) {
        if (arguments >= 0) {
            out.loadConstant(arguments);
        } else {
            emit.frame().out().getfield(FRAME, "top", CD_int);
            emit.place(a).out().isub().iconst_1().isub();
        }
    }

    /** Calls the Lua function in the slot of register {@code a} itself, in this very place so that it can be inlined. */
    private void callClosure(int a, int arguments, int wanted, int firstClobbered) {
        Label unwind = pendingFrom(firstClobbered);
        emit.stack().place(a).out().aaload().checkcast(LUA_CLOSURE);
        out.dup();
        emit.popScratch();
        emit.call(SUPPORT, "codeOf", CODE, LUA_CLOSURE);
        out.dup();
        emit.popTempCode();
        emit.machine().coroutine().pushScratch().out().checkcast(LUA_CLOSURE);
        emit.place(a);
        pushCount(a, arguments);
        out.loadConstant(wanted);
        emit.call(SUPPORT, "enter", FRAME, CODE, MACHINE, COROUTINE, LUA_CLOSURE, CD_int, CD_int, CD_int);
        out.dup();
        emit.popScratch();
        out.ifnull(unwind);
        emit.pushTempCode().machine().coroutine().pushScratch().out().checkcast(FRAME);
        out.invokevirtual(CODE, "run", MethodTypeDesc.of(OBJECT, MACHINE, COROUTINE, FRAME));
        emit.popScratch();
        emit.pushScratch().out().getstatic(SUPPORT, "UNWIND", OBJECT).if_acmpeq(unwind);
        emit.machine()
                .out()
                .dup()
                .getfield(MACHINE, "depth", CD_int)
                .iconst_1()
                .isub()
                .putfield(MACHINE, "depth", CD_int);
        emit.reloadStack();
        if (wanted == 1) {
            Label single = out.newLabel();
            emit.pushScratch().out().getstatic(SUPPORT, "LIST", OBJECT).if_acmpne(single);
            emit.machine().stack().place(a).call(SUPPORT, "firstOfList", OBJECT, MACHINE, OBJECTS, CD_int);
            emit.popScratch();
            out.labelBinding(single);
            emit.stack().place(a).pushScratch().out().aastore();
        } else if (wanted != 0) {
            emit.machine().frame().stack().place(a).out().loadConstant(wanted);
            emit.pushScratch().call(SUPPORT, "spread", CD_void, MACHINE, FRAME, OBJECTS, CD_int, CD_int, OBJECT);
        }
    }

    private void tailCall(int a, int b) {
        int end = b == 0 ? effects.openFrom(pc) : a + b;
        sync(a, Math.max(end, a + 1));
        emit.setPc(next());
        Label other = out.newLabel();
        emit.push(a, Kind.ANY).out().instanceOf(LUA_CLOSURE).ifeq(other);
        emit.machine().coroutine().frame().place(a);
        pushCount(a, b == 0 ? -1 : b - 1);
        emit.call(SUPPORT, "tailCall", OBJECT, MACHINE, COROUTINE, FRAME, CD_int, CD_int);
        out.areturn();
        out.labelBinding(other);
        emit.machine().coroutine().frame().push(a, Kind.ANY).place(a);
        pushCount(a, b == 0 ? -1 : b - 1);
        out.loadConstant(-1);
        emit.call(SUPPORT, "callOther", CD_boolean, MACHINE, COROUTINE, FRAME, OBJECT, CD_int, CD_int, CD_int);
        out.ifeq(pendingFrom(a));
        emit.reloadStack();
    }

    private void popFrame() {
        emit.coroutine().frame().out().getfield(FRAME, "previous", FRAME).putfield(COROUTINE, "frame", FRAME);
    }

    /** Returns values that are in their registers; {@code count} -1 for an open list. */
    private void returnList(int a, int count) {
        emit.machine().coroutine().frame().place(a).out().loadConstant(count);
        emit.call(SUPPORT, "returnList", OBJECT, MACHINE, COROUTINE, FRAME, CD_int, CD_int);
        out.areturn();
    }

    // ---- for Operators

    BitSet liveAt(int at) {
        return liveness.at(at);
    }
}
