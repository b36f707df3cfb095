package dev.moirai.script.module;

import dev.moirai.kernel.Host;
import dev.moirai.lua.LuaString;
import dev.moirai.otp.supervisor.AutoShutdown;
import dev.moirai.otp.supervisor.ChildSpec;
import dev.moirai.otp.supervisor.DynamicSupervisor;
import dev.moirai.otp.supervisor.DynamicSupervisorSpec;
import dev.moirai.otp.supervisor.Restart;
import dev.moirai.otp.supervisor.Shutdown;
import dev.moirai.otp.supervisor.Strategy;
import dev.moirai.otp.supervisor.Supervisor;
import dev.moirai.otp.supervisor.SupervisorSpec;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Supervisors and children as Lua tables describe them. */
final class SupervisorSpecs {
    private static final int INTENSITY = 3;
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration SHUTDOWN = Duration.ofSeconds(5);

    private final LuaProcess process;

    SupervisorSpecs(LuaProcess process) {
        this.process = process;
    }

    SupervisorSpec supervisor(@Nullable Object table) throws Refusal {
        var reader = new TableReader("a supervisor", table);
        SupervisorSpec spec = supervisor(reader, process.self().host());
        reader.end();
        return spec;
    }

    private SupervisorSpec supervisor(TableReader reader, Host inherited) throws Refusal {
        Host host = host(reader, inherited);
        String name = reader.text("name");
        var children = new ArrayList<ChildSpec<?>>();
        for (Object child : reader.list("children")) {
            children.add(child(child, host));
        }
        try {
            SupervisorSpec spec = Supervisor.of(reader.choice("strategy", Strategy.ONE_FOR_ONE))
                    .restarts(reader.whole("intensity", 0, INTENSITY), positive(reader))
                    .autoShutdown(reader.choice("auto_shutdown", AutoShutdown.NEVER))
                    .children(children);
            return name == null ? spec : spec.named(name);
        } catch (IllegalArgumentException wrong) {
            throw Refusal.invalid(String.valueOf(wrong.getMessage()));
        }
    }

    private static Duration positive(TableReader reader) throws Refusal {
        Duration period = reader.time("period", PERIOD);
        if (!period.isPositive()) {
            throw Refusal.invalid("a supervisor: period must be longer than nothing");
        }
        return period;
    }

    DynamicSupervisorSpec dynamic(@Nullable Object table) throws Refusal {
        var reader = new TableReader("a dynamic supervisor", table);
        String name = reader.text("name");
        DynamicSupervisorSpec spec = DynamicSupervisor.spec()
                .restarts(reader.whole("intensity", 0, INTENSITY), positive(reader))
                .maxChildren(reader.whole("max_children", 1, Integer.MAX_VALUE));
        reader.end();
        return name == null ? spec : spec.named(name);
    }

    /** A child for {@code start_child}. */
    ChildSpec<?> child(@Nullable Object table) throws Refusal {
        return child(table, process.self().host());
    }

    private ChildSpec<?> child(@Nullable Object table, Host inherited) throws Refusal {
        var reader = new TableReader("a child", table);
        ChildSpec<?> started = reader.has("children") ? tree(reader, inherited) : worker(reader, inherited);
        ChildSpec<?> spec = shutdown(reader, started).restart(reader.choice("restart", Restart.PERMANENT));
        boolean significant = reader.flag("significant");
        reader.end();
        try {
            return significant ? spec.asSignificant() : spec;
        } catch (IllegalArgumentException wrong) {
            throw Refusal.invalid(String.valueOf(wrong.getMessage()));
        }
    }

    private ChildSpec<?> tree(TableReader reader, Host inherited) throws Refusal {
        String id = reader.text("id");
        SupervisorSpec below = supervisor(reader, inherited);
        if (id == null && below.name() == null) {
            throw Refusal.invalid("missing_id: a supervisor that is a child needs an id or a name");
        }
        return id == null ? below.asChild() : below.asChild(id);
    }

    private ChildSpec<?> worker(TableReader reader, Host inherited) throws Refusal {
        String program = reader.text("process", "missing_start: a child needs a process, the id of its entry");
        String id = reader.text("id");
        Host host = host(reader, inherited);
        Parcel input = Parcel.of(reader.list("input").toArray());
        ProcessSpawn.mayBeSpawned(process, program, host.name());
        return ChildSpec.of(
                id == null ? program : id,
                new ChildStart(
                        process.runtime(),
                        ProcessSpawn.program(process, program).id(),
                        host,
                        input,
                        process.context(),
                        null));
    }

    private Host host(TableReader reader, Host inherited) throws Refusal {
        String host = reader.text("host");
        return host == null ? inherited : ProcessSpawn.host(process, host);
    }

    private static ChildSpec<?> shutdown(TableReader reader, ChildSpec<?> spec) throws Refusal {
        if (!reader.has("shutdown")) {
            return spec;
        }
        if (reader.any("shutdown") instanceof LuaString word) {
            switch (word.toString()) {
                case "brutal_kill" -> {
                    return spec.shutdown(Shutdown.BRUTAL);
                }
                case "infinity" -> {
                    return spec.shutdown(Shutdown.INFINITY);
                }
                default -> {}
            }
        }
        return spec.shutdown(Shutdown.within(reader.time("shutdown", SHUTDOWN)));
    }
}
