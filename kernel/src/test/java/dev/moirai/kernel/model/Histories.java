package dev.moirai.kernel.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs many random histories: {@code bin/proof histories [how many] [first seed]}; or one again, with its story:
 * {@code bin/proof replay SEED}.
 */
public final class Histories {
    private static final int SLICE = 1_000;

    private Histories() {}

    public static void main(String[] args) throws Exception {
        if (args[0].equals("replay")) {
            replay(Long.parseLong(args[1]));
            return;
        }
        long count = Long.parseLong(args[0]);
        long first = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
        long begin = System.nanoTime();
        long events = run(first, count);
        System.out.printf(
                Locale.ROOT,
                "%,d histories from seed %d, %,d events compared, 0 differences, %.1f s%n",
                count,
                first,
                events,
                (System.nanoTime() - begin) / 1e9);
    }

    private static void replay(long seed) {
        History history = new History(seed, true);
        try {
            history.run();
            System.out.printf("seed %d: no difference, trace hash %016x%n", seed, history.traceHash());
        } catch (History.Difference difference) {
            history.story().forEach(System.out::println);
            System.out.println(difference.getMessage());
            System.exit(1);
        }
    }

    /**
     * Runs {@code count} histories on all processors; returns how many events were compared.
     *
     * @throws History.Difference with its seed, if there is one
     */
    public static long run(long first, long count) throws Exception {
        List<Callable<Long>> slices = new ArrayList<>();
        for (long from = first; from < first + count; from += SLICE) {
            long begin = from;
            long end = Math.min(first + count, from + SLICE);
            slices.add(() -> {
                long events = 0;
                for (long seed = begin; seed < end; seed++) {
                    History history = new History(seed, false);
                    history.run();
                    events += history.events();
                }
                return events;
            });
        }
        try (ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            long events = 0;
            List<Future<Long>> running = slices.stream().map(threads::submit).toList();
            try {
                for (Future<Long> slice : running) {
                    events += slice.get();
                }
            } catch (ExecutionException failed) {
                threads.shutdownNow();
                if (failed.getCause() instanceof History.Difference difference) {
                    throw difference;
                }
                throw failed;
            }
            return events;
        }
    }
}
