package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Numbers;
import dev.moirai.lua.Values;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.ObjectType;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.resource.KeyValueStore;
import dev.moirai.script.resource.KeyValueStore.Condition;
import dev.moirai.script.resource.KeyValueStore.Item;
import dev.moirai.script.resource.Resources;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code store}: keys and values that processes share, in entries of kind {@code store.memory}. */
final class StoreModule {
    private static final int MOST_LISTED = 1_000;
    private static final int LISTED = 100;
    private static final double NANOS = 1e9;
    /** About 290 years; a longer life is as good as none. */
    private static final double LONGEST = Long.MAX_VALUE / NANOS;

    /** What a program holds of a store. Belongs to its process. */
    private static final class Handle {
        final LuaString id;
        final KeyValueStore store;
        boolean released;

        Handle(LuaString id, KeyValueStore store) {
            this.id = id;
            this.store = store;
        }
    }

    private static final ObjectType<Handle> TYPE = ObjectType.named("store", Handle.class)
            .fallible("get", (call, handle) -> call.returns(unpacked(call, existing(call, handle))))
            .fallible("entry", (call, handle) -> call.returns(entry(call, existing(call, handle))))
            .fallible("set", (call, handle) -> {
                open(call, handle, "set", key(call))
                        .put(key(call), value(call), life(call.get(4)), new Condition.Always());
                call.returns(true);
            })
            .fallible("put", StoreModule::put)
            .fallible(
                    "has",
                    (call, handle) ->
                            call.returns(open(call, handle, "has", key(call)).find(key(call)) != null))
            .fallible(
                    "delete",
                    (call, handle) ->
                            call.returns(open(call, handle, "delete", key(call)).delete(key(call))))
            .fallible("list", StoreModule::list)
            .fallible("info", StoreModule::info)
            .method("release", (call, handle) -> {
                handle.released = true;
                call.returns(true);
            })
            .text((_, handle) -> "store{" + handle.id + "}")
            .build();

    static final LuaModule MODULE = LuaModule.named("store")
            .fallible("get", StoreModule::open)
            .table(LuaModule.named("store.backend")
                    .constant("MEMORY", "memory")
                    .constant("SQL", "sql")
                    .constant("KV_RAFT", "kv.raft")
                    .constant("KV_CRDT", "kv.crdt")
                    .constant("UNKNOWN", "unknown"))
            .table(LuaModule.named("store.consistency")
                    .constant("LINEARIZABLE", "linearizable")
                    .constant("EVENTUAL", "eventual")
                    .constant("LOCAL", "local")
                    .constant("UNKNOWN", "unknown"))
            .build();

    private StoreModule() {}

    /** {@code store.get(id)}: the store of an entry. */
    private static void open(Call call) throws Refusal {
        LuaString id = call.checkString(1);
        if (id.length() == 0) {
            throw Refusal.invalid("the id of a store must not be empty");
        }
        KeyValueStore store =
                LuaProcess.of(call).runtime().shared(Resources.class).stores().get(id.toString());
        if (store == null) {
            throw Refusal.notFound("there is no store '" + id + "': declare it in an entry of kind store.memory");
        }
        if (!store.isRunning()) {
            throw new Refusal(
                    ErrorValue.Kind.UNAVAILABLE,
                    "the store '" + id + "' is not running; give its entry 'lifecycle: {auto_start: true}'");
        }
        call.returns(TYPE.wrap(new Handle(id, store)));
    }

    /** The store, if the policies allow {@code action} on one of its keys. */
    private static KeyValueStore open(Call call, Handle handle, String action, LuaString key) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        if (process.context().credentials().scope() != null) {
            LuaTable meta = call.table(0, 1);
            meta.put("key", key);
            if (!Permission.isGiven(process, "store.key." + action, handle.id.toString(), meta)) {
                throw new Refusal(
                        ErrorValue.Kind.PERMISSION_DENIED,
                        "not allowed to " + action + " key: " + key + " of " + handle.id);
            }
        }
        return open(handle);
    }

    private static KeyValueStore open(Handle handle) throws Refusal {
        if (handle.released) {
            throw Refusal.invalid("the store '" + handle.id + "' has been released");
        }
        return handle.store;
    }

    private static LuaString key(Call call) throws Refusal {
        LuaString key = call.checkString(2);
        if (key.length() == 0) {
            throw Refusal.invalid("a key must not be empty");
        }
        return key;
    }

    private static Parcel value(Call call) throws Refusal {
        return Parcel.of(call.checkAny(3));
    }

    private static Item existing(Call call, Handle handle) throws Refusal {
        LuaString key = key(call);
        Item item = open(call, handle, "get", key).find(key);
        if (item == null) {
            throw Refusal.notFound("key not found: " + key);
        }
        return item;
    }

    private static @Nullable Object unpacked(Call call, Item item) {
        call.charge(item.value().bytes() / 64);
        return item.value().unpack(0, call.environment());
    }

    private static LuaTable entry(Call call, Item item) {
        LuaTable entry = call.table(0, 3);
        entry.put("key", item.key());
        entry.put("value", unpacked(call, item));
        entry.put("version", call.string(Long.toString(item.version())));
        return entry;
    }

    /** How long a key shall stay: a number of seconds, or a duration as {@code time} takes it. */
    private static Duration life(@Nullable Object written) throws Refusal {
        Double seconds = written instanceof LuaString ? null : asDouble(written);
        Duration life = seconds != null
                ? Duration.ofNanos((long) (Math.clamp(seconds, -1, LONGEST) * NANOS))
                : written == null ? Duration.ZERO : Durations.of(written).orElse(Duration.ofNanos(-1));
        if (life.isNegative() || seconds != null && seconds.isNaN()) {
            throw Refusal.invalid("a ttl is a number of seconds of at least 0 or a duration such as \"10m\", got "
                    + Values.show(written));
        }
        return life;
    }

    private static @Nullable Double asDouble(@Nullable Object value) {
        Object number = Numbers.toNumber(value);
        return number == null ? null : ((Number) number).doubleValue();
    }

    /** {@code store:put(key, value, {ttl=, only_if_absent=, if_version=})}: a write with a condition. */
    private static void put(Call call, Handle handle) throws Refusal {
        LuaTable options = options(call, 4);
        boolean absent = Values.isTrue(options.get("only_if_absent"));
        Object version = options.get("if_version");
        if (absent && version != null) {
            throw Refusal.invalid("only_if_absent and if_version exclude each other");
        }
        Condition condition = absent
                ? new Condition.Absent()
                : version == null ? new Condition.Always() : new Condition.Version(number(version));
        KeyValueStore store = open(call, handle, "set", key(call));
        call.returns(entry(call, store.put(key(call), value(call), life(options.get("ttl")), condition)));
    }

    private static long number(Object version) throws Refusal {
        try {
            return Long.parseLong(Values.show(version));
        } catch (NumberFormatException _) {
            throw Refusal.invalid("if_version must be the version of an entry, got " + Values.show(version));
        }
    }

    private static LuaTable options(Call call, int index) {
        return call.isNoneOrNil(index) ? new LuaTable() : call.checkTable(index);
    }

    /** {@code store:list({prefix=, after=, limit=})}: a page of entries in the order of keys. */
    private static void list(Call call, Handle handle) throws Refusal {
        LuaTable options = options(call, 2);
        LuaString prefix = Values.toLuaString(options.get("prefix"));
        LuaString after = Values.toLuaString(options.get("after"));
        Object wanted = options.get("limit");
        long most = wanted == null ? LISTED : wanted instanceof Long limit ? limit : -1;
        if (most < 1 || most > MOST_LISTED) {
            throw Refusal.invalid("limit must be a whole number from 1 to " + MOST_LISTED);
        }
        LuaString begin = prefix == null ? LuaString.EMPTY : prefix;
        List<Item> found = open(call, handle, "list", begin).list(begin, after, (int) most + 1);
        boolean more = found.size() > most;
        LuaTable items = call.table();
        LuaString last = LuaString.EMPTY;
        for (Item item : more ? found.subList(0, (int) most) : found) {
            items.put(items.length() + 1, entry(call, item));
            last = item.key();
        }
        LuaTable page = call.table(0, 3);
        page.put("items", items);
        page.put("cursor", last);
        page.put("has_more", more);
        call.returns(page);
    }

    private static void info(Call call, Handle handle) throws Refusal {
        open(handle);
        LuaTable info = call.table(0, 8);
        info.put("id", handle.id);
        info.put("backend", call.string("memory"));
        info.put("consistency", call.string("local"));
        info.put("durable", false);
        info.put("list", true);
        info.put("versioned", true);
        info.put("conditional_put", true);
        info.put("ttl", true);
        call.returns(info);
    }
}
