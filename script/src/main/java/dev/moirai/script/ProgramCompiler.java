package dev.moirai.script;

import dev.moirai.app.kind.Identity;
import dev.moirai.app.kind.ProcessLimits;
import dev.moirai.app.project.Project;
import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.app.source.Finding;
import dev.moirai.lua.Chunk;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.syntax.Parser;
import dev.moirai.lua.syntax.SyntaxException;
import dev.moirai.script.check.Mentions;
import dev.moirai.script.check.ResultCheck;
import dev.moirai.script.check.SyntaxHint;
import dev.moirai.script.kind.FunctionLua;
import dev.moirai.script.kind.LibraryLua;
import dev.moirai.script.kind.LuaCode;
import dev.moirai.script.kind.ProcessLua;
import dev.moirai.script.module.Modules;
import dev.moirai.script.process.Program;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the entries of a project whose code is Lua into programs; each once, those they import first. */
final class ProgramCompiler {
    private final Project project;
    private final Map<EntryId, Diagnostic> mistakes = new LinkedHashMap<>();
    private final Map<EntryId, Mentions> mentions = new LinkedHashMap<>();
    private final Map<EntryId, Optional<Program>> compiled = new LinkedHashMap<>();
    /** Those being compiled. */
    private final Set<EntryId> open = new HashSet<>();

    ProgramCompiler(Project project) {
        this.project = project;
    }

    /** All programs by id; an entry with a mistake, or which imports one, has none. */
    Map<String, Program> compileAll() {
        var programs = new LinkedHashMap<String, Program>();
        project.entries()
                .forEach(entry -> program(entry.id()).ifPresent(program -> programs.put(program.id(), program)));
        return programs;
    }

    /** The mistakes by the entry whose code they are in. */
    Map<EntryId, Diagnostic> mistakes() {
        return mistakes;
    }

    /** What the code of each entry mentions, if it is Lua. */
    Map<EntryId, Mentions> mentions() {
        return mentions;
    }

    private Optional<Program> program(EntryId id) {
        Optional<Program> known = compiled.get(id);
        if (known != null) {
            return known;
        }
        Optional<Program> program = project.find(id).flatMap(this::compile);
        compiled.put(id, program);
        return program;
    }

    private Optional<Program> compile(Entry<?> entry) {
        return switch (entry.body()) {
            case ProcessLua process ->
                compile(entry, process.code(), process.method(), process.limits(), process.identity());
            case FunctionLua function ->
                compile(entry, function.code(), function.method(), function.limits(), function.identity());
            case LibraryLua library -> compile(entry, library.code(), "", ProcessLimits.NONE, Optional.empty());
            default -> Optional.empty();
        };
    }

    private Optional<Program> compile(
            Entry<?> entry, LuaCode code, String method, ProcessLimits limits, Optional<Identity> identity) {
        if (!open.add(entry.id())) {
            return Optional.empty(); // a circle, which was told with the entries that name each other
        }
        Map<LuaString, Program> imports = imports(code);
        open.remove(entry.id());
        Chunk chunk = chunk(entry, code, method);
        if (chunk == null || imports.size() < code.imports().size()) {
            return Optional.empty();
        }
        var modules = Modules.required(code.modules());
        return Optional.of(new Program(
                entry.id().toString(),
                code.source().text(),
                chunk,
                method,
                Modules.libraries(modules),
                modules,
                imports,
                limits,
                identity));
    }

    private Map<LuaString, Program> imports(LuaCode code) {
        var imports = new LinkedHashMap<LuaString, Program>();
        code.imports()
                .forEach((alias, id) -> program(id).ifPresent(program -> imports.put(LuaString.of(alias), program)));
        return imports;
    }

    /** Null if there is a mistake in {@code code}. */
    private @Nullable Chunk chunk(Entry<?> entry, LuaCode code, String method) {
        EntryId id = entry.id();
        String name = "=" + id;
        byte[] source = code.source().text().getBytes(StandardCharsets.UTF_8);
        try {
            Chunk chunk = Chunk.compile(name, source);
            Mentions mentioned = Mentions.in(Parser.parse(source, name));
            mentions.put(id, mentioned);
            if (!method.isEmpty()) {
                ResultCheck.of(entry, code, method, mentioned).ifPresent(mistake -> mistakes.put(id, mistake));
            }
            return mistakes.containsKey(id) ? null : chunk;
        } catch (SyntaxException mistake) {
            mistakes.put(
                    id,
                    new Diagnostic(
                            code.at(mistake.position()),
                            Diagnostic.Severity.ERROR,
                            problem(mistake),
                            "",
                            SyntaxHint.of(code.source().text(), mistake),
                            Finding.LUA_SYNTAX));
            return null;
        }
    }

    /** The message without its position. */
    private static String problem(SyntaxException mistake) {
        String position = ":" + mistake.line() + ": ";
        String message = mistake.getMessage() == null ? "" : mistake.getMessage();
        int at = message.indexOf(position);
        return at < 0 ? message : message.substring(at + position.length());
    }
}
