package dev.moirai.lua;

import static dev.moirai.lua.bytecode.Op.*;
import static java.util.Objects.requireNonNull;

import dev.moirai.lua.bytecode.Op;
import dev.moirai.lua.bytecode.Prototype;
import org.jspecify.annotations.Nullable;

/**
 * What the source calls the value in a register, found out from the code: {@code (local 'x')}, {@code (field 'y')}.
 *
 * <p>Only errors ask for it, so nothing is recorded while the program runs.
 */
final class VariableNames {
    private VariableNames() {}

    /** A name and what it is the name of. */
    record Description(String kind, String name) {
        @Override
        public String toString() {
            return " (" + kind + " '" + name + "')";
        }
    }

    /** The name of a register of a frame, with a space in front; empty if it has none. */
    static String ofRegister(Frame frame, int register) {
        Prototype prototype = requireNonNull(frame.closure).prototype;
        return text(describe(prototype, instructionBefore(prototype, frame.pc), register));
    }

    /** The name of what the current instruction of a frame indexes. */
    static String ofIndexed(Frame frame) {
        Prototype prototype = requireNonNull(frame.closure).prototype;
        int pc = instructionBefore(prototype, frame.pc);
        int i = prototype.code()[pc];
        return switch (Op.op(i)) {
            case GETFIELD, GETINDEX, GETINT, SELF -> text(describe(prototype, pc, Op.b(i)));
            case SETFIELD, SETINDEX, SETINT -> text(describe(prototype, pc, Op.a(i)));
            case GETGLOBAL -> text(new Description("upvalue", prototype.upvalues()[Op.b(i)].name()));
            case SETGLOBAL -> text(new Description("upvalue", prototype.upvalues()[Op.a(i)].name()));
            default -> "";
        };
    }

    /** The name of what the top frame's current instruction calls. */
    static String ofCallee(Coroutine co, int slot) {
        Frame frame = co.frame;
        if (frame == null || frame.closure == null) {
            return "";
        }
        return text(ofCall(frame));
    }

    private static String text(@Nullable Description description) {
        return description == null ? "" : description.toString();
    }

    /** What the function is called that a Lua frame's current instruction calls; null if it has no name. */
    static @Nullable Description ofCall(Frame frame) {
        return ofCall(requireNonNull(frame.closure).prototype, frame.pc);
    }

    /** The same, for the instruction in front of {@code end}. */
    static @Nullable Description ofCall(Prototype prototype, int end) {
        if (end == 0) {
            return null;
        }
        int pc = instructionBefore(prototype, end);
        int i = prototype.code()[pc];
        int op = Op.op(i);
        return switch (op) {
            case CALL, TAILCALL -> describe(prototype, pc, Op.a(i));
            case TFORCALL -> new Description("for iterator", "for iterator");
            case GETGLOBAL, GETFIELD, GETINDEX, GETINT, SELF -> new Description("metamethod", "index");
            case SETGLOBAL, SETFIELD, SETINDEX, SETINT -> new Description("metamethod", "newindex");
            case UNM -> new Description("metamethod", "unm");
            case BNOT -> new Description("metamethod", "bnot");
            case LEN -> new Description("metamethod", "len");
            case CONCAT -> new Description("metamethod", "concat");
            case EQ -> new Description("metamethod", "eq");
            case LT, LTK, GTK -> new Description("metamethod", "lt");
            case LE, LEK, GEK -> new Description("metamethod", "le");
            case CLOSE, RETURNCLOSE -> new Description("metamethod", "close");
            default -> {
                int binary = op >= ADDK && op <= SHRK ? op - ADDK + ADD : op;
                yield binary >= ADD && binary <= SHR
                        ? new Description(
                                "metamethod",
                                Event.values()[Event.ADD.ordinal() + binary - ADD]
                                        .key()
                                        .toString()
                                        .substring(2))
                        : null;
            }
        };
    }

    /** Where the instruction begins of which {@code pc} is the end. */
    private static int instructionBefore(Prototype prototype, int pc) {
        int[] code = prototype.code();
        int start = 0;
        while (true) {
            int next = start + Op.length(Op.op(code[start]));
            if (next >= pc) {
                return start;
            }
            start = next;
        }
    }

    private static @Nullable Description describe(Prototype prototype, int pc, int register) {
        String local = prototype.localName(register, pc);
        if (local != null) {
            return new Description("local", local);
        }
        int setter = setter(prototype, pc, register);
        if (setter < 0) {
            return null;
        }
        int i = prototype.code()[setter];
        @Nullable Object[] k = prototype.constants();
        return switch (Op.op(i)) {
            case MOVE -> Op.b(i) < Op.a(i) ? describe(prototype, setter, Op.b(i)) : null;
            case GETCELL -> {
                String name = prototype.localName(Op.b(i), setter);
                yield name == null ? null : new Description("local", name);
            }
            case GETUPVAL, GETUPCELL -> new Description("upvalue", prototype.upvalues()[Op.b(i)].name());
            case GETGLOBAL -> field(prototype.upvalues()[Op.b(i)].name().equals("_ENV"), Values.show(k[Op.c(i)]));
            case GETFIELD -> field(isEnvironment(prototype, setter, Op.b(i)), Values.show(k[Op.c(i)]));
            case GETINDEX -> {
                Description key = describe(prototype, setter, Op.c(i));
                String name = key != null && key.kind().equals("constant") ? key.name() : "?";
                yield isMethod(prototype, setter)
                        ? new Description("method", name)
                        : field(isEnvironment(prototype, setter, Op.b(i)), name);
            }
            case GETINT -> new Description("field", "integer index");
            case SELF -> Op.a(i) == register ? new Description("method", Values.show(k[Op.c(i)])) : null;
            case LOADK -> constant(k[Op.bx(i)]);
            case LOADKX -> constant(k[prototype.code()[setter + 1]]);
            default -> null;
        };
    }

    /** Whether an access by a key in a register stands for {@link Op#SELF}, whose own key had no room in it. */
    private static boolean isMethod(Prototype prototype, int pc) {
        int i = prototype.code()[pc];
        int object = Op.b(i);
        if (object != Op.a(i) + 1) {
            return false;
        }
        int setter = setter(prototype, pc, object);
        return setter >= 0 && Op.op(prototype.code()[setter]) == MOVE;
    }

    private static Description field(boolean global, String name) {
        return new Description(global ? "global" : "field", name);
    }

    private static @Nullable Description constant(@Nullable Object value) {
        return value instanceof LuaString string ? new Description("constant", string.toString()) : null;
    }

    private static boolean isEnvironment(Prototype prototype, int pc, int register) {
        Description table = describe(prototype, pc, register);
        return table != null
                && table.name().equals("_ENV")
                && (table.kind().equals("local") || table.kind().equals("upvalue"));
    }

    /** The instruction that last changed a register before another one, if no jump can have skipped it; or -1. */
    private static int setter(Prototype prototype, int before, int register) {
        int[] code = prototype.code();
        int found = -1;
        int jumpedTo = 0;
        for (int pc = 0; pc < before; pc += Op.length(Op.op(code[pc]))) {
            int i = code[pc];
            int a = Op.a(i);
            int destination = destination(code, pc);
            if (destination > jumpedTo && destination <= before) {
                jumpedTo = destination;
            }
            boolean changed = switch (Op.op(i)) {
                case LOADNIL -> register >= a && register <= a + Op.b(i);
                case TFORCALL -> register >= a + 4;
                case TFORLOOP -> register == a + 2;
                case CALL, TAILCALL, VARARG -> register >= a;
                case SELF -> register == a || register == a + 1;
                case FORPREP, FORLOOP -> register >= a && register <= a + 3;
                case SETUPCELL, SETCELL, SETGLOBAL, SETFIELD, SETINDEX, SETINT, SETLIST -> false;
                case JUMP, LOOP, TEST, EQ, LT, LE, EQK, LTK, LEK, GTK, GEK -> false;
                case RETURN, RETURN0, RETURN1, RETURNCLOSE, TBC, CLOSE, NEWCELL -> false;
                default -> register == a;
            };
            if (changed) {
                found = pc < jumpedTo ? -1 : pc;
            }
        }
        return found;
    }

    /** Where an instruction can jump to, forward; 0 if it cannot. */
    private static int destination(int[] code, int pc) {
        return switch (Op.op(code[pc])) {
            case JUMP -> pc + 1 + Op.distance(code[pc]);
            case TEST, TESTSET, EQ, LT, LE, EQK, LTK, LEK, GTK, GEK -> pc + 2 + code[pc + 1];
            default -> 0;
        };
    }
}
