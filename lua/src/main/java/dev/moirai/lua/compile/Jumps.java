package dev.moirai.lua.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Jumps that are to lead to the same place, which is not known yet. */
final class Jumps {
    private final List<Integer> all = new ArrayList<>();

    void add(int jump) {
        all.add(jump);
    }

    void addAll(Jumps others) {
        all.addAll(others.all);
    }

    void forEach(IntConsumer action) {
        all.forEach(action::accept);
    }
}
