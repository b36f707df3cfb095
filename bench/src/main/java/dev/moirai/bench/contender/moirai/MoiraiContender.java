package dev.moirai.bench.contender.moirai;

import dev.moirai.bench.contender.Shell;
import dev.moirai.bench.contender.Work;
import dev.moirai.kernel.HostOptions;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.NodeOptions;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The contender {@code moirai}: one node with default options, but for the workers of {@code -Dbench.workers}. */
public final class MoiraiContender {

    private MoiraiContender() {}

    public static void main(String[] arguments) throws IOException {
        Integer workers = Integer.getInteger("bench.workers");
        HostOptions host = HostOptions.named("main").withMaxProcesses(20_000_000);
        Node node = Node.start(NodeOptions.named("bench")
                .withMaxProcesses(20_000_000)
                .withHost(workers == null ? host : host.withWorkers(workers)));
        Map<String, Work> works = new TreeMap<>();
        works.putAll(new MoiraiLife(node).works());
        works.putAll(new MoiraiMessages(node).works());
        works.putAll(new MoiraiFate(node).works());
        works.putAll(new MoiraiServers(node).works());
        works.putAll(new MoiraiSupervisors(node).works());
        works.putAll(new MoiraiTime(node).works());
        works.putAll(new MoiraiLatency(node).works());
        Shell.serve(node.defaultHost().options().workers() + " workers, JDK " + Runtime.version(), Shell.table(works));
    }
}
