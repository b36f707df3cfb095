package dev.moirai.script;

import dev.moirai.app.kind.RegistryEntry;
import dev.moirai.app.project.Loaded;
import dev.moirai.app.project.Project;
import dev.moirai.app.project.ProjectEdit;
import dev.moirai.app.project.ProjectEdit.Put;
import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.script.kind.FunctionLua;
import dev.moirai.script.kind.LibraryLua;
import dev.moirai.script.kind.LuaKinds;
import dev.moirai.script.kind.ProcessLua;
import dev.moirai.script.process.LuaRuntime;
import dev.moirai.script.process.Program;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.resource.EntryRegistry;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * What programs may change of the project they run in: data, and code, which is what is spawned, called and upgraded to from
 * then on. Hosts, services and the like are what the application was started with.
 */
final class LiveChanges implements EntryRegistry.Rules {
    private static final Set<String> CHANGEABLE = new TreeSet<>(
            Set.of(RegistryEntry.KIND.name(), ProcessLua.KIND.name(), FunctionLua.KIND.name(), LibraryLua.KIND.name()));

    private final LuaRuntime runtime;

    LiveChanges(LuaRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public Project carryOut(Project now, Collection<Put> puts, Set<EntryId> removed) throws Refusal {
        for (Put put : puts) {
            checkChangeable(put.id(), put.kind());
            Entry<?> old = now.byId().get(put.id());
            if (old != null) {
                checkChangeable(old.id(), old.kind().name());
            }
        }
        for (EntryId id : removed) {
            Entry<?> old = now.byId().get(id);
            if (old != null) {
                checkChangeable(id, old.kind().name());
            }
        }
        Loaded loaded = new ProjectEdit(LuaKinds.ALL, now).apply(puts, removed);
        for (Diagnostic diagnostic : loaded.diagnostics()) {
            if (diagnostic.isError()) {
                throw Refusal.invalid(diagnostic.toString());
            }
        }
        install(loaded.project(), puts, removed);
        return loaded.project();
    }

    private static void checkChangeable(EntryId id, String kind) throws Refusal {
        if (LuaKinds.ALL.find(kind).isPresent() && !CHANGEABLE.contains(kind)) {
            throw Refusal.invalid(id + " is a " + kind + ", which cannot be changed while the application runs, only "
                    + String.join(", ", CHANGEABLE) + "; change the project's files and start it again");
        }
    }

    /** Compiles anew, and takes over what is different; nothing at all if some of it is no Lua. */
    private void install(Project project, Collection<Put> puts, Set<EntryId> removed) throws Refusal {
        if (puts.stream().anyMatch(put -> !put.kind().equals(RegistryEntry.KIND.name()))) {
            var compiler = new ProgramCompiler(project);
            var programs = compiler.compileAll();
            for (Diagnostic mistake : compiler.mistakes().values()) {
                throw Refusal.invalid(mistake.toString());
            }
            for (Program program : programs.values()) {
                Program old = runtime.program(program.id());
                if (old == null || !program.isSameAs(old)) {
                    runtime.install(program);
                }
            }
        }
        removed.forEach(id -> runtime.uninstall(id.toString()));
    }
}
