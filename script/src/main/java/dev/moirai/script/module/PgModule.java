package dev.moirai.script.module;

import dev.moirai.kernel.Pid;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.script.process.GroupScopes;
import dev.moirai.script.process.Inflow;
import dev.moirai.script.process.LuaMessage;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.ObjectType;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.PidText;
import dev.moirai.script.process.ProcessGroups;
import dev.moirai.script.process.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code pg}: process groups of this node. A node that is alone has no others, so local and all members are the same. */
final class PgModule {
    /** How many changes wait for a slow subscriber; further ones are dropped. */
    private static final int KEPT = 64;

    /** What {@code pg.open} gives: a way into a scope, and what the process has done by it. Belongs to the process's turn. */
    private static final class Instance {
        private final ProcessGroups groups;
        private final List<String> joined = new ArrayList<>();
        private final List<Subscription> subscriptions = new ArrayList<>();
        private boolean released;

        Instance(ProcessGroups groups) {
            this.groups = groups;
        }

        ProcessGroups groups() throws Refusal {
            if (released) {
                throw Refusal.invalid("pg instance is released");
            }
            return groups;
        }
    }

    private record Subscription(ProcessGroups groups, ProcessGroups.Subscription entry, Inflow inflow) {
        void close() {
            groups.unsubscribe(entry);
            inflow.end();
        }
    }

    private static final ObjectType<Subscription> SUBSCRIPTION = ObjectType.named("pg.Subscription", Subscription.class)
            .getter(
                    "channel",
                    (_, subscription) -> subscription.inflow.channel().toLua())
            .method("close", (call, subscription) -> {
                subscription.close();
                call.returns(true);
            })
            .build();

    private static final ObjectType<Instance> INSTANCE = ObjectType.named("pg.Instance", Instance.class)
            .fallible("join", PgModule::join)
            .fallible("leave", PgModule::leave)
            .fallible("get_members", PgModule::members)
            .fallible("get_local_members", PgModule::members)
            .fallible("which_groups", PgModule::whichGroups)
            .fallible("which_local_groups", PgModule::whichGroups)
            .fallible("broadcast", PgModule::broadcast)
            .fallible("broadcast_local", PgModule::broadcast)
            .fallible("monitor", (call, instance) -> subscribe(call, instance, group(call)))
            .fallible("events", (call, instance) -> subscribe(call, instance, null))
            .fallible("release", PgModule::release)
            .build();

    static final LuaModule MODULE =
            LuaModule.named("pg").fallible("open", PgModule::open).build();

    private PgModule() {}

    private static void open(Call call) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        String id = call.isNoneOrNil(1) ? "" : call.checkString(1).toString();
        if (id.isEmpty()) {
            throw Refusal.invalid("scope id is required");
        }
        Permission.require(process, "pg.open", id, " to open scope: " + id);
        ProcessGroups groups =
                process.runtime().shared(GroupScopes.class).byId().get(id);
        if (groups == null) {
            throw Refusal.notFound("scope not found: there is no pg.scope entry '" + id + "'");
        }
        call.returns(INSTANCE.wrap(new Instance(groups)));
    }

    // ---- arguments

    private static String group(Call call) throws Refusal {
        LuaString name = call.isNoneOrNil(2) ? LuaString.EMPTY : call.checkString(2);
        if (name.length() == 0) {
            throw Refusal.invalid("group name is required");
        }
        return name.toString();
    }

    private static List<String> groups(Call call) throws Refusal {
        if (!(call.get(2) instanceof LuaTable table)) {
            return List.of(group(call));
        }
        var names = new ArrayList<String>();
        for (long i = 1; i <= table.length(); i++) {
            if (!(table.get(i) instanceof LuaString name) || name.length() == 0) {
                throw Refusal.invalid("group name is required");
            }
            names.add(name.toString());
        }
        if (names.isEmpty()) {
            throw Refusal.invalid("groups table must not be empty");
        }
        return names;
    }

    private static void allow(Call call, String verb, List<String> names) throws Refusal {
        for (String name : names) {
            Permission.require(LuaProcess.of(call), "pg." + verb, name, " to " + verb + " group: " + name);
        }
    }

    // ---- membership

    private static void join(Call call, Instance instance) throws Refusal {
        ProcessGroups groups = instance.groups();
        List<String> names = groups(call);
        allow(call, "join", names);
        groups.join(LuaProcess.of(call).self().pid(), names);
        instance.joined.addAll(names);
        call.returns(true);
    }

    private static void leave(Call call, Instance instance) throws Refusal {
        ProcessGroups groups = instance.groups();
        List<String> names = groups(call);
        allow(call, "leave", names);
        if (!groups.leave(LuaProcess.of(call).self().pid(), names)) {
            throw Refusal.notFound("not a member of group: " + String.join(", ", names));
        }
        names.forEach(instance.joined::remove);
        call.returns(true);
    }

    private static void members(Call call, Instance instance) throws Refusal {
        call.returns(pids(LuaProcess.of(call), instance.groups().members(group(call))));
    }

    private static LuaTable pids(LuaProcess process, List<Pid> pids) {
        LuaTable list = process.environment().table();
        for (int i = 0; i < pids.size(); i++) {
            list.put(i + 1L, PidText.of(pids.get(i)));
        }
        return list;
    }

    private static void whichGroups(Call call, Instance instance) throws Refusal {
        LuaTable list = call.table();
        for (String name : instance.groups().names()) {
            list.put(list.length() + 1, call.string(name));
        }
        call.returns(list);
    }

    // ---- messages

    private static void broadcast(Call call, Instance instance) throws Refusal {
        ProcessGroups groups = instance.groups();
        String name = group(call);
        LuaString topic = call.isNoneOrNil(3) ? LuaString.EMPTY : call.checkString(3);
        if (topic.length() == 0) {
            throw Refusal.invalid("topic is required");
        }
        if (topic.byteAt(0) == '@') {
            throw Refusal.invalid("cannot send to @ topics");
        }
        allow(call, "broadcast", List.of(name));
        LuaProcess process = LuaProcess.of(call);
        var message = new LuaMessage(topic, process.pid(), Parcel.of(call.arguments(4)));
        groups.members(name).forEach(member -> process.self().send(member, message));
        call.returns(true);
    }

    // ---- changes

    private static void subscribe(Call call, Instance instance, @Nullable String group) throws Refusal {
        ProcessGroups groups = instance.groups();
        if (group != null) {
            allow(call, "monitor", List.of(group));
        }
        LuaProcess process = LuaProcess.of(call);
        var inflow = new Inflow("pg:channel()", KEPT);
        var entry = new ProcessGroups.Subscription(
                process.self().pid(), group, (receiver, change) -> inflow.add(event(receiver, change)));
        Map<String, List<Pid>> now = groups.subscribe(entry);
        var subscription = new Subscription(groups, entry, inflow);
        instance.subscriptions.add(subscription);
        process.whenReplaced(subscription::close);
        call.returns(
                SUBSCRIPTION.wrap(subscription),
                group == null ? all(process, now) : pids(process, now.getOrDefault(group, List.of())));
    }

    private static LuaTable all(LuaProcess process, Map<String, List<Pid>> members) {
        LuaTable table = process.environment().table();
        members.forEach((name, pids) -> table.put(name, pids(process, pids)));
        return table;
    }

    private static LuaTable event(LuaProcess process, ProcessGroups.Change change) {
        LuaTable data = process.environment().table();
        data.put("Group", process.text(change.group()));
        data.put("PIDs", pids(process, List.of(change.member())));
        LuaTable event = process.environment().table();
        event.put("system", process.text("pg"));
        event.put("kind", process.text(change.joined() ? "member.joined" : "member.left"));
        event.put("path", process.text(change.group()));
        event.put("data", data);
        return event;
    }

    /** Undoes every join made by this instance and ends its subscriptions; releasing again does nothing. */
    private static void release(Call call, Instance instance) {
        if (!instance.released) {
            instance.released = true;
            Pid self = LuaProcess.of(call).self().pid();
            instance.joined.forEach(name -> instance.groups.leave(self, List.of(name)));
            instance.subscriptions.forEach(Subscription::close);
        }
        call.returns(true);
    }
}
