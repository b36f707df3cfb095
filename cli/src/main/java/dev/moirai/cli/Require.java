package dev.moirai.cli;

import dev.moirai.lua.Call;
import dev.moirai.lua.Chunk;
import dev.moirai.lua.Continuation;
import dev.moirai.lua.Environment;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaFunction;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.NativeFunction;
import dev.moirai.lua.syntax.SyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code require(name)} of {@code moirai lua}: a standard library, or what a file returns that lies beside the script or
 * below the folder it is run in. {@code require "a.b"} finds {@code a/b.lua} or {@code a/b/init.lua}; each file runs once.
 * No other file can be reached, whatever the name.
 */
final class Require {
    private static final List<String> STANDARD =
            List.of("_G", "coroutine", "debug", "math", "os", "string", "table", "utf8");

    private final Environment environment;
    private final Set<Path> folders;
    private final Map<LuaString, Object> loaded = new HashMap<>();
    /** What is being loaded, the outermost first. */
    private final Set<LuaString> loading = new LinkedHashSet<>();

    private Require(Environment environment, Set<Path> folders) {
        this.environment = environment;
        this.folders = folders;
    }

    /**
     * Makes it a global.
     *
     * @param script the file whose neighbours can be required too; null if there is none
     */
    static void offer(Environment environment, @Nullable Path script) {
        Set<Path> folders = new LinkedHashSet<>();
        if (script != null) {
            Path folder = script.getParent();
            folders.add(folder == null ? Path.of("") : folder);
        }
        folders.add(Path.of(""));
        Require require = new Require(environment, folders);
        LuaTable globals = environment.globals();
        for (String each : STANDARD) {
            if (globals.get(each) instanceof LuaTable library) {
                require.loaded.put(LuaString.of(each), library);
            }
        }
        globals.put("require", NativeFunction.of("require", require::call));
    }

    private void call(Call call) {
        LuaString name = call.checkString(1);
        Object known = loaded.get(name);
        if (known != null) {
            call.returns(known);
            return;
        }
        if (loading.contains(name)) {
            throw call.error("module '" + name + "' requires itself: " + circle(name));
        }
        Path file = find(call, name);
        LuaString place = LuaString.of(file.toString());
        LuaFunction code = load(call, name, file);
        loading.add(name);
        call.protect(
                new Continuation.Protected() {
                    @Override
                    public void resume(Call returned) {
                        loading.remove(name);
                        Object value = returned.count() == 0 ? null : returned.get(1);
                        Object module = value == null ? Boolean.TRUE : value;
                        loaded.put(name, module);
                        returned.returns(module, place);
                    }

                    @Override
                    public void caught(Call failed, LuaError error) {
                        loading.remove(name);
                        throw error;
                    }
                },
                code,
                name,
                place);
    }

    private String circle(LuaString name) {
        StringBuilder text = new StringBuilder();
        for (LuaString each : loading) {
            if (!text.isEmpty() || each.equals(name)) {
                text.append("'").append(each).append("' -> ");
            }
        }
        return text.append("'").append(name).append("'").toString();
    }

    private Path find(Call call, LuaString name) {
        StringBuilder tried = new StringBuilder();
        String path = name.toString().replace('.', '/');
        for (Path folder : folders) {
            for (String ending : List.of(".lua", "/init.lua")) {
                Path file = below(folder, path + ending);
                if (file != null && Files.isRegularFile(file)) {
                    return file;
                }
                String place = folder.toString().isEmpty() ? path : folder + "/" + path;
                tried.append("\n\tno file '").append(place).append(ending).append("'");
            }
        }
        throw call.error("module '" + name + "' not found:" + tried);
    }

    /** Null if the path leads out of the folder, or is none. */
    private static @Nullable Path below(Path folder, String path) {
        try {
            Path relative = Path.of(path).normalize();
            return relative.isAbsolute() || relative.startsWith("..") ? null : folder.resolve(relative);
        } catch (InvalidPathException _) {
            return null;
        }
    }

    private LuaFunction load(Call call, LuaString name, Path file) {
        try {
            return environment.load(Chunk.compile("@" + file, Files.readAllBytes(file)));
        } catch (SyntaxException e) {
            throw call.error("error loading module '" + name + "' from file '" + file + "':\n\t" + e.getMessage());
        } catch (IOException _) {
            throw call.error("error loading module '" + name + "': file '" + file + "' cannot be read");
        }
    }
}
