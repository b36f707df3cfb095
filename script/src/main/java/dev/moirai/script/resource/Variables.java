package dev.moirai.script.resource;

import dev.moirai.app.kind.EnvStorage;
import dev.moirai.app.kind.EnvVariable;
import dev.moirai.app.project.Project;
import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The variables that a project declares, each with the storage its value is in. All others stay hidden. */
public final class Variables {
    /** How long a value may be, in bytes. */
    private static final int LONGEST = 64 << 10;

    private record Variable(String name, EnvVariable entry, VariableStorage storage) {}

    private final Map<String, Variable> byName = new TreeMap<>();
    private final Map<String, Variable> byId = new HashMap<>();

    private Variables() {}

    static Variables of(Project project) {
        var storages = new HashMap<EntryId, VariableStorage>();
        var variables = new Variables();
        for (Entry<EnvVariable> entry : project.entries(EnvVariable.KIND)) {
            VariableStorage storage = entry.body()
                    .storage()
                    .map(id -> storage(project, id, storages))
                    .orElse(VariableStorage.OPERATING_SYSTEM);
            var variable = new Variable(nameOf(entry), entry.body(), storage);
            variables.byId.put(entry.id().toString(), variable);
            variables.byName.put(variable.name, variable);
        }
        return variables;
    }

    /** Reports variables whose names another entry has taken. */
    public static void check(Project project, Diagnostics diagnostics) {
        var named = new HashMap<String, Entry<EnvVariable>>();
        for (Entry<EnvVariable> entry : project.entries(EnvVariable.KIND)) {
            Entry<EnvVariable> first = named.putIfAbsent(nameOf(entry), entry);
            if (first != null) {
                diagnostics.error(
                        entry.at(),
                        "a second variable " + Diagnostic.quote(nameOf(entry)) + "; the first is " + first.id() + " at "
                                + first.at(),
                        "a 'variable' name of its own",
                        "rename one of the two");
            }
        }
    }

    /** What an entry is called by programs, and in its storage. */
    public static String nameOf(Entry<EnvVariable> entry) {
        return entry.body().variable().orElse(entry.id().name());
    }

    private static VariableStorage storage(Project project, EntryId id, Map<EntryId, VariableStorage> made) {
        VariableStorage known = made.get(id);
        if (known != null) {
            return known;
        }
        Object kind = project.find(id).<Object>map(Entry::body).orElseThrow();
        VariableStorage storage = switch ((EnvStorage) kind) {
            case EnvStorage.Os _ -> VariableStorage.OPERATING_SYSTEM;
            case EnvStorage.Memory _ -> VariableStorage.inMemory();
            case EnvStorage.Static(var values) -> VariableStorage.of(values);
            case EnvStorage.InFile file ->
                new VariableFile(project.folder(), project.folder().resolve(file.path()), file.autoCreate());
            case EnvStorage.Router(var ids) -> {
                var storages = new ArrayList<VariableStorage>();
                ids.forEach(each -> storages.add(storage(project, each, made)));
                yield VariableStorage.firstOf(storages);
            }
        };
        made.put(id, storage);
        return storage;
    }

    /**
     * The value of a variable.
     *
     * @param name its name, or the id of its entry
     */
    public String get(String name) throws Refusal {
        Variable variable = find(name);
        return value(variable)
                .orElseThrow(() -> Refusal.notFound("the variable '" + name + "' has no value, and no default"));
    }

    private static Optional<String> value(Variable variable) throws Refusal {
        Optional<String> stored = variable.storage.get(variable.name);
        return stored.isPresent() ? stored : variable.entry.fallback();
    }

    /** Changes the value of a variable that is not read-only, in a storage that is not either. */
    public void set(String name, String value) throws Refusal {
        Variable variable = find(name);
        if (variable.entry.readOnly()) {
            throw new Refusal(ErrorValue.Kind.PERMISSION_DENIED, "the variable '" + name + "' is read-only");
        }
        if (value.length() > LONGEST) {
            throw Refusal.invalid("a value has at most " + LONGEST + " characters, got " + value.length());
        }
        variable.storage.set(variable.name, value);
    }

    /** All variables that have a value, by name. */
    public Map<String, String> all() throws Refusal {
        var all = new TreeMap<String, String>();
        for (Variable variable : byName.values()) {
            value(variable).ifPresent(value -> all.put(variable.name, value));
        }
        return Collections.unmodifiableMap(all);
    }

    private Variable find(String name) throws Refusal {
        if (name.isEmpty()) {
            throw Refusal.invalid("the name of a variable must not be empty");
        }
        Variable variable = byName.getOrDefault(name, byId.get(name));
        if (variable == null) {
            throw Refusal.notFound("there is no variable '" + name + "': declare it in an entry of kind env.variable");
        }
        return variable;
    }
}
