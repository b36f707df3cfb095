package dev.moirai.bench.contender;

import java.lang.management.ManagementFactory;

/** The heap in use after a full collection. */
public final class Heap {

    private Heap() {}

    /** Bytes in use once collections no longer lower it. */
    public static long used() {
        long used = Long.MAX_VALUE;
        while (true) {
            System.gc();
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            if (now >= used - 64 * 1024) {
                return Math.min(now, used);
            }
            used = now;
        }
    }
}
