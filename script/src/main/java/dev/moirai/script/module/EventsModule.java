package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.script.process.EventBus;
import dev.moirai.script.process.Inflow;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.ObjectType;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Refusal;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** {@code events}: publish and subscribe between the processes of a node. */
final class EventsModule {
    /** How many events wait for a slow subscriber; further ones are dropped. */
    private static final int KEPT = 64;

    private record Subscription(EventBus.Subscription entry, Inflow inflow) {}

    private static final ObjectType<Subscription> SUBSCRIPTION = ObjectType.named(
                    "events.Subscription", Subscription.class)
            .getter(
                    "channel",
                    (_, subscription) -> subscription.inflow.channel().toLua())
            .method("close", (call, subscription) -> {
                LuaProcess.of(call).runtime().events().remove(subscription.entry);
                subscription.inflow.end();
                call.returns(true);
            })
            .build();

    static final LuaModule MODULE = LuaModule.named("events")
            .fallible("subscribe", EventsModule::subscribe)
            .fallible("send", EventsModule::send)
            .build();

    private EventsModule() {}

    /** {@code events.subscribe(system, kind?)}; both may contain {@code *} for anything. */
    private static void subscribe(Call call) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        Predicate<String> system = pattern(required(call, 1, "system pattern is required"));
        Predicate<String> kind =
                pattern(call.isNoneOrNil(2) ? "*" : call.checkString(2).toString());
        var inflow = new Inflow("events:channel()", KEPT);
        var entry = new EventBus.Subscription(
                process.self().pid(),
                event -> system.test(event.system()) && kind.test(event.kind()),
                (receiver, event) -> inflow.add(table(receiver, event)));
        EventBus bus = process.runtime().events();
        bus.add(entry);
        process.whenReplaced(() -> bus.remove(entry));
        call.returns(SUBSCRIPTION.wrap(new Subscription(entry, inflow)));
    }

    private static void send(Call call) throws Refusal {
        var event = new EventBus.Event(
                required(call, 1, "system is required"),
                required(call, 2, "kind is required"),
                required(call, 3, "path is required"),
                Parcel.of(call.get(4)));
        LuaProcess.of(call).runtime().events().publish(event);
        call.returns(true);
    }

    private static String required(Call call, int index, String problem) throws Refusal {
        LuaString text = call.isNoneOrNil(index) ? LuaString.EMPTY : call.checkString(index);
        if (text.length() == 0) {
            throw Refusal.invalid(problem);
        }
        return text.toString();
    }

    private static Predicate<String> pattern(String wanted) {
        String[] parts = wanted.split("\\*", -1);
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Pattern.quote(parts[i]);
        }
        return Pattern.compile(String.join(".*", parts), Pattern.DOTALL).asMatchPredicate();
    }

    private static LuaTable table(LuaProcess process, EventBus.Event event) {
        LuaTable table = process.environment().table();
        table.put("system", process.text(event.system()));
        table.put("kind", process.text(event.kind()));
        table.put("path", process.text(event.path()));
        table.put("data", event.data().unpack(0, process.environment()));
        return table;
    }
}
