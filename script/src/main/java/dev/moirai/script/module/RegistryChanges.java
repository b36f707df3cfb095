package dev.moirai.script.module;

import dev.moirai.app.project.ProjectEdit.Put;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.source.Data;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Values;
import dev.moirai.script.format.LuaData;
import dev.moirai.script.format.Malformed;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.ObjectType;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.resource.EntryRegistry.Version;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes of entries that a program collects, to be made all at once. Belongs to its process. */
final class RegistryChanges {
    private static final int MOST = 10_000;

    static final ObjectType<RegistryChanges> TYPE = ObjectType.named("registry.Changes", RegistryChanges.class)
            .fallible("create", (call, changes) -> changes.put(call, "entry.create"))
            .fallible("update", (call, changes) -> changes.put(call, "entry.update"))
            .fallible("delete", (call, changes) -> changes.delete(call))
            .getter("ops", (call, changes) -> changes.table(call))
            .fallible("apply", (call, changes) -> changes.apply(call))
            .build();

    /**
     * @param kind {@code entry.create}, {@code entry.update} or {@code entry.delete}
     * @param put null for a deletion
     */
    private record Change(String kind, EntryId id, @Nullable Put put) {}

    private final Map<EntryId, Change> changes = new LinkedHashMap<>();

    private void add(Call call, Change change) throws Refusal {
        if (changes.size() >= MOST) {
            throw Refusal.invalid("there are at most " + MOST + " changes at once");
        }
        changes.put(change.id, change);
        call.returns(true);
    }

    private void put(Call call, String kind) throws Refusal {
        Put put = read(call, call.get(2));
        add(call, new Change(kind, put.id(), put));
    }

    private static Put read(Call call, @Nullable Object written) throws Refusal {
        if (!(written instanceof LuaTable entry)) {
            throw Refusal.invalid("an entry is a table {id=, kind=, meta=, data=}");
        }
        EntryId id = id(entry.get("id"));
        Object kind = entry.get("kind");
        if (!(kind instanceof dev.moirai.lua.LuaString)) {
            throw Refusal.invalid(id + ": 'kind' must be the name of a kind such as registry.entry");
        }
        return new Put(id, kind.toString(), fields(call, id, entry, "meta"), fields(call, id, entry, "data"));
    }

    private static EntryId id(@Nullable Object written) throws Refusal {
        return written instanceof LuaTable parts
                ? RegistryModule.id(Values.show(parts.get("ns")) + ":" + Values.show(parts.get("name")))
                : RegistryModule.id(written == null ? "" : Values.show(written));
    }

    private static Data.Fields fields(Call call, EntryId id, LuaTable entry, String name) throws Refusal {
        if (entry.get(name) == null) {
            return Data.Fields.NONE;
        }
        try {
            if (new LuaData(call).toData(entry.get(name)) instanceof Data.Fields fields) {
                return fields;
            }
        } catch (Malformed malformed) {
            throw Refusal.invalid(id + ": '" + name + "': " + malformed.problem());
        }
        throw Refusal.invalid(id + ": '" + name + "' must be a table with names");
    }

    private void delete(Call call) throws Refusal {
        add(call, new Change("entry.delete", id(call.get(2)), null));
    }

    private LuaTable table(Call call) {
        LuaTable list = call.table(changes.size(), 0);
        for (Change change : changes.values()) {
            list.put(list.length() + 1, op(call, change));
        }
        return list;
    }

    private static LuaTable op(Call call, Change change) {
        LuaTable entry = call.table(0, 4);
        entry.put("id", call.string(change.id.toString()));
        if (change.put != null) {
            var data = new LuaData(call);
            entry.put("kind", call.string(change.put.kind()));
            entry.put("meta", data.toLua(change.put.meta()));
            entry.put("data", data.toLua(change.put.data()));
        }
        LuaTable op = call.table(0, 2);
        op.put("kind", call.string(change.kind));
        op.put("entry", entry);
        return op;
    }

    /** Makes all changes, or none: what is to be created must not be there, what is updated or deleted must. */
    private void apply(Call call) throws Refusal {
        if (changes.isEmpty()) {
            throw Refusal.invalid("there are no changes to apply");
        }
        Permission.require(LuaProcess.of(call), "registry.apply", "", " to apply changes of the registry");
        Version current = RegistryModule.registry(call).current();
        Set<EntryId> removed = new LinkedHashSet<>();
        Map<EntryId, Put> puts = new LinkedHashMap<>();
        for (Change change : changes.values()) {
            boolean there = current.project().byId().containsKey(change.id);
            if (there && change.kind.equals("entry.create")) {
                throw new Refusal(ErrorValue.Kind.ALREADY_EXISTS, "the entry exists: " + change.id);
            }
            if (!there && !change.kind.equals("entry.create")) {
                throw Refusal.notFound("entry not found: " + change.id);
            }
            if (change.put == null) {
                removed.add(change.id);
            } else {
                puts.put(change.id, change.put);
            }
        }
        Version version = RegistryModule.registry(call).apply(puts.values(), removed);
        changes.clear();
        call.returns(RegistryModule.wrapped(version));
    }

    /** {@code registry.build_delta(from, to)}: the operations that turn one list of entries into the other. */
    static void delta(Call call) throws Refusal {
        Map<EntryId, Put> from = entries(call, call.checkTable(1));
        Map<EntryId, Put> to = entries(call, call.checkTable(2));
        LuaTable ops = call.table();
        for (Put put : to.values()) {
            Put old = from.get(put.id());
            if (!put.equals(old)) {
                var change = new Change(old == null ? "entry.create" : "entry.update", put.id(), put);
                ops.put(ops.length() + 1, op(call, change));
            }
        }
        for (Put put : from.values()) {
            if (!to.containsKey(put.id())) {
                ops.put(ops.length() + 1, op(call, new Change("entry.delete", put.id(), null)));
            }
        }
        call.returns(ops);
    }

    private static Map<EntryId, Put> entries(Call call, LuaTable list) throws Refusal {
        var entries = new LinkedHashMap<EntryId, Put>();
        for (long i = 1; i <= list.length(); i++) {
            Put put = read(call, list.get(i));
            entries.put(put.id(), put);
        }
        return entries;
    }
}
