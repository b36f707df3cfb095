package dev.moirai.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the operating system knows of single threads of this JVM, and does for them. On Linux only, and only if native access
 * is enabled for this module; nobody is warned where it is not.
 *
 * <p>Used by one thread at a time.
 */
final class OsThreads {
    private static final boolean POSSIBLE = System.getProperty("os.name", "").equals("Linux")
            && OsThreads.class.getModule().isNativeAccessEnabled();
    private static final Path SELF = Path.of("/proc/thread-self");
    private static final long SECOND = 1_000_000_000;
    private static final int CLOCK_OF_THREAD = 6; // CPUCLOCK_PERTHREAD_MASK | CPUCLOCK_SCHED

    private static final int PRIO_PROCESS = 0;
    /** Threads of the normal priority, 0, get three times as much of a processor. */
    static final int LOW = 5;

    /** The number of the system call sched_setattr on this machine; that of sched_getattr is one more. 0 if unknown. */
    private static final long SET_ATTRIBUTES = switch (System.getProperty("os.arch", "")) {
        case "amd64" -> 314;
        case "aarch64" -> 274;
        default -> 0;
    };

    private static final int SIZE_OF_ATTRIBUTES = 48; // struct sched_attr, first version
    private static final int RUNTIME = 24; // offset in it

    private final MethodHandle clockGetTime;
    private final MethodHandle setPriority;
    private final MethodHandle systemCall;
    private final MemorySegment time = Arena.ofAuto().allocate(16, 8); // struct timespec

    @SuppressWarnings("restricted") // that native access is enabled is checked first
    private OsThreads(Linker linker) {
        ValueLayout.OfInt number = ValueLayout.JAVA_INT;
        clockGetTime = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("clock_gettime"),
                FunctionDescriptor.of(number, number, ValueLayout.ADDRESS));
        setPriority = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setpriority"),
                FunctionDescriptor.of(number, number, number, number));
        ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
        systemCall = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(word, word, word, ValueLayout.ADDRESS, word, word),
                Linker.Option.firstVariadicArg(1));
    }

    /** Null where this is not to be had. Takes a tenth of a second. */
    static @Nullable OsThreads open() {
        try {
            return POSSIBLE ? new OsThreads(Linker.nativeLinker()) : null;
        } catch (Throwable _) {
            return null; // all goes on without
        }
    }

    /** The number of the thread that calls this; 0 if unknown. */
    static int current() {
        if (POSSIBLE) {
            try {
                return Integer.parseInt(
                        Files.readSymbolicLink(SELF).getFileName().toString());
            } catch (IOException | RuntimeException | VirtualMachineError _) {
                return 0;
            }
        }
        return 0;
    }

    /**
     * The calling thread asks for no more than so many nanoseconds of a processor at a time. If that is less than what others ask for, it
     * gets a processor as soon as it wakes, where it would otherwise wait until the one at work has had its share: for
     * milliseconds. Linux 6.12 or newer; without effect elsewhere.
     *
     * @return whether the operating system took it
     */
    boolean askForSlicesOf(long nanos) {
        if (SET_ATTRIBUTES == 0) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(SIZE_OF_ATTRIBUTES, 8);
            long failed = (long) systemCall.invokeExact(
                    SET_ATTRIBUTES + 1, 0L, attributes, (long) SIZE_OF_ATTRIBUTES, 0L); // all others stay as they are
            attributes.set(ValueLayout.JAVA_LONG, RUNTIME, nanos);
            return failed == 0 && (long) systemCall.invokeExact(SET_ATTRIBUTES, 0L, attributes, 0L, 0L) == 0;
        } catch (Throwable _) {
            return false; // it waits longer
        }
    }

    /** How many nanoseconds it has had a processor; 0 if unknown. */
    long processorTime(int thread) {
        if (thread == 0) {
            return 0;
        }
        try {
            int failed = (int) clockGetTime.invokeExact((~thread << 3) | CLOCK_OF_THREAD, time);
            return failed != 0 ? 0 : time.get(ValueLayout.JAVA_LONG, 0) * SECOND + time.get(ValueLayout.JAVA_LONG, 8);
        } catch (Throwable _) {
            return 0;
        }
    }

    /** Gives it a low priority, for ever: raising takes a privilege. Without effect where that is not allowed, or it is lower. */
    void lower(int thread) {
        if (thread == 0) {
            return; // that would be the calling thread
        }
        try {
            int _ = (int) setPriority.invokeExact(PRIO_PROCESS, thread, LOW);
        } catch (Throwable _) {
            // it stays as it is
        }
    }
}
