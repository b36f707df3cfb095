package dev.moirai.bench.contender.luaprocess;

import dev.moirai.bench.contender.Heap;
import dev.moirai.bench.contender.Shell;
import dev.moirai.bench.contender.Work;
import dev.moirai.bench.harness.Repetition;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.ProcessInfo;
import dev.moirai.script.Application;
import dev.moirai.script.ApplicationOptions;
import dev.moirai.script.ProcessResult;
import dev.moirai.script.ScriptProject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The contender {@code moirai-lua-processes}: the work of {@code beam} by processes written in Lua. */
public final class LuaProcessContender {
    private static final String HOST = "bench:processes";

    private final Application application;
    private final LinkedBlockingQueue<String> printed;

    private LuaProcessContender(Application application, LinkedBlockingQueue<String> printed) {
        this.application = application;
        this.printed = printed;
    }

    public static void main(String[] arguments) throws IOException {
        Path programs = Path.of(Objects.requireNonNull(System.getProperty("bench.programs")));
        ScriptProject project = ScriptProject.load(programs.resolveSibling("lua-processes"));
        var printed = new LinkedBlockingQueue<String>();
        Application application = Application.start(project, ApplicationOptions.DEFAULT.withOutput(printed::add));
        var contender = new LuaProcessContender(application, printed);
        Shell.serve(
                "a project with one host, JDK " + Runtime.version(),
                Shell.table(Map.of(
                        "spawn-exit",
                        contender::spawnExit,
                        "mass-spawn",
                        contender::massSpawn,
                        "idle-memory",
                        contender::idleMemory,
                        "ping-pong-1",
                        size -> contender.run("bench:ping", size),
                        "call-1",
                        size -> contender.run("bench:client", size))));
    }

    /** A program from its start to its result, which is the check. */
    private Repetition run(String id, long size) {
        long start = System.nanoTime();
        return Work.since(start, result(id, size), size);
    }

    private Object result(String id, long size) {
        ProcessResult result =
                application.run(id, HOST, Long.toString(size)).result().join();
        if (!result.ok()) {
            throw new IllegalStateException(id + ": " + result.error() + "\n" + result.stack());
        }
        return String.valueOf(result.value());
    }

    private Repetition spawnExit(long count) {
        int others = node().population();
        long start = System.nanoTime();
        Object spawned = result("bench:spawn_exit", count);
        awaitPopulation(others);
        return Work.since(start, spawned, count);
    }

    /** Spawns processes that wait; the time is that of the spawns alone. */
    private Repetition massSpawn(long count) throws InterruptedException {
        int others = node().population();
        long start = System.nanoTime();
        Application.Running running = spawnIdle(count);
        long took = System.nanoTime() - start;
        return new Repetition(String.valueOf(stop(running, others)), count, took, Map.of());
    }

    private Repetition idleMemory(long count) throws InterruptedException {
        int others = node().population();
        long before = Heap.used();
        long start = System.nanoTime();
        Application.Running running = spawnIdle(count);
        settle();
        long took = System.nanoTime() - start;
        double bytes = (double) (Heap.used() - before) / count;
        return new Repetition(String.valueOf(stop(running, others)), count, took, Map.of("bytes", bytes));
    }

    private Application.Running spawnIdle(long count) throws InterruptedException {
        Application.Running running = application.run("bench:spawn_idle", HOST, Long.toString(count));
        if (printed.poll(60, TimeUnit.SECONDS) == null) {
            throw new IllegalStateException("not spawned within 60 s");
        }
        return running;
    }

    /** Ends all that waits; how many did. */
    private long stop(Application.Running running, int others) {
        long stopped = 0;
        for (Pid pid : node().processes()) {
            ProcessInfo info = node().info(pid).join();
            if (info != null && info.kind().equals("bench:idle")) {
                stopped++;
                node().kill(pid);
            }
        }
        node().kill(running.pid());
        awaitPopulation(others);
        return stopped;
    }

    /** Waits until all processes that were spawned have come to where they wait: until nobody has anything to do. */
    private void settle() {
        for (Pid pid : node().processes()) {
            node().info(pid).join(); // answered between two turns, so after the first one
        }
    }

    private Node node() {
        return application.node();
    }

    private void awaitPopulation(int count) {
        while (node().population() > count) {
            LockSupport.parkNanos(100_000);
        }
    }
}
