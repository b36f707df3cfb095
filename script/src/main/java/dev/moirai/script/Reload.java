package dev.moirai.script;

import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.SendResult;
import dev.moirai.script.kind.FunctionLua;
import dev.moirai.script.kind.LibraryLua;
import dev.moirai.script.kind.ProcessLua;
import dev.moirai.script.process.LuaRuntime;
import dev.moirai.script.process.Notice;
import dev.moirai.script.process.Outdating;
import dev.moirai.script.process.PidText;
import dev.moirai.script.process.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One reload: finds what is different, makes it known, asks every process what it does about it, and sums up. */
final class Reload {
    private final Node node;
    private final LuaRuntime runtime;
    private final ScriptProject running;
    private final ScriptProject changed;
    private final Map<String, Program> newest = new TreeMap<>();
    private final Map<String, Program> replaced = new HashMap<>();
    private final Set<String> sources = new TreeSet<>();

    /** @param running what the application was started with */
    Reload(Node node, LuaRuntime runtime, ScriptProject running, ScriptProject changed) {
        this.node = node;
        this.runtime = runtime;
        this.running = running;
        this.changed = changed;
    }

    ReloadReport carryOut(Duration patience) {
        if (!changed.ok()) {
            return ReloadReport.refused(changed.diagnostics());
        }
        compare();
        if (newest.isEmpty()) {
            return summary(Map.of());
        }
        newest.values().forEach(runtime::install);
        Map<Pid, CompletableFuture<Outdating>> answers = ask();
        CompletableFuture<?> all = CompletableFuture.allOf(answers.values().toArray(CompletableFuture<?>[]::new));
        node.await(all, patience);
        ReloadReport report = summary(answers);
        reinstate(report);
        return report;
    }

    private void compare() {
        changed.programs().forEach((id, program) -> {
            Program old = runtime.program(id);
            if (old == null || !program.isSameAs(old)) {
                newest.put(id, program);
                if (old != null) {
                    replaced.put(id, old);
                }
                if (old == null || !program.isItselfSameAs(old)) {
                    sources.add(id);
                }
            }
        });
    }

    /** What each process that may be concerned says. */
    private Map<Pid, CompletableFuture<Outdating>> ask() {
        var answers = new LinkedHashMap<Pid, CompletableFuture<Outdating>>();
        node.processes().forEach(pid -> answers.put(pid, new CompletableFuture<>()));
        answers.forEach((pid, answer) -> {
            node.info(pid).thenAccept(known -> {
                if (known == null || runtime.program(known.kind()) == null) {
                    answer.complete(new Outdating.NotConcerned()); // no process of Lua: see LuaProcess.kind
                } else {
                    askOne(pid, answer);
                }
            });
            node.exitOf(pid).thenRun(() -> answer.complete(new Outdating.NotConcerned()));
        });
        return answers;
    }

    private void askOne(Pid pid, CompletableFuture<Outdating> answer) {
        Notice notice = process -> process.outdated(newest, sources, answer::complete);
        if (node.send(pid, notice) == SendResult.DEAD) {
            answer.complete(new Outdating.NotConcerned());
        }
    }

    private ReloadReport summary(Map<Pid, CompletableFuture<Outdating>> answers) {
        var upgraded = new TreeMap<String, Integer>();
        var told = new TreeMap<String, Integer>();
        var kept = new ArrayList<ReloadReport.Kept>();
        var silent = new ArrayList<String>();
        answers.forEach((pid, answer) -> {
            if (!answer.isDone()) {
                silent.add(PidText.of(pid).toString());
                return;
            }
            switch (answer.join()) {
                case Outdating.Upgraded(String id) -> upgraded.merge(id, 1, Integer::sum);
                case Outdating.Told(String id) -> told.merge(id, 1, Integer::sum);
                case Outdating.RolledBack(String id, var why) ->
                    kept.add(new ReloadReport.Kept(
                            id, PidText.of(pid).toString(), why.message().toString(), why.stack()));
                case Outdating.NotConcerned _ -> {}
            }
        });
        return new ReloadReport(List.of(), List.copyOf(newest.keySet()), upgraded, told, kept, silent, atNextStart());
    }

    /** A program that ran nowhere but failed is not what processes should be restarted with. */
    private void reinstate(ReloadReport report) {
        for (ReloadReport.Kept failure : report.kept()) {
            Program old = replaced.get(failure.id());
            if (old != null && !report.upgraded().containsKey(failure.id())) {
                runtime.install(old);
            }
        }
    }

    // ---- what a running application cannot take over

    private List<String> atNextStart() {
        var before = running.project().byId();
        var after = changed.project().byId();
        var ids = new TreeSet<EntryId>(before.keySet());
        ids.addAll(after.keySet());
        return ids.stream()
                .filter(id -> !isSameButForCode(before.get(id), after.get(id)))
                .map(EntryId::toString)
                .toList();
    }

    private static boolean isSameButForCode(@Nullable Entry<?> before, @Nullable Entry<?> after) {
        if (before == null) {
            return after == null || isCode(after.body());
        }
        return after != null && settled(before.body()).equals(settled(after.body()));
    }

    private static boolean isCode(Object body) {
        return body instanceof FunctionLua
                || body instanceof LibraryLua
                || body instanceof ProcessLua process && !process.lifecycle().autoStart();
    }

    /** What of an entry is settled when the application starts. */
    private static Object settled(Object body) {
        return switch (body) {
            case ProcessLua process -> process.lifecycle();
            case FunctionLua function -> function.pool();
            case LibraryLua _ -> LibraryLua.class;
            default -> body;
        };
    }
}
