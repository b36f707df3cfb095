package dev.moirai.kernel;

/** A thread of the kernel's own, which must never wait for a process. */
abstract sealed class KernelThread extends Thread permits Worker, Timekeeper, Watchdog {
    KernelThread(String name) {
        super(null, null, name, 0, false);
        setDaemon(true);
    }

    /**
     * To be called when a class is initialized that has a catch clause for {@code caught}. Naming the class here resolves it
     * there: the first time that is done by loading it, and when the stack is used up a clause that is not resolved is not
     * entered.
     */
    @SuppressWarnings("UnusedVariable") // being evaluated is all the argument is for
    static void readyForTheEndOfTheStack(Class<? extends VirtualMachineError> caught) {}
}
