package dev.moirai.bench.harness;

import java.util.List;

/** What ours has to reach in one figure. Whether the limit is a least or a most follows from the figure's direction. */
public sealed interface Goal {

    /**
     * A limit on the ratio of ours to the best of the named peers that ran.
     *
     * @param limit the ratio
     * @param peers those compared with
     */
    record Ratio(double limit, List<String> peers) implements Goal {
        public Ratio {
            peers = List.copyOf(peers);
        }
    }

    /**
     * A limit on the figure itself, in its unit.
     *
     * @param limit the figure
     */
    record Limit(double limit) implements Goal {}

    /** No goal: the figure is shown for comparison only. */
    record None() implements Goal {}

    static Goal ratio(double limit, String... peers) {
        return new Ratio(limit, List.of(peers));
    }

    static Goal limit(double limit) {
        return new Limit(limit);
    }

    static Goal none() {
        return new None();
    }
}
