package dev.moirai.lua.jit;

import dev.moirai.lua.bytecode.Prototype;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** What is known of the registers at a place: each is in one of three forms. */
public final class Types {
    /** Any value, as an object. */
    public static final byte OBJECT = 0;

    /** An integer, as a long. */
    public static final byte INTEGER = 1;

    /** A float, as a double. */
    public static final byte FLOAT = 2;

    private final byte[] types;

    Types(byte[] types) {
        this.types = types.clone();
    }

    /** The types of the values that registers have now which are alive at an instruction; the others count as objects. */
    public static byte[] sample(Prototype prototype, int pc, @Nullable Object[] stack, int base) {
        byte[] found = new byte[prototype.registers()];
        BitSet live = new Liveness(prototype).before(pc);
        for (int r = live.nextSetBit(0); r >= 0 && r < found.length; r = live.nextSetBit(r + 1)) {
            Object value = stack[base + r];
            found[r] = value instanceof Long ? INTEGER : value instanceof Double ? FLOAT : OBJECT;
        }
        return found;
    }

    Types copy() {
        return new Types(types);
    }

    byte get(int register) {
        return types[register];
    }

    void set(int register, byte type) {
        types[register] = type;
    }

    /** Registers that are not alive count as objects, so that places differing in them only are the same. */
    Types restrictedTo(BitSet live) {
        Types restricted = new Types(types);
        for (int r = 0; r < types.length; r++) {
            if (!live.get(r)) {
                restricted.types[r] = OBJECT;
            }
        }
        return restricted;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Types that && Arrays.equals(types, that.types);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(types);
    }
}
