package dev.moirai.lua;

/**
 * What a random test begins with: the same number in every build, so that a build fails for what was changed; a fresh one
 * in long runs, which look further. {@code -Dseed=} sets another.
 */
public final class Seed {
    private Seed() {}

    public static long ofEveryBuild(Class<?> test) {
        return told(test, Long.getLong("seed", 1));
    }

    public static long fresh(Class<?> test) {
        return told(test, Long.getLong("seed", System.nanoTime()));
    }

    private static long told(Class<?> test, long seed) {
        System.out.println(test.getSimpleName() + ": run again with -Dseed=" + seed);
        return seed;
    }
}
