package dev.moirai.script.module;

import dev.moirai.kernel.Pid;
import dev.moirai.lua.Call;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.PidText;
import dev.moirai.script.process.Refusal;

/**
 * {@code process.registry}: names of processes. A name is given back when its process ends, before anyone is told of the end.
 *
 * <p>A process gives names to itself only, and takes away its own only.
 */
final class ProcessRegistry {
    private static final int LOCAL = 0;
    private static final int EVENTUAL = 1;
    private static final int CONSISTENT = 2;
    private static final int STRONG = 3;

    static final LuaModule.Builder TABLE = LuaModule.named("process.registry")
            .constant("LOCAL", LOCAL)
            .constant("EVENTUAL", EVENTUAL)
            .constant("CONSISTENT", CONSISTENT)
            .constant("STRONG", STRONG)
            .fallible("register", ProcessRegistry::register)
            .fallible("lookup", ProcessRegistry::lookup)
            .fallible("unregister", ProcessRegistry::unregister);

    private ProcessRegistry() {}

    private static void register(Call call) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        String name = call.checkString(1).toString();
        Pid self = process.self().pid();
        Pid pid = self;
        if (!call.isNoneOrNil(2)) {
            if (!(call.get(2) instanceof dev.moirai.lua.LuaString text)) {
                throw Refusal.invalid("pid must be a string");
            }
            pid = PidText.parse(text.toString(), process.self().node());
            if (pid == null) {
                throw Refusal.invalid("invalid pid");
            }
        }
        scope(call, 3);
        if (!pid.equals(self)) {
            throw new Refusal(
                    ErrorValue.Kind.PERMISSION_DENIED,
                    "not allowed to register foreign pid " + PidText.of(pid) + " under name \"" + name + "\"");
        }
        Permission.require(process, "process.registry.register", name, " to register name: " + name);
        Pid holder = process.self().node().names().lookup(name);
        if (!self.equals(holder) && !process.self().register(name)) {
            throw new Refusal(ErrorValue.Kind.ALREADY_EXISTS, "name already registered");
        }
        call.returns(true);
    }

    private static void scope(Call call, int index) throws Refusal {
        if (call.isNoneOrNil(index)) {
            return;
        }
        if (!(call.get(index) instanceof Long scope) || scope < LOCAL || scope > STRONG) {
            throw Refusal.invalid("scope must be a number (process.registry.LOCAL|EVENTUAL|CONSISTENT|STRONG)");
        }
        if (scope != LOCAL) {
            throw new Refusal(
                    ErrorValue.Kind.INTERNAL,
                    (scope == EVENTUAL ? "eventual" : "global") + " registry not available: this node is alone");
        }
    }

    private static void lookup(Call call) throws Refusal {
        Pid holder = LuaProcess.of(call)
                .self()
                .node()
                .names()
                .lookup(call.checkString(1).toString());
        if (holder == null) {
            throw Refusal.notFound("name not registered");
        }
        call.returns(PidText.of(holder));
    }

    private static void unregister(Call call) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        String name = call.checkString(1).toString();
        scope(call, 2);
        Permission.require(process, "process.registry.unregister", name, " to unregister name: " + name);
        call.returns(process.self().unregister(name));
    }
}
