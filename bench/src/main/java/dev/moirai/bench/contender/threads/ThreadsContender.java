package dev.moirai.bench.contender.threads;

import dev.moirai.bench.contender.Shell;
import dev.moirai.bench.contender.Work;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The contender {@code threads}. It has no links, monitors or supervisors, and so none of their work. */
public final class ThreadsContender {

    private ThreadsContender() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, Work> works = new TreeMap<>();
        works.putAll(ThreadsLife.works());
        works.putAll(ThreadsMessages.works());
        works.putAll(ThreadsTime.works());
        works.putAll(ThreadsLatency.works());
        Shell.serve("JDK " + Runtime.version() + ", virtual threads", Shell.table(works));
    }
}
