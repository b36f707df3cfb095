package dev.moirai.kernel;

/**
 * A cache line of nothing in front of what a subclass adds, as the JVM lays out the fields of a superclass first.
 *
 * <p>For what each worker has one of and writes at each turn. A collection moves such objects next to each other, or next to
 * what all workers read; in one cache line, each write takes it away from the other cores. Their subclasses called
 * {@code Padded} end with such a line too. Objects there are many of have no room for this: see {@link SharedEnd}.
 */
@SuppressWarnings("UnusedVariable") // to be there is all they are for
abstract class Apart {
    private long p0;
    private long p1;
    private long p2;
    private long p3;
    private long p4;
    private long p5;
    private long p6;
    private long p7;
}
