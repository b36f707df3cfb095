package dev.moirai.app.boot;

import dev.moirai.app.kind.Lifecycle;
import dev.moirai.app.kind.ProcessHost;
import dev.moirai.app.kind.ProcessSupervisor;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.source.Data;
import java.util.List;

/** Something that starts with the application and stops with it: an entry with {@code lifecycle.auto_start}. */
public sealed interface Service {
    /** The entry it comes from. */
    EntryId id();

    /** When it starts and stops, and what happens in between. */
    Lifecycle lifecycle();

    /** What it is, for people. */
    String described();

    /** Threads that run processes. */
    record Host(EntryId id, ProcessHost host) implements Service {
        @Override
        public Lifecycle lifecycle() {
            return host.lifecycle();
        }

        @Override
        public String described() {
            int workers = host.settings().workers();
            return "process.host with " + workers + (workers == 1 ? " worker" : " workers");
        }
    }

    /**
     * A process that is kept running.
     *
     * @param process the entry of the process; the same as {@code id} for a process with a lifecycle of its own
     * @param host where it runs
     * @param input its arguments
     */
    record Process(EntryId id, EntryId process, EntryId host, List<Data> input, Lifecycle lifecycle)
            implements Service {
        public Process {
            input = List.copyOf(input);
        }

        /** True if no {@code process.service} asks for it, but the process itself does. */
        public boolean isImplicit() {
            return id.equals(process);
        }

        @Override
        public String described() {
            return (isImplicit() ? "process" : "process " + process) + " on " + host;
        }
    }

    /**
     * A supervisor with its children.
     *
     * @param host where those children run that name no host
     */
    record Tree(EntryId id, ProcessSupervisor supervisor, EntryId host) implements Service {
        @Override
        public Lifecycle lifecycle() {
            return supervisor.lifecycle();
        }

        @Override
        public String described() {
            return "process.supervisor of " + supervisor.children().size() + " on " + host;
        }
    }

    /**
     * Something without a process, which is there as soon as it is its turn.
     *
     * @param kind the kind of its entry
     */
    record Passive(EntryId id, String kind, Lifecycle lifecycle) implements Service {
        @Override
        public String described() {
            return kind;
        }
    }
}
