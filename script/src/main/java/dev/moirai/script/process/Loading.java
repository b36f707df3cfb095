package dev.moirai.script.process;

import dev.moirai.lua.Environment;
import dev.moirai.lua.Event;
import dev.moirai.lua.Execution;
import dev.moirai.lua.Limits;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaFunction;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.NativeFunction;
import dev.moirai.lua.Values;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a program begins: the code of its imports runs, one after the other, then its own, then its method with the arguments
 * of the process. Each step is an execution of its own, so that code outside of functions may wait too.
 */
final class Loading {
    private static final LuaString REQUIRE = LuaString.of("require");

    private final Program program;
    private final Environment environment;
    private final Iterator<Program> imports;
    /** What the imports returned; a map of its own if there are any. */
    private final Map<Program, Object> loaded;

    /** Whose code runs; null once the method does. */
    private @Nullable Program running;

    Loading(LuaProcess process, Program program, Limits limits) {
        this.program = program;
        this.environment = new Environment(program.libraries(), limits, process);
        boolean alone = program.imports().isEmpty();
        this.imports = alone ? Collections.emptyIterator() : program.imported().iterator();
        this.loaded = alone ? Map.of() : new HashMap<>();
    }

    Environment environment() {
        return environment;
    }

    /** Whether all code has run, and the method has its turn. */
    boolean isOver() {
        return running == null;
    }

    Execution first() {
        return codeOfNext();
    }

    /** What runs after a step that returned {@code values}; null if that was the method. */
    @Nullable
    Execution after(@Nullable Object[] values, Parcel arguments) {
        Program ran = running;
        if (ran == null) {
            return null;
        }
        Object value = values.length == 0 ? null : values[0];
        if (ran != program) {
            if (value instanceof LuaTable library) {
                offerTypes(ran, library);
            }
            loaded.put(ran, value == null ? true : value);
            return codeOfNext();
        }
        running = null;
        return environment.start(method(value), arguments.unpackAll(environment));
    }

    private Execution codeOfNext() {
        if (imports.hasNext()) {
            Program library = imports.next();
            running = library;
            return environment.start(environment.load(library.chunk(), scopeOf(library)));
        }
        running = program;
        program.imports().forEach((alias, library) -> environment.globals().put(alias, loaded.get(library)));
        return environment.start(environment.load(program.chunk()));
    }

    /** The types that a library declares are fields of what it returns, unless it has such fields already. */
    private static void offerTypes(Program program, LuaTable library) {
        if (!library.isFrozen()) {
            program.chunk().types().forEach((name, type) -> {
                if (library.get(name) == null) {
                    library.put(name, type);
                }
            });
        }
    }

    /** A library sees its own modules and imports, and otherwise the globals of the program. */
    private LuaTable scopeOf(Program library) {
        LuaTable scope = environment.table();
        scope.put(REQUIRE, NativeFunction.of("require", call -> {
            LuaString name = call.checkString(1);
            call.returns(require(library, name));
        }));
        library.modules().forEach(scope::put);
        library.imports().forEach((alias, imported) -> scope.put(alias, loaded.get(imported)));
        LuaTable metatable = environment.table();
        metatable.put(Event.INDEX.key(), environment.globals());
        metatable.put(Event.NEWINDEX.key(), environment.globals());
        scope.metatable(metatable);
        return scope;
    }

    /** What {@code require(name)} gives in the program itself. */
    Object require(LuaString name) {
        return require(program, name);
    }

    private Object require(Program asking, LuaString name) {
        Program library = asking.imports().get(name);
        Object module = library == null ? asking.modules().get(name) : loaded.get(library);
        if (module == null && program.libraries().hasTable(name)) {
            module = environment.globals().get(name); // a table of the language, which each environment has of its own
        }
        if (module == null) {
            throw new LuaError("module '" + name + "' not found: " + asking.id()
                    + " does not declare it; add it to 'modules:' or 'imports:' of the entry");
        }
        return module;
    }

    private LuaFunction method(@Nullable Object returned) {
        Object method = returned instanceof LuaTable table ? table.get(program.method()) : returned;
        if (method instanceof LuaFunction function) {
            return function;
        }
        throw new LuaError("method '" + program.method() + "' not found in " + program.id()
                + ": its code must return a function, or a table with a function '" + program.method()
                + "'; it returned a " + Values.typeNameOf(returned) + " value");
    }
}
