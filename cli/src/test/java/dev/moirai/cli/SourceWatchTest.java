package dev.moirai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceWatchTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @SuppressWarnings("NullAway.Init") // made before each test
    private Path file;

    @SuppressWarnings("NullAway.Init") // made before each test
    private SourceWatch watch;

    @BeforeEach
    void oneFile() throws IOException {
        file = folder.resolve("deep/er/main.lua");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "return 1");
        watch = new SourceWatch(folder);
    }

    /** Whether two looks, the second of which sees the same as the first, tell of a change. */
    private boolean changed() {
        boolean atOnce = watch.hasChanged();
        assertThat(atOnce).as("told before it has settled").isFalse();
        return watch.hasChanged();
    }

    @Test
    void nothingHappensWhileNothingHappens() {
        assertThat(changed()).isFalse();
    }

    @Test
    void aChangedFileIsToldOnce() throws IOException {
        Files.writeString(file, "return 12");

        assertThat(changed()).isTrue();
        assertThat(changed()).isFalse();
    }

    @Test
    void aFileOfTheSameSizeIsKnownByItsTime() throws IOException {
        Files.writeString(file, "return 2");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));

        assertThat(changed()).isTrue();
    }

    @Test
    void newAndDeletedFilesAreChanges() throws IOException {
        Path another = Files.writeString(folder.resolve("new.yaml"), "");
        assertThat(changed()).isTrue();

        Files.delete(another);
        assertThat(changed()).isTrue();
    }

    @Test
    void aFileThatIsStillBeingWrittenIsLeftAlone() throws IOException {
        for (int length = 1; length < 5; length++) {
            Files.writeString(file, "x".repeat(length));
            assertThat(watch.hasChanged()).isFalse();
        }
        assertThat(watch.hasChanged()).isTrue();
    }

    @Test
    void hiddenFoldersDoNotMatter() throws IOException {
        Files.createDirectory(folder.resolve(".git"));
        Files.writeString(folder.resolve(".git/index"), "");

        assertThat(changed()).isFalse();
    }
}
