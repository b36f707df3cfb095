package dev.moirai.kernel;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All live processes of a node by id. Ids are handed out in blocks, a block at a time to each carrier, and never again.
 */
final class ProcessTable {
    private static final int BLOCK = 64;

    /** A run of ids; leaves the table when the last process of a used-up block has ended. */
    static final class Block {
        final AtomicReferenceArray<@Nullable Process> slots = new AtomicReferenceArray<>(BLOCK);
        /** Processes being born or alive, plus one while ids are still handed out from here. */
        final AtomicInteger live = new AtomicInteger(1);
    }

    /** A carrier's own supply of ids. Guarded by the carrier. */
    final class Ids {
        private long next;
        private long end;
        private @Nullable Block block;

        long next() {
            if (next == end) {
                giveBack();
                Block fresh = new Block();
                long number = blocksHandedOut.getAndIncrement();
                blocks.put(number, fresh);
                block = fresh;
                next = number * BLOCK;
                end = next + BLOCK;
            }
            Objects.requireNonNull(block).live.getAndIncrement();
            return next++;
        }

        /** No more ids are needed: lets the block go once its processes have ended. */
        void giveBack() {
            if (block != null) {
                leave(block, (end - 1) / BLOCK);
                block = null;
                next = end;
            }
        }
    }

    private final AtomicLong blocksHandedOut = new AtomicLong();
    private final Map<Long, Block> blocks = new ConcurrentHashMap<>();

    void put(Process process) {
        long id = process.pid().id();
        Block block = blocks.get(id / BLOCK);
        if (block == null) {
            throw new IllegalStateException("no block for id " + id);
        }
        process.pid().block = block;
        block.slots.set((int) (id % BLOCK), process);
    }

    /** An id is not used after all, put into the table or not. */
    void forfeit(Pid pid) {
        Block block = blocks.get(pid.id() / BLOCK);
        if (block != null) {
            pid.block = null;
            block.slots.set((int) (pid.id() % BLOCK), null);
            leave(block, pid.id() / BLOCK);
        }
    }

    /** Does nothing if it has been removed already. */
    void remove(Process process) {
        Pid pid = process.pid();
        Block block = pid.block;
        if (block != null && block.slots.getAndSet((int) (pid.id() % BLOCK), null) != null) {
            leave(block, pid.id() / BLOCK);
        }
        pid.block = null; // who keeps the pid of a dead process keeps nothing else
    }

    private void leave(Block block, long number) {
        if (block.live.decrementAndGet() == 0) {
            blocks.remove(number);
        }
    }

    @Nullable
    Process get(long id) {
        Block block = id < 0 ? null : blocks.get(id / BLOCK);
        return block == null ? null : block.slots.get((int) (id % BLOCK));
    }

    /** Whether an id may have been handed out already. */
    boolean mayHaveExisted(long id) {
        return id >= 0 && id < blocksHandedOut.get() * BLOCK;
    }

    /** Visits the live processes in order of id; those born or ended meanwhile may or may not be seen. */
    void forEach(Consumer<Process> visitor) {
        long end = blocksHandedOut.get();
        if (blocks.size() > end / 2) {
            for (long number = 0; number < end; number++) {
                visit(blocks.get(number), visitor);
            }
        } else {
            blocks.keySet().stream().sorted().forEach(number -> visit(blocks.get(number), visitor));
        }
    }

    private static void visit(@Nullable Block block, Consumer<Process> visitor) {
        if (block == null) {
            return;
        }
        for (int i = 0; i < BLOCK; i++) {
            Process process = block.slots.get(i);
            if (process != null) {
                visitor.accept(process);
            }
        }
    }
}
