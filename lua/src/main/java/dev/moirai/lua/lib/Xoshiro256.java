package dev.moirai.lua.lib;

/** The random number generator xoshiro256** of Blackman and Vigna, seeded as Lua seeds it. */
final class Xoshiro256 {
    private static final int DISCARDED = 16;

    private long s0;
    private long s1;
    private long s2;
    private long s3;

    Xoshiro256(long seed1, long seed2) {
        seed(seed1, seed2);
    }

    void seed(long seed1, long seed2) {
        s0 = seed1;
        s1 = 0xFF;
        s2 = seed2;
        s3 = 0;
        for (int i = 0; i < DISCARDED; i++) {
            nextLong();
        }
    }

    long nextLong() {
        long result = Long.rotateLeft(s1 * 5, 7) * 9;
        long t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = Long.rotateLeft(s3, 45);
        return result;
    }

    /** A float from 0, inclusive, to 1, exclusive. */
    double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /** An integer from {@code low} to {@code high}, both inclusive, each as likely as any other. */
    long nextLong(long low, long high) {
        long range = high - low;
        long random = nextLong();
        if ((range & range + 1) == 0) {
            return (random & range) + low;
        }
        long mask = -1L >>> Long.numberOfLeadingZeros(range);
        long candidate = random & mask;
        while (Long.compareUnsigned(candidate, range) > 0) {
            candidate = nextLong() & mask;
        }
        return candidate + low;
    }
}
