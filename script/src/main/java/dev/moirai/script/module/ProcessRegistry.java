package dev.moirai.script.module;

import dev.moirai.kernel.Pid;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.PidText;
import dev.moirai.script.process.Refusal;

/** {@code process.registry}: names of processes. A name is given back when its process ends, before anyone is told of the end. */
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

    /** {@code register(name, pid?, scope?)}; the last two are known by their types, as older programs give them in turn. */
    private static void register(Call call) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        String name = call.checkString(1).toString();
        if (name.isEmpty()) {
            throw Refusal.invalid("name cannot be empty");
        }
        if (PidText.looksLikePid(name)) {
            throw Refusal.invalid("name cannot look like a pid: " + name);
        }
        boolean scopeFirst = call.get(2) instanceof Long || call.get(3) instanceof LuaString;
        scope(call, scopeFirst ? 2 : 3);
        Pid self = process.self().pid();
        Pid pid = pid(call, scopeFirst ? 3 : 2, self);
        Permission.require(process, "process.registry.register", name, " to register name: " + name);
        if (!pid.equals(self)) {
            give(process, name, pid);
        } else if (!process.self().register(name)) {
            throw taken();
        }
        call.returns(true);
    }

    private static Pid pid(Call call, int index, Pid self) throws Refusal {
        if (call.isNoneOrNil(index)) {
            return self;
        }
        if (!(call.get(index) instanceof LuaString text)) {
            throw Refusal.invalid("pid must be a string");
        }
        Pid pid = PidText.parse(text.toString(), self.node());
        if (pid == null) {
            throw Refusal.invalid("invalid pid");
        }
        return pid;
    }

    private static void give(LuaProcess process, String name, Pid pid) throws Refusal {
        String text = PidText.of(pid).toString();
        Permission.require(
                process,
                "process.registry.foreign",
                text,
                " to register foreign pid " + text + " under name \"" + name + "\"");
        if (!process.runtime().node().names().give(name, pid)) {
            throw pid.isAlive() ? taken() : Refusal.notFound("process not found");
        }
    }

    private static Refusal taken() {
        return new Refusal(ErrorValue.Kind.ALREADY_EXISTS, "name already registered");
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
        call.returns(process.runtime().node().names().revoke(name));
    }
}
