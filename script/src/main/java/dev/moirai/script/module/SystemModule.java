package dev.moirai.script.module;

import dev.moirai.kernel.Host;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.ProcessInfo;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Values;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.PidText;
import dev.moirai.script.process.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code system}: what runs on this node. */
final class SystemModule {
    static final LuaModule MODULE = LuaModule.named("system")
            .table(LuaModule.named("system.processes")
                    .function("list", SystemModule::processes)
                    .fallible("get", SystemModule::process)
                    .function("count", call -> call.returns((long) node(call).population())))
            .table(LuaModule.named("system.hosts").function("list", SystemModule::hosts))
            .table(LuaModule.named("system.memory")
                    .function("usage", SystemModule::memory)
                    .function("heap", SystemModule::heap))
            .table(LuaModule.named("system.node")
                    .function("name", call -> call.returns(node(call).name()))
                    .function("messages", SystemModule::messages))
            .build();

    private SystemModule() {}

    private static Node node(Call call) {
        return LuaProcess.of(call).self().node();
    }

    // ---- processes

    private static void processes(Call call) {
        Node node = node(call);
        var answers = new ArrayList<CompletableFuture<@Nullable ProcessInfo>>();
        for (Pid pid : node.processes()) {
            answers.add(node.info(pid));
        }
        var all = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
        LuaProcess.of(call).await(call, all, "system.processes.list", (process, _) -> {
            LuaTable list = process.environment().table();
            for (var answer : answers) {
                ProcessInfo info = answer.join();
                if (info != null && info.state() != ProcessInfo.State.ENDED) {
                    list.put(list.length() + 1, described(info, process));
                }
            }
            return list;
        });
    }

    private static void process(Call call) throws Refusal {
        Pid pid = Addresses.alive(LuaProcess.of(call), call.checkString(1).toString(), "process not found");
        LuaProcess.of(call)
                .await(
                        call,
                        node(call).info(pid),
                        "system.processes.get",
                        (process, info) -> info == null ? null : described(info, process));
    }

    private static LuaTable described(ProcessInfo info, LuaProcess process) {
        LuaTable table = process.environment().table();
        table.put("pid", PidText.of(info.pid()));
        table.put("id", process.text(info.kind()));
        table.put("host", process.text(info.host()));
        table.put("parent", info.parent() == null ? null : PidText.of(info.parent()));
        table.put("state", process.text(info.state().name().toLowerCase(Locale.ROOT)));
        table.put("waits_for", process.text(info.waitsFor()));
        table.put("queued", Values.box(info.queued()));
        table.put("queued_bytes", Values.box(info.queuedBytes()));
        table.put("trap_links", info.trapsExits());
        table.put("names", texts(info.names(), process));
        table.put("links", pids(info.links(), process));
        table.put("monitors", pids(info.monitors(), process));
        table.put("monitored_by", pids(info.monitoredBy(), process));
        return table;
    }

    private static LuaTable pids(List<Pid> pids, LuaProcess process) {
        LuaTable table = process.environment().table();
        for (Pid pid : pids) {
            table.put(table.length() + 1, PidText.of(pid));
        }
        return table;
    }

    private static LuaTable texts(List<Object> texts, LuaProcess process) {
        LuaTable table = process.environment().table();
        for (Object text : texts) {
            table.put(table.length() + 1, process.text(text.toString()));
        }
        return table;
    }

    // ---- hosts, memory, messages

    private static void hosts(Call call) {
        LuaTable list = call.table();
        for (Host host : node(call).hosts()) {
            LuaTable table = call.table();
            table.put("id", call.string(host.name()));
            table.put("workers", Values.box(host.options().workers()));
            table.put("processes", Values.box(host.population()));
            table.put("max_processes", Values.box(host.options().maxProcesses()));
            list.put(list.length() + 1, table);
        }
        call.returns(list);
    }

    /** Bytes this process has allocated and not yet been found to have freed, and its limit if it has one. */
    private static void memory(Call call) {
        LuaTable table = call.table();
        table.put("used", call.memory().used());
        long limit = call.memory().limit();
        table.put("limit", limit == Long.MAX_VALUE ? null : limit);
        call.returns(table);
    }

    /** Bytes of the JVM's heap that everything on it takes, after a garbage collection, which may last a while. */
    private static void heap(Call call) {
        var measured = CompletableFuture.supplyAsync(SystemModule::usedHeap, Thread::startVirtualThread);
        LuaProcess.of(call).await(call, measured, "system.memory.heap", (_, bytes) -> bytes);
    }

    private static long usedHeap() {
        System.gc();
        Runtime jvm = Runtime.getRuntime();
        return jvm.totalMemory() - jvm.freeMemory();
    }

    /** Where every message of the node went. */
    private static void messages(Call call) {
        var ledger = node(call).ledger();
        LuaTable table = call.table();
        table.put("sent", ledger.sent());
        table.put("handled", ledger.handled());
        table.put("dropped", ledger.dropped());
        table.put("dead_lettered", ledger.deadLettered());
        table.put("queued", ledger.queued());
        table.put("refused", ledger.refused());
        call.returns(table);
    }
}
