package dev.moirai.bench.contender.pekko;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.moirai.bench.contender.Shell;
import dev.moirai.bench.contender.Work;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The contender {@code pekko}: one actor system, logging off. The default dispatcher has one thread per processor, which is faster on a small machine than its default
 * of at least eight.
 */
public final class PekkoContender {

    private PekkoContender() {}

    public static void main(String[] arguments) throws IOException {
        Config config = ConfigFactory.parseString("""
                pekko.loglevel = OFF
                pekko.stdout-loglevel = OFF
                pekko.log-dead-letters = off
                pekko.actor.default-dispatcher.fork-join-executor.parallelism-min = 1
                pekko.actor.default-dispatcher.fork-join-executor.parallelism-factor = 1.0
                """).withFallback(ConfigFactory.load());
        Root root = new Root(ActorSystem.create(Root.behavior(), "bench", config));
        Map<String, Work> works = new TreeMap<>();
        works.putAll(new PekkoMessages(root).works());
        works.putAll(new PekkoLife(root).works());
        works.putAll(new PekkoFate(root).works());
        works.putAll(new PekkoTime(root).works());
        works.putAll(new PekkoLatency(root).works());
        Shell.serve(
                "Pekko " + org.apache.pekko.actor.ActorSystem.Version() + ", JDK " + Runtime.version(),
                Shell.table(works));
    }
}
