package dev.moirai.kernel;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A program with a node that runs to its end in the way it is told to; its exit code is looked at. */
final class Leaving {
    private Leaving() {}

    public static void main(String[] args) throws Exception {
        Node node = Node.start("leaving");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> node.stop(Duration.ofMillis(300))));
        CountDownLatch runs = new CountDownLatch(1);
        boolean exits = args[0].equals("exit");
        node.spawn((_, _) -> {
            runs.countDown();
            if (exits) {
                System.exit(3); // waits in the process's turn for the hook, which waits for the process
            }
            return Step.WAITING;
        });
        runs.await();
        if (exits) {
            Thread.currentThread().join(); // until the JVM ends
        }
    }
}
