/** Benchmarks beside the peers; not shipped. */
module dev.moirai.bench {
    requires static transitive org.jspecify;
    requires dev.moirai.script;
}
