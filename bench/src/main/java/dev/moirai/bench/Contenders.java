package dev.moirai.bench;

import dev.moirai.bench.harness.Contender;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who takes part, and how each is started. JVMs that race each other get the same collector and heap; the others run with
 * their defaults.
 */
final class Contenders {

    /** What every JVM contender runs with, and what the figures recommend. */
    static final List<String> JVM_OPTIONS = List.of(
            "-XX:+UseCompactObjectHeaders",
            "-XX:+UseG1GC",
            "-Xmx6g",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED");

    /** The same for what runs one Lua program on one thread: the collector is that of the launcher. */
    static final List<String> LUA_JVM_OPTIONS = JVM_OPTIONS.stream()
            .map(option -> option.replace("UseG1GC", "UseSerialGC"))
            .toList();

    private static final String PACKAGE = "dev.moirai.bench.contender.";
    private static final List<String> ERLANG = List.of("erl", "-noshell", "+P", "20000000", "-pa");

    private final Path home;
    private final Map<String, Contender> all = new LinkedHashMap<>();

    /** The contenders for a {@code bench} folder whose {@code target} has been built. */
    Contenders(Path home) {
        this.home = home;
        jvm("moirai", "Moirai", "moirai.MoiraiContender", JVM_OPTIONS);
        jvm("moirai-plain-headers", "Moirai, plain object headers", "moirai.MoiraiContender", plainHeaders());
        for (int workers : ScalingBenchmarks.WORKERS) {
            jvm(
                    "moirai-" + workers + "-workers",
                    "Moirai, " + workers + " workers",
                    "moirai.MoiraiContender",
                    with(JVM_OPTIONS, "-Dbench.workers=" + workers));
        }
        beam();
        jvm("pekko", "Pekko", "pekko.PekkoContender", JVM_OPTIONS);
        jvm("threads", "virtual threads", "threads.ThreadsContender", JVM_OPTIONS);
        jvm("moirai-lua", "Moirai Lua", "lua.LuaContender", LUA_JVM_OPTIONS);
        jvm("moirai-lua-processes", "Moirai Lua processes", "luaprocess.LuaProcessContender", JVM_OPTIONS);
        lua("lua5.4", "PUC Lua 5.4");
        lua("luajit", "LuaJIT");
        jvm("luaj", "LuaJ", "luaj.LuajContender", LUA_JVM_OPTIONS);
    }

    Map<String, Contender> byName() {
        return Map.copyOf(all);
    }

    List<Contender> inOrder() {
        return List.copyOf(all.values());
    }

    private static List<String> plainHeaders() {
        return JVM_OPTIONS.stream()
                .map(option -> option.replace("+UseCompactObjectHeaders", "-UseCompactObjectHeaders"))
                .toList();
    }

    private static List<String> with(List<String> options, String option) {
        List<String> all = new ArrayList<>(options);
        all.add(option);
        return all;
    }

    private void jvm(String name, String title, String main, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-Dbench.programs=" + home.resolve("src/main/lua"));
        command.add("-cp");
        command.add(home.resolve("target/classes") + File.pathSeparator + home.resolve("target/lib") + "/*");
        command.add(PACKAGE + main);
        all.put(name, new Contender(name, title, command, true, Optional.empty()));
    }

    private void beam() {
        Path compiled = home.resolve("target/beam");
        Optional<String> missing = !onPath("erl")
                ? Optional.of("erl is not on the PATH")
                : Files.exists(compiled.resolve("bench_shell.beam"))
                        ? Optional.empty()
                        : Optional.of("not compiled: erlc is not on the PATH");
        List<String> command = new ArrayList<>(ERLANG);
        command.addAll(List.of(compiled.toString(), "-s", "bench_shell", "main"));
        all.put("beam", new Contender("beam", "Erlang/OTP", command, false, missing));
    }

    private void lua(String program, String title) {
        Path programs = home.resolve("src/main/lua");
        List<String> command = List.of(program, programs.resolve("shell.lua").toString(), programs.toString());
        Optional<String> missing = onPath(program) ? Optional.empty() : Optional.of(program + " is not on the PATH");
        all.put(program, new Contender(program, title, command, false, missing));
    }

    private static boolean onPath(String program) {
        return Optional.ofNullable(System.getenv("PATH")).stream()
                .flatMap(path -> List.of(path.split(File.pathSeparator)).stream())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
