package dev.moirai.bench.contender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Lua programs as works of an engine on the JVM: {@code warm:NAME} loads the program once and runs it again and again, {@code cold:NAME} loads it anew into a
 * fresh environment for each run. The text differs a little each time it is loaded cold, so that no engine can recognise it.
 */
public final class LuaPrograms implements Shell.Works {

    private final Path folder;
    private final Loader loader;
    private final Map<String, Work> warm = new HashMap<>();
    private long loads;

    /** Loads a program into a fresh environment. */
    @FunctionalInterface
    public interface Loader {
        Program load(String name, String text) throws Exception;
    }

    /** A loaded program, which returns its check. */
    @FunctionalInterface
    public interface Program {
        String run(long size) throws Exception;
    }

    public LuaPrograms(Loader loader) {
        this.folder = Path.of(System.getProperty("bench.programs", "src/main/lua"));
        this.loader = loader;
    }

    @Override
    public @Nullable Work find(String work) {
        Work known = warm.get(work);
        if (known != null) {
            return known;
        }
        int colon = work.indexOf(':');
        if (colon < 0) {
            return null;
        }
        String name = work.substring(colon + 1);
        String text;
        try {
            text = Files.readString(folder.resolve(name + ".lua"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (work.startsWith("cold:")) {
            return cold(name, text);
        }
        Work loaded = warm(name, text);
        if (loaded != null) {
            warm.put(work, loaded);
        }
        return loaded;
    }

    private @Nullable Work warm(String name, String text) {
        Program program;
        try {
            program = loader.load(name, text);
        } catch (Exception e) {
            // An older Lua cannot read every program: it does not have this work.
            System.out.println(e);
            return null;
        }
        return size -> {
            long start = System.nanoTime();
            return Work.since(start, program.run(size), 1);
        };
    }

    private Work cold(String name, String text) {
        return size -> {
            String fresh = "-- " + loads++ + "\n" + text;
            long start = System.nanoTime();
            return Work.since(start, loader.load(name, fresh).run(size), 1);
        };
    }
}
