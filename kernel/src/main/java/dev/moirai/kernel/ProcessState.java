package dev.moirai.kernel;

import org.jspecify.annotations.Nullable;

/** What is known of a process and rarely changes: who it is, what it is made of, how far its life has come. */
abstract class ProcessState extends SharedEnd {
    final Pid pid;
    final Host host;
    final @Nullable Pid parent;
    final MailboxLimit limit;

    @Nullable
    Body body; // null once ended

    @Nullable
    Ties ties;

    boolean trapping;

    /** Taken from the shared end and not acted on yet. */
    @Nullable
    Envelope unread;

    /** The body cleans up: only force can end it now. */
    boolean cleaningUp;

    /** Why it must end, or has ended. Written before ended. */
    @Nullable
    ExitReason verdict;

    /** The verdict is the body's own: it may clean up whatever the reason. */
    boolean ownChoice;

    volatile boolean ended; // written by the turn, read by anybody
    /** The code of the process runs on; to be listed as a zombie. */
    boolean abandoned;
    /** The host has counted it out. */
    boolean countedOut;
    /** Memory ran out before all were told of the end: the next turn takes this over by compare-and-set. */
    volatile boolean unfinished;

    /** It is in a queue although it is not idle: for a worker to stand in for its thread, or to finish its end. */
    volatile boolean queuedToAttend;

    @Nullable
    Process nextReady; // owned by the Inbox it is in

    /** It was to be queued, and who should have done so had no stack or memory left. Published by {@link Host#strays}. */
    boolean stray;
    /** A sender waits for room. Set by senders, cleared by the turn. */
    volatile boolean crowded;

    ProcessState(Pid pid, Host host, @Nullable Pid parent, MailboxLimit limit) {
        this.pid = pid;
        this.host = host;
        this.parent = parent;
        this.limit = limit;
    }
}
