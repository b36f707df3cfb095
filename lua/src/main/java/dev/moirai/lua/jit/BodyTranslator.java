package dev.moirai.lua.jit;

import static dev.moirai.lua.bytecode.Op.*;
import static dev.moirai.lua.jit.Descriptors.CALLS;
import static dev.moirai.lua.jit.Descriptors.FRAME;
import static dev.moirai.lua.jit.Descriptors.MACHINE;
import static dev.moirai.lua.jit.Descriptors.OBJECTS;
import static dev.moirai.lua.jit.Types.FLOAT;
import static dev.moirai.lua.jit.Types.INTEGER;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.moirai.lua.bytecode.Op;
import dev.moirai.lua.bytecode.Prototype;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.BitSet;
import java.util.List;

/** Writes the body of a generated class: how it is entered, then the instructions it can get to, then the ways out. */
final class BodyTranslator {
    private final Region region;
    private final Prototype prototype;
    private final Types entry;
    private final Locals locals;
    private final Emitter emitter;
    private final CodeBuilder c;
    private final Registers registers;
    private final Exits exits;
    private final Versions versions;
    private final Accesses accesses;

    private final TableTranslator tables;
    private final VariableTranslator variables;
    private final OperatorTranslator operators;
    private final TestTranslator tests;
    private final CallTranslator calls;
    private final LoopTranslator loops;

    private BodyTranslator(CodeBuilder c, Region region, Locals locals, Types entry, List<Object> constants) {
        this.region = region;
        this.prototype = region.prototype();
        this.entry = entry;
        this.locals = locals;
        this.emitter = new Emitter(c, prototype.code(), constants);
        this.c = c;
        this.registers = new Registers(emitter, locals, entry.copy());
        this.exits = new Exits(emitter, region, registers);
        this.versions = new Versions(emitter, region, registers, exits);
        this.accesses = new Accesses(emitter, region);
        Guards guards = new Guards(emitter, registers, exits);
        Body body = new Body(region, emitter, registers, exits, guards, versions, accesses);
        this.tables = new TableTranslator(body);
        this.variables = new VariableTranslator(body);
        this.operators = new OperatorTranslator(body);
        this.tests = new TestTranslator(body);
        this.calls = new CallTranslator(body);
        this.loops = new LoopTranslator(body, calls);
    }

    /** @param constants receives the class data that the code refers to */
    static BodyTranslator function(CodeBuilder c, Prototype prototype, List<Object> constants) {
        Types objects = new Types(new byte[prototype.registers()]);
        Locals locals = Locals.function(prototype.parameters());
        return new BodyTranslator(c, Region.function(prototype), locals, objects, constants);
    }

    /**
     * @param constants receives the class data that the code refers to
     * @param types of the registers when the loop is entered
     */
    static BodyTranslator loop(
            CodeBuilder c, Prototype prototype, List<Object> constants, int start, int end, byte[] types) {
        Region region = Region.loop(prototype, start, end);
        return new BodyTranslator(c, region, Locals.loop(), new Types(types), constants);
    }

    void translate() {
        for (int r = region.isLoop() ? 0 : prototype.parameters(); r < prototype.registers(); r++) {
            c.aconst_null().astore(locals.object(r)); // what counts as alive need not have been written on each path
        }
        if (region.isLoop()) {
            enterLoop();
        } else {
            enterFunction();
        }
        versions.goTo(region.start());
        Versions.Version version = versions.nextToWrite();
        while (version != null) {
            write(version);
            version = versions.nextToWrite();
        }
        exits.write();
    }

    /** Writes the methods that the body calls. */
    void writeMethods(ClassBuilder builder) {
        exits.writeStores(builder);
        accesses.write(builder);
    }

    private void enterFunction() {
        if (!prototype.variadic()) {
            c.getstatic(Descriptors.COROUTINE, "NOTHING", OBJECTS);
            registers.storeVarargs();
        }
        emitter.machine();
        c.loadConstant(prototype.callCost());
        emitter.call(CALLS, "enter", CD_boolean, MACHINE, CD_int);
        c.ifeq(exits.at(0));
    }

    private void enterLoop() {
        emitter.machine();
        Label paid = c.newLabel();
        c.getfield(MACHINE, "budget", CD_long).lconst_0().lcmp().ifge(paid);
        c.loadConstant(region.start()).ireturn();
        c.labelBinding(paid);
        c.aload(Locals.FRAME).getfield(FRAME, "varargs", OBJECTS);
        registers.storeVarargs();
        BitSet live = region.liveBefore(region.start());
        for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
            c.aload(Locals.STACK).iload(Locals.BASE).loadConstant(r).iadd().aaload();
            switch (entry.get(r)) {
                case INTEGER -> {
                    emitter.unboxLong();
                    registers.storeLong(r);
                }
                case FLOAT -> {
                    emitter.unboxDouble();
                    registers.storeDouble(r);
                }
                default -> registers.storeObject(r);
            }
        }
    }

    /** Writes the code of a place, up to the next one. */
    private void write(Versions.Version version) {
        registers.types(version.types().copy());
        c.labelBinding(version.label());
        int pc = version.pc();
        while (instruction(pc)) {
            pc = region.next(pc);
            if (!region.contains(pc) || region.isTarget(pc)) {
                versions.goTo(pc);
                return;
            }
        }
    }

    /** Writes one instruction; whether the code goes on behind it. */
    private boolean instruction(int pc) {
        int i = region.word(pc);
        int op = Op.op(i);
        int a = Op.a(i);
        int b = Op.b(i);
        int cc = Op.c(i);
        switch (op) {
            case MOVE -> registers.move(b, a);
            case LOADI -> registers.storeConstant(a, (long) Op.signedBx(i));
            case LOADK -> registers.storeConstant(a, region.constant(Op.bx(i)));
            case LOADKX -> registers.storeConstant(a, region.constant(region.word(pc + 1)));
            case LOADNIL -> {
                for (int r = a; r <= a + b; r++) {
                    registers.storeConstant(r, null);
                }
            }
            case LOADTRUE -> registers.storeConstant(a, true);
            case LOADFALSE -> registers.storeConstant(a, false);

            case GETUPVAL -> variables.getUpvalue(a, b);
            case GETUPCELL -> variables.getUpvalueCell(a, b);
            case SETUPCELL -> variables.setUpvalueCell(b, a);
            case NEWCELL -> variables.newCell(a, pc);
            case GETCELL -> variables.getCell(a, b);
            case SETCELL -> variables.setCell(a, b);
            case CLOSURE -> variables.closure(a, prototype.inner(Op.bx(i)), pc);
            case TBC -> {
                return variables.markToClose(a, pc);
            }
            case CLOSE -> {
                return variables.close(a, pc);
            }

            case GETGLOBAL -> tables.getGlobal(a, b, cc, pc);
            case SETGLOBAL -> tables.setGlobal(a, b, cc, pc);
            case GETFIELD -> tables.getField(a, b, cc, pc);
            case SETFIELD -> tables.setField(a, b, cc, pc);
            case SELF -> tables.self(a, b, cc, pc);
            case GETINDEX -> tables.getIndex(a, b, cc, pc);
            case SETINDEX -> tables.setIndex(a, b, cc, pc);
            case GETINT -> tables.getInteger(a, b, cc, pc);
            case SETINT -> tables.setInteger(a, b, cc, pc);
            case NEWTABLE -> tables.create(a, b, cc, pc);
            case SETLIST -> tables.fill(a, b, pc);

            case UNM -> operators.negate(a, b, pc);
            case BNOT -> {
                return operators.complement(a, b, pc);
            }
            case LEN -> operators.length(a, b, pc);
            case CONCAT -> operators.concatenate(a, b, cc, pc);

            case NOT -> tests.not(a, b);
            case TEST -> {
                return tests.test(a, b, pc);
            }
            case TESTSET -> {
                return tests.testAndMove(a, b, cc, pc);
            }
            case EQ -> tests.equal(a, b, cc, pc);
            case EQK -> tests.equalConstant(a, region.constant(b), cc, pc);
            case LT -> tests.less(new Operand.Register(a), new Operand.Register(b), cc, pc);
            case LE -> tests.lessOrEqual(new Operand.Register(a), new Operand.Register(b), cc, pc);
            case LTK -> tests.less(new Operand.Register(a), region.number(b), cc, pc);
            case LEK -> tests.lessOrEqual(new Operand.Register(a), region.number(b), cc, pc);
            case GTK -> tests.less(region.number(b), new Operand.Register(a), cc, pc);
            case GEK -> tests.lessOrEqual(region.number(b), new Operand.Register(a), cc, pc);

            case CALL -> calls.call(a, b, cc, pc);
            case VARARG -> calls.varargs(a, cc);
            case TAILCALL -> {
                calls.tailCall(a, b, pc);
                return false;
            }
            case RETURN, RETURNCLOSE -> {
                calls.returnValues(a, b, pc);
                return false;
            }
            case RETURN0 -> {
                calls.returnNothing(pc);
                return false;
            }
            case RETURN1 -> {
                calls.returnOne(a, pc);
                return false;
            }

            case JUMP -> {
                versions.goTo(region.target(pc));
                return false;
            }
            case LOOP -> {
                loops.jumpBack(pc);
                return false;
            }
            case FORPREP -> {
                return loops.prepare(a, pc);
            }
            case FORLOOP -> loops.step(a, pc);
            case TFORCALL -> loops.iterate(a, cc, pc);
            case TFORLOOP -> {
                return loops.goOn(a, pc);
            }
            default -> {
                return operators.binary(op, a, b, cc, pc);
            }
        }
        return true;
    }
}
