package dev.moirai.kernel.model;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.MailboxLimit;
import dev.moirai.kernel.Pid;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One process of the model: only data. */
final class Proc {
    /** One end of a link. */
    static final class Tie {
        boolean on;
        long unconfirmed;
    }

    final Pid pid;
    final MailboxLimit limit;
    boolean traps;
    boolean due = true;
    boolean cleaned;

    @Nullable
    ExitReason dying;

    boolean byOwnChoice;
    final ArrayDeque<Sent> arrived = new ArrayDeque<>();
    final ArrayList<Sent> unread = new ArrayList<>(); // behind the signal it dies of
    final ArrayList<Sent> inbox = new ArrayList<>();
    final Map<Pid, Tie> ties = new LinkedHashMap<>();
    final List<Sent.Watching> watchers = new ArrayList<>();
    final List<Sent.Watching> watching = new ArrayList<>();

    Sent.@Nullable Alarm expiry;

    Proc(Pid pid, MailboxLimit limit, boolean traps) {
        this.pid = pid;
        this.limit = limit;
        this.traps = traps;
    }

    Tie tie(Pid peer) {
        return ties.computeIfAbsent(peer, _ -> new Tie());
    }
}
