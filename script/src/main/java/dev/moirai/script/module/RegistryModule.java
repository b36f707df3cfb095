package dev.moirai.script.module;

import dev.moirai.app.schema.EntryId;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.ObjectType;
import dev.moirai.script.process.Portable;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.resource.EntryRegistry;
import dev.moirai.script.resource.EntryRegistry.Version;
import dev.moirai.script.resource.Resources;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** {@code registry}: the entries of the project, their versions, and changes of them while it runs. */
final class RegistryModule {
    private record VersionRef(Version version) implements Portable {}

    private record History() implements Portable {}

    private static final ObjectType<VersionRef> VERSION = ObjectType.named("registry.Version", VersionRef.class)
            .getter("id", (_, ref) -> ref.version.number())
            .getter("string", (call, ref) -> call.string("v" + ref.version.number()))
            .method(
                    "previous",
                    (call, ref) -> call.returns(
                            neighbour(call, ref.version, version -> version.number() == ref.version.before() ? 1 : 0)))
            .method(
                    "next",
                    (call, ref) -> call.returns(neighbour(
                            call,
                            ref.version,
                            version -> version.before() == ref.version.number() ? version.number() : 0)))
            .text((_, ref) -> "v" + ref.version.number())
            .operator("__eq", call -> call.returns(number(call.get(1)) == number(call.get(2))))
            .build();

    private static final ObjectType<RegistryView> SNAPSHOT = ObjectType.named("registry.Snapshot", RegistryView.class)
            .fallible("entries", (call, view) -> call.returns(view.entries(call)))
            .fallible("get", (call, view) -> call.returns(view.get(call, id(call, 2))))
            .fallible("find", (call, view) -> call.returns(view.find(call, call.get(2))))
            .fallible(
                    "namespace",
                    (call, view) -> call.returns(
                            view.namespace(call, call.checkString(2).toString())))
            .getter("version", (_, view) -> VERSION.wrap(new VersionRef(view.version())))
            .getter("changes", (call, _) -> RegistryChanges.TYPE.wrap(new RegistryChanges()))
            .build();

    private static final ObjectType<History> HISTORY = ObjectType.named("registry.History", History.class)
            .fallible("versions", (call, _) -> versions(call))
            .fallible("get_version", (call, _) -> call.returns(VERSION.wrap(new VersionRef(version(call, 2)))))
            .fallible("snapshot_at", (call, _) -> call.returns(SNAPSHOT.wrap(new RegistryView(version(call, 2)))))
            .build();

    static final LuaModule MODULE = LuaModule.named("registry")
            .fallible("get", call -> call.returns(now(call).get(call, id(call, 1))))
            .fallible("find", call -> call.returns(now(call).find(call, call.get(1))))
            .fallible("parse_id", RegistryModule::parseId)
            .fallible("snapshot", call -> call.returns(SNAPSHOT.wrap(now(call))))
            .fallible("snapshot_at", call -> call.returns(SNAPSHOT.wrap(new RegistryView(version(call, 1)))))
            .fallible(
                    "current_version",
                    call -> call.returns(wrapped(registry(call).current())))
            .fallible("versions", RegistryModule::versions)
            .fallible("history", call -> call.returns(HISTORY.wrap(new History())))
            .fallible("apply_version", RegistryModule::applyVersion)
            .fallible("build_delta", RegistryChanges::delta)
            .build();

    private RegistryModule() {}

    static EntryRegistry registry(Call call) {
        return LuaProcess.of(call).runtime().shared(Resources.class).registry();
    }

    private static RegistryView now(Call call) {
        return new RegistryView(registry(call).current());
    }

    static Object wrapped(Version version) {
        return VERSION.wrap(new VersionRef(version));
    }

    // ---- ids

    static EntryId id(Call call, int index) throws Refusal {
        return id(call.get(index) instanceof LuaString text ? text.toString() : "");
    }

    static EntryId id(String text) throws Refusal {
        int colon = text.indexOf(':');
        return (colon < 0 ? Optional.<EntryId>empty() : EntryId.parse(text, ""))
                .orElseThrow(
                        () -> Refusal.invalid("expected the id of an entry, 'namespace:name', got '" + text + "'"));
    }

    /** {@code registry.parse_id(text)}: {@code {ns=, name=}}; without a colon the namespace is empty. */
    private static void parseId(Call call) {
        String text = call.checkString(1).toString();
        int colon = text.indexOf(':');
        LuaTable parts = call.table(0, 2);
        parts.put("ns", call.string(colon < 0 ? "" : text.substring(0, colon)));
        parts.put("name", call.string(text.substring(colon + 1)));
        call.returns(parts);
    }

    // ---- versions

    private static void versions(Call call) {
        List<Version> versions = registry(call).versions();
        LuaTable list = call.table(versions.size(), 0);
        versions.forEach(version -> list.put(list.length() + 1, wrapped(version)));
        call.returns(list);
    }

    /** The version that an argument means: a number, or a version. */
    private static Version version(Call call, int index) throws Refusal {
        VersionRef ref = VERSION.cast(call.get(index));
        long number = ref == null ? call.checkInteger(index) : ref.version.number();
        Version version = registry(call).version(number);
        if (version == null) {
            throw Refusal.notFound("there is no version " + number + ", or it is not kept any more");
        }
        return version;
    }

    private static long number(@Nullable Object value) {
        VersionRef ref = VERSION.cast(value);
        return ref == null ? 0 : ref.version.number();
    }

    /** The version with the largest weight above 0; nil if there is none. */
    private static @Nullable Object neighbour(Call call, Version of, ToLongFunction<Version> weight) {
        return registry(call).versions().stream()
                .filter(version -> version.number() != of.number() && weight.applyAsLong(version) > 0)
                .max(Comparator.comparingLong(weight))
                .map(RegistryModule::wrapped)
                .orElse(null);
    }

    private static void applyVersion(Call call) throws Refusal {
        Permission.require(LuaProcess.of(call), "registry.apply_version", "", " to apply a version of the registry");
        registry(call).goTo(version(call, 1));
        call.returns(true);
    }
}
