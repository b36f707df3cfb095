package dev.moirai.lua.jit;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The versions of places, and jumps to them.
 *
 * <p>The code of a place (an instruction that can be jumped to) is written once for each combination of register types it
 * is reached with, so types never have to be joined: a loop whose variable begins as an integer and goes on as a float has
 * a first iteration of its own. Beyond a few versions of a place, the registers are made objects and one version serves
 * all.
 */
final class Versions {
    private static final int MAX_VERSIONS = 4;

    private final CodeBuilder c;
    private final Region region;
    private final Registers registers;
    private final Exits exits;
    private final Map<Integer, List<Version>> versions = new HashMap<>();
    private final Deque<Version> unwritten = new ArrayDeque<>();

    /** The code of a place for certain types. */
    record Version(int pc, Types types, Label label) {}

    Versions(Emitter emitter, Region region, Registers registers, Exits exits) {
        this.c = emitter.code();
        this.region = region;
        this.registers = registers;
        this.exits = exits;
    }

    /** A version that has been jumped to but is not written yet; null if there is none. */
    @Nullable
    Version nextToWrite() {
        return unwritten.poll();
    }

    /** Goes on at a place with the current types, or to the interpreter if it is outside. */
    void goTo(int pc) {
        c.goto_(region.contains(pc) ? version(pc) : exits.at(pc));
    }

    /** Jumps to a place if the test on the stack (an int) is not zero, else goes on behind. */
    void goToIfNotZero(int pc) {
        Label skip = c.newLabel();
        c.ifeq(skip);
        Types before = registers.types().copy();
        goTo(pc);
        registers.types(before);
        c.labelBinding(skip);
    }

    private Label version(int pc) {
        BitSet live = region.liveBefore(pc);
        Types wanted = registers.types().restrictedTo(live);
        List<Version> known = versions.computeIfAbsent(pc, _ -> new ArrayList<>());
        Version found = find(known, wanted);
        if (found == null && known.size() >= MAX_VERSIONS) {
            makeObjects(live);
            wanted = registers.types().restrictedTo(live);
            found = find(known, wanted);
        }
        if (found == null) {
            found = new Version(pc, wanted, c.newLabel());
            known.add(found);
            unwritten.push(found);
        }
        return found.label;
    }

    private static @Nullable Version find(List<Version> known, Types wanted) {
        for (Version version : known) {
            if (version.types.equals(wanted)) {
                return version;
            }
        }
        return null;
    }

    private void makeObjects(BitSet live) {
        for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
            if (!registers.isObject(r)) {
                registers.loadObject(r);
                registers.storeObject(r);
            }
        }
    }
}
