package dev.moirai.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells whether the files of a project have changed, by their times and sizes.
 *
 * <p>It looks at all of them each time: the JDK's watch service does not see into folders below, loses events, and on some
 * systems only looks now and then itself.
 */
final class SourceWatch {
    private final Path folder;
    private Map<Path, Stamp> known;
    private Map<Path, Stamp> lastSeen;

    /** Begins to watch {@code folder}; what is there now is no change. */
    SourceWatch(Path folder) {
        this.folder = folder;
        this.known = look();
        this.lastSeen = known;
    }

    private record Stamp(FileTime time, long size) {}

    /**
     * Whether something is different from the last time this was true. Only once it has been the same at two looks in a row:
     * an editor, or a checkout, that is still writing is left alone.
     */
    boolean hasChanged() {
        Map<Path, Stamp> now = look();
        boolean settled = now.equals(lastSeen);
        lastSeen = now;
        if (!settled || now.equals(known)) {
            return false;
        }
        known = now;
        return true;
    }

    private Map<Path, Stamp> look() {
        var stamps = new TreeMap<Path, Stamp>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                    boolean hidden = !path.equals(folder)
                            && path.getFileName().toString().startsWith(".");
                    return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                    stamps.put(path, new Stamp(attributes.lastModifiedTime(), attributes.size()));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path path, IOException failure) {
                    return FileVisitResult.CONTINUE; // it was deleted meanwhile, or is none of ours
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the visitor passes over what cannot be read
        }
        return stamps;
    }
}
