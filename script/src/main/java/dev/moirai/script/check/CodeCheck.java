package dev.moirai.script.check;

import dev.moirai.app.project.Project;
import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.app.source.Finding;
import dev.moirai.app.source.Nearest;
import dev.moirai.lua.Environment;
import dev.moirai.lua.Limits;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.syntax.Expression;
import dev.moirai.lua.syntax.Expression.Global;
import dev.moirai.lua.syntax.Expression.Index;
import dev.moirai.lua.syntax.Position;
import dev.moirai.script.kind.LuaCode;
import dev.moirai.script.module.Modules;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Looks through the code of all entries of a project, and warns of what will probably fail when it runs. */
public final class CodeCheck {
    private static final String GLOBALS = "_G";
    private static final Map<String, String> FOREIGN_WORDS =
            Map.of("null", "nil", "None", "nil", "undefined", "nil", "True", "true", "False", "false");

    private final Project project;
    private final Map<EntryId, Mentions> mentions;
    private final Diagnostics diagnostics;
    /** Entries whose code runs in one environment: what imports what, in both directions. */
    private final Map<EntryId, Set<EntryId>> neighbours = new HashMap<>();

    private CodeCheck(Project project, Map<EntryId, Mentions> mentions, Diagnostics diagnostics) {
        this.project = project;
        this.mentions = mentions;
        this.diagnostics = diagnostics.of(Finding.LUA_NAME);
    }

    /**
     * Warns of what looks wrong.
     *
     * @param mentions what the code of each entry mentions, if it could be read
     */
    public static void run(Project project, Map<EntryId, Mentions> mentions, Diagnostics diagnostics) {
        var check = new CodeCheck(project, mentions, diagnostics);
        check.findNeighbours();
        mentions.forEach((id, code) -> project.find(id).ifPresent(entry -> check.look(entry, code)));
    }

    private void findNeighbours() {
        for (Entry<?> entry : project.entries()) {
            LuaCode.of(entry)
                    .ifPresent(code -> code.imports().values().forEach(imported -> {
                        neighbours
                                .computeIfAbsent(entry.id(), _ -> new HashSet<>())
                                .add(imported);
                        neighbours
                                .computeIfAbsent(imported, _ -> new HashSet<>())
                                .add(entry.id());
                    }));
        }
    }

    private void look(Entry<?> entry, Mentions code) {
        LuaCode text = LuaCode.of(entry).orElseThrow();
        var environment = new Environment(Modules.libraries(Modules.required(text.modules())), Limits.NONE, _ -> {});
        checkNames(code, text, environment.globals(), names(entry.id(), text, environment.globals()));
        checkRequires(code, text);
        new ArgumentCheck(project, entry.id(), code, text, diagnostics).run();
    }

    // ---- names

    /** The globals that may be there when the code runs, and, with a dot, the fields that code adds to library tables. */
    private Set<String> names(EntryId id, LuaCode code, LuaTable globals) {
        var names = new TreeSet<>(code.imports().keySet());
        for (int at = globals.positionAfter(null); at >= 0; at = globals.positionAfter(globals.keyAt(at))) {
            names.add(globals.keyAt(at).toString());
        }
        for (EntryId related : related(id)) {
            Mentions other = mentions.get(related);
            if (other != null) {
                other.writes().forEach(global -> names.add(global.name()));
                for (Index field : other.fieldWrites()) {
                    String name = Mentions.text((Expression.Text) field.key());
                    other.table(field.object())
                            .ifPresent(table -> names.add(table.equals(GLOBALS) ? name : table + "." + name));
                }
            }
        }
        return names;
    }

    private Set<EntryId> related(EntryId id) {
        var found = new HashSet<>(Set.of(id));
        var open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            for (EntryId next : neighbours.getOrDefault(open.pop(), Set.of())) {
                if (found.add(next)) {
                    open.add(next);
                }
            }
        }
        return found;
    }

    private void checkNames(Mentions code, LuaCode text, LuaTable globals, Set<String> names) {
        var told = new HashSet<String>();
        code.reads().stream()
                .filter(global -> code.isOurs(global) && !names.contains(global.name()))
                .sorted((a, b) -> inReadingOrder(a.position(), b.position()))
                .filter(global -> told.add(global.name()))
                .forEach(global -> undefined(global, text, names));
        for (Index field : code.fields()) {
            String name = Mentions.text((Expression.Text) field.key());
            code.table(field.object())
                    .filter(table -> !table.equals(GLOBALS) && !text.imports().containsKey(table))
                    .ifPresent(table -> {
                        if (globals.get(table) instanceof LuaTable fields
                                && fields.get(name) == null
                                && !names.contains(table + "." + name)) {
                            unknownField(field, table, name, fields, text);
                        }
                    });
        }
    }

    private static int inReadingOrder(Position a, Position b) {
        return a.line() == b.line() ? Integer.compare(a.column(), b.column()) : Integer.compare(a.line(), b.line());
    }

    private void undefined(Global global, LuaCode text, Set<String> names) {
        boolean module = Modules.names().contains(global.name());
        diagnostics.warning(
                text.at(global.position()),
                "'" + global.name() + "' is not defined here, so it is nil",
                "",
                module
                        ? "add '" + global.name() + "' to 'modules:' of the entry"
                        : FOREIGN_WORDS.containsKey(global.name())
                                ? "Lua writes '" + FOREIGN_WORDS.get(global.name()) + "'"
                                : Nearest.suggestion(
                                        global.name(),
                                        names.stream()
                                                .filter(name -> name.indexOf('.') < 0)
                                                .toList()));
    }

    private void checkRequires(Mentions code, LuaCode text) {
        for (Expression.Call call : code.requires()) {
            code.constantText(call.arguments().getFirst())
                    .filter(name -> !text.modules().contains(name)
                            && !text.imports().containsKey(name)
                            && !Modules.ambientNames().contains(name))
                    .ifPresent(
                            name -> diagnostics.warning(
                                    text.at(call.position()),
                                    "the code requires '" + name + "', which its entry does not declare",
                                    "",
                                    Modules.names().contains(name)
                                            ? "add '" + name + "' to 'modules:' of the entry"
                                            : Nearest.to(name, Modules.names())
                                                    .map(near -> "did you mean '" + near + "'?")
                                                    .orElse(
                                                            "there is no such module; for a library of your own use 'imports:'")));
        }
    }

    private void unknownField(Index field, String table, String name, LuaTable fields, LuaCode text) {
        var known = new TreeSet<String>();
        for (int at = fields.positionAfter(null); at >= 0; at = fields.positionAfter(fields.keyAt(at))) {
            if (fields.keyAt(at) instanceof LuaString key) {
                known.add(key.toString());
            }
        }
        diagnostics.warning(
                text.at(field.position()),
                "'" + table + "' has no '" + name + "', so it is nil",
                "",
                Nearest.suggestion(name, known));
    }
}
