package dev.moirai.kernel;

/** A thread of the kernel's own, which must never wait for a process. */
abstract sealed class KernelThread extends Thread permits Worker, Timekeeper {
    KernelThread(String name) {
        super(null, null, name, 0, false);
        setDaemon(true);
    }
}
