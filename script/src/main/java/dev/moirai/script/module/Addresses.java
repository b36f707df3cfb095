package dev.moirai.script.module;

import dev.moirai.kernel.Pid;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.LuaRuntime;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.PidText;
import dev.moirai.script.process.Refusal;

/** How the text that a program gives as a destination becomes a process: a pid, or else a registered name. */
final class Addresses {
    private Addresses() {}

    /** The process meant, dead or alive. */
    static Pid resolve(LuaProcess process, String text) throws Refusal {
        if (PidText.looksLikePid(text)) {
            Pid pid = PidText.parse(text, process.self().node());
            if (pid == null) {
                throw nobody(process.runtime(), text);
            }
            return pid;
        }
        Pid holder = process.self().node().names().lookup(text);
        if (holder == null) {
            throw Refusal.notFound("could not resolve '" + text + "' as PID or registered name");
        }
        return holder;
    }

    /** Why a text that looks like a pid names no process. */
    private static Refusal nobody(LuaRuntime runtime, String text) {
        String node = PidText.node(text);
        if (!node.isEmpty() && !node.equals(runtime.node().name())) {
            return Refusal.notFound("node not found: '" + node + "' is not this node, and it knows no other");
        }
        String host = PidText.host(text);
        return runtime.host(host) != null || runtime.isHostDeclared(host)
                ? Refusal.notFound("process not found: " + text + " has never been a process of this node")
                : hostNotFound(host);
    }

    static Refusal hostNotFound(String host) {
        var details = new LuaTable();
        details.put("host_id", LuaString.of(host));
        return new Refusal(ErrorValue.of(
                        ErrorValue.Kind.NOT_FOUND, "host not found: there is no process.host entry '" + host + "'")
                .withDetails(Parcel.ofAny(details)));
    }

    /** The process meant, refused if the policies of {@code process} do not allow it to do that to it. */
    static Pid resolve(LuaProcess process, String text, String verb) throws Refusal {
        Pid pid = resolve(process, text);
        if (Permission.isBound(process)) {
            Permission.require(process, "process." + verb, PidText.of(pid).toString(), " to " + verb + ": " + text);
        }
        return pid;
    }

    /** As {@link #resolve(LuaProcess, String, String)}; the text of the pid that was asked for last is not read again. */
    static Pid resolve(LuaProcess process, LuaString text, String verb) throws Refusal {
        Pid known = process.remembered(text);
        if (known != null && !Permission.isBound(process)) {
            return known;
        }
        String address = text.toString();
        Pid pid = resolve(process, address, verb);
        if (PidText.looksLikePid(address)) {
            process.remember(text, pid);
        }
        return pid;
    }

    /** As {@link #resolve(LuaProcess, String, String)}, refused if it has ended. */
    static Pid alive(LuaProcess process, String text, String verb, String problem) throws Refusal {
        Pid pid = resolve(process, text, verb);
        if (!pid.isAlive()) {
            throw Refusal.notFound(problem);
        }
        return pid;
    }

    /** The process meant, refused if it has ended. */
    static Pid alive(LuaProcess process, String text, String problem) throws Refusal {
        Pid pid = resolve(process, text);
        if (!pid.isAlive()) {
            throw Refusal.notFound(problem);
        }
        return pid;
    }
}
