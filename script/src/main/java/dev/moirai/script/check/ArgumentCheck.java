package dev.moirai.script.check;

import dev.moirai.app.project.Project;
import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.GoDuration;
import dev.moirai.app.schema.Role;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.app.source.Finding;
import dev.moirai.app.source.Nearest;
import dev.moirai.lua.syntax.Expression;
import dev.moirai.lua.syntax.Expression.Call;
import dev.moirai.lua.syntax.Expression.MethodCall;
import dev.moirai.script.kind.FunctionLua;
import dev.moirai.script.kind.LuaCode;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Constant arguments of the runtime's functions: ids of entries and hosts, and durations. */
final class ArgumentCheck {
    /** Functions whose first argument is what to run and whose second is the host. */
    private static final Set<String> SPAWNS = Set.of(
            "process.spawn",
            "process.spawn_monitored",
            "process.spawn_linked",
            "process.spawn_linked_monitored",
            "process.exec");

    private static final Set<String> CALLS = Set.of("funcs.call", "funcs.async");
    private static final Set<String> DURATIONS = Set.of("time.sleep", "time.after", "time.timer", "time.ticker");

    /** Below this a number of nanoseconds was hardly meant. */
    private static final long SHORTEST_MEANT = Duration.ofMillis(1).toNanos();

    private final Project project;
    private final EntryId self;
    private final Mentions code;
    private final LuaCode text;
    private final Diagnostics diagnostics;

    ArgumentCheck(Project project, EntryId self, Mentions code, LuaCode text, Diagnostics diagnostics) {
        this.project = project;
        this.self = self;
        this.code = code;
        this.text = text;
        this.diagnostics = diagnostics;
    }

    void run() {
        code.calls().forEach(call -> code.function(call).ifPresent(name -> check(name, call)));
        code.methodCalls().forEach(call -> code.origin(call).ifPresent(table -> check(table, call)));
    }

    private void check(String name, Call call) {
        List<Expression> arguments = call.arguments();
        if (arguments.isEmpty()) {
            return;
        }
        if (SPAWNS.contains(name)) {
            checkSpawn(arguments);
        } else if (CALLS.contains(name)) {
            checkId(arguments.getFirst(), Set.of(FunctionLua.FUNCTION, Role.PROCESS));
        } else if (DURATIONS.contains(name)) {
            checkDuration(name, arguments.getFirst());
        }
    }

    private void check(String table, MethodCall call) {
        if (!call.arguments().isEmpty() && SPAWNS.contains(table + "." + call.name())) {
            checkSpawn(call.arguments());
        } else if (!call.arguments().isEmpty() && CALLS.contains(table + "." + call.name())) {
            checkId(call.arguments().getFirst(), Set.of(FunctionLua.FUNCTION, Role.PROCESS));
        }
    }

    // ---- ids

    private void checkSpawn(List<Expression> arguments) {
        checkId(arguments.getFirst(), Set.of(Role.PROCESS, FunctionLua.FUNCTION));
        if (arguments.size() > 1) {
            checkId(arguments.get(1), Set.of(Role.HOST, Role.TERMINAL));
        }
    }

    private void checkId(Expression argument, Set<Role> roles) {
        code.constantText(argument).ifPresent(id -> {
            var entry = EntryId.parse(id, "").flatMap(project::find);
            if (entry.isEmpty()) {
                warn(
                        Finding.LUA_REFERENCE,
                        argument,
                        Diagnostic.quote(id) + " names no entry",
                        nouns(roles),
                        suggestion(id, roles));
            } else if (!fits(entry.get(), roles)) {
                warn(
                        Finding.LUA_REFERENCE,
                        argument,
                        Diagnostic.quote(id) + " is a " + entry.get().kind().name(),
                        nouns(roles),
                        suggestion(id, roles));
            }
        });
    }

    private String suggestion(String id, Set<Role> roles) {
        Collection<String> fitting = project.entries().stream()
                .filter(entry -> fits(entry, roles))
                .map(entry -> entry.id().toString())
                .toList();
        String here = self.namespace() + ":" + id;
        return fitting.contains(here)
                ? "an id has its namespace in front: '" + here + "'"
                : Nearest.suggestion(id, fitting);
    }

    private static boolean fits(Entry<?> entry, Set<Role> roles) {
        return entry.kind().roles().stream().anyMatch(roles::contains);
    }

    private static String nouns(Set<Role> roles) {
        return roles.stream().map(Role::noun).sorted().collect(Collectors.joining(" or "));
    }

    // ---- durations

    private void checkDuration(String function, Expression argument) {
        switch (code.value(argument)) {
            case Expression.IntegerNumber(var _, long nanos)
            when nanos > 0 && nanos < SHORTEST_MEANT ->
                warn(
                        Finding.LUA_DURATION,
                        argument,
                        function + "(" + nanos + ") means " + nanos + " nanoseconds",
                        "",
                        "did you mean " + meant(nanos) + "?");
            case Expression.FloatNumber(var _, double nanos)
            when nanos > 0 && nanos < SHORTEST_MEANT ->
                warn(
                        Finding.LUA_DURATION,
                        argument,
                        function + "(" + nanos + ") means so many nanoseconds",
                        "a duration such as \"1.5s\"",
                        "");
            case Expression.Text written -> {
                String duration = Mentions.text(written);
                if (GoDuration.parse(duration).isEmpty()) {
                    warn(
                            Finding.LUA_DURATION,
                            argument,
                            Diagnostic.quote(duration) + " is not a duration",
                            "a number with a unit, such as \"100ms\", \"1.5s\" or \"2m30s\"",
                            "");
                }
            }
            default -> {}
        }
    }

    private static String meant(long number) {
        return Stream.of("ms", "s").map(unit -> "\"" + number + unit + "\"").collect(Collectors.joining(" or "));
    }

    private void warn(Finding code, Expression at, String what, String expected, String fix) {
        diagnostics.of(code).warning(text.at(at.position()), what, expected, fix);
    }
}
