package dev.moirai.script.process;

import dev.moirai.app.kind.Identity;
import dev.moirai.app.kind.ProcessLimits;
import dev.moirai.lua.Chunk;
import dev.moirai.lua.Libraries;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A compiled entry, shared by all processes that run it. Immutable.
 *
 * @param id the entry's id, {@code namespace:name}; also what its code is called in error messages
 * @param source the text of its code
 * @param chunk the code
 * @param method which function of the table that the code returns is called; empty for a library
 * @param libraries the globals it begins with
 * @param modules what {@code require} gives by name
 * @param imports other entries, by the names under which {@code require} gives what their code returns
 * @param limits what one process may use, as far as its entry says
 * @param identity who its processes are for security policies, as far as its entry says
 */
public record Program(
        String id,
        String source,
        Chunk chunk,
        String method,
        Libraries libraries,
        Map<LuaString, LuaTable> modules,
        Map<LuaString, Program> imports,
        ProcessLimits limits,
        Optional<Identity> identity) {

    public Program {
        modules = Map.copyOf(modules);
        imports = Map.copyOf(imports);
    }

    /** All programs whose code must run before this one's, each behind those it imports itself. */
    Collection<Program> imported() {
        if (imports.isEmpty()) {
            return Set.of();
        }
        var order = new LinkedHashSet<Program>();
        imports.values().forEach(each -> each.addTo(order));
        return order;
    }

    private void addTo(Set<Program> order) {
        if (!order.contains(this)) {
            imports.values().forEach(each -> each.addTo(order));
            order.add(this);
        }
    }

    /** Whether processes can run it: a library has no method to call. */
    public boolean isRunnable() {
        return !method.isEmpty();
    }

    /** Whether it does the same as {@code other}, as far as its entry says; imports included. */
    public boolean isSameAs(Program other) {
        return isItselfSameAs(other)
                && imports.entrySet().stream().allMatch(each -> {
                    Program theirs = other.imports.get(each.getKey());
                    return theirs != null && each.getValue().isSameAs(theirs);
                });
    }

    /** Whether its own entry says the same as that of {@code other}, whatever became of what they import. */
    public boolean isItselfSameAs(Program other) {
        return id.equals(other.id)
                && source.equals(other.source)
                && method.equals(other.method)
                && limits.equals(other.limits)
                && identity.equals(other.identity)
                && modules.keySet().equals(other.modules.keySet())
                && importedIds().equals(other.importedIds());
    }

    private Map<LuaString, String> importedIds() {
        return imports.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().id()));
    }

    /** Programs are compared by identity: after an upgrade there are two of one id. */
    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return id;
    }
}
