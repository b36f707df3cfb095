package dev.moirai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which JDK the launcher chooses, on machines made of folders that look like JDKs. */
class FindJdkTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path machine;

    private Path path; // the first folder on the PATH; its java is too old

    @BeforeEach
    void putAnOldJavaOnThePath() throws IOException {
        path = Files.createDirectory(machine.resolve("path"));
        Files.createSymbolicLink(path.resolve("java"), jdk("system", "17.0.15").resolve("bin/java"));
    }

    @Test
    void javaHomeWinsOverANewerOneElsewhere() throws Exception {
        Path chosen = jdk("chosen", "25.0.3");
        jdk("home/.jdks/newer", "97");

        assertThat(found(Map.of("JAVA_HOME", chosen.toString()))).isEqualTo(chosen + " 25.0.3");
    }

    @Test
    void javaHomeTooOldIsPassedOver() throws Exception {
        Path old = jdk("old", "17.0.15");
        Path newest = jdk("home/.jdks/newest", "97.0.1");

        assertThat(found(Map.of("JAVA_HOME", old.toString()))).isEqualTo(newest + " 97.0.1");
    }

    @Test
    void javaHomeWithoutACompilerIsPassedOver() throws Exception {
        Path runtimeOnly = jdk("jre", "98");
        Files.delete(runtimeOnly.resolve("bin/javac"));
        Path newest = jdk("home/.jdks/newest", "97");

        assertThat(found(Map.of("JAVA_HOME", runtimeOnly.toString()))).isEqualTo(newest + " 97");
    }

    @Test
    void javaOnThePathIsFollowedThroughLinksWithSpacesInTheirNames() throws Exception {
        Path jdk = jdk("my jdks/jdk 25", "25.0.3");
        Path alternatives = Files.createDirectory(machine.resolve("etc"));
        Files.createSymbolicLink(alternatives.resolve("java"), jdk.resolve("bin/java"));
        Files.delete(path.resolve("java"));
        Files.createSymbolicLink(path.resolve("java"), Path.of("../etc/java"));

        assertThat(found(Map.of())).isEqualTo(jdk + " 25.0.3");
    }

    @Test
    void newestOfTheUsualFoldersWins() throws Exception {
        jdk("home/.jdks/a", "97.0.9");
        Path newest = jdk("home/.sdkman/candidates/java/b", "97.0.10");
        jdk("home/.gradle/jdks/c", "97.0.2");

        assertThat(found(Map.of())).isEqualTo(newest + " 97.0.10");
    }

    @Test
    void earlyAccessBuildIsTakenByItsNumber() throws Exception {
        Path early = jdk("early", "26-ea");

        assertThat(found(Map.of("JAVA_HOME", early + "/"))).isEqualTo(early + " 26");
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = machine.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        for (String program : new String[] {"java", "javac"}) {
            Path file = Files.createFile(home.resolve("bin").resolve(program));
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    /** The folder and version found where the environment is {@code variables}, HOME, and the PATH of this test. */
    private String found(Map<String, String> variables) throws Exception {
        var bash = new ProcessBuilder("bash", "-uc", ". ../bin/find-jdk.sh && echo \"$JAVA_HOME $jdk_release\"");
        bash.environment().clear();
        bash.environment().put("PATH", path + ":/usr/bin:/bin");
        bash.environment().put("HOME", machine.resolve("home").toString());
        bash.environment().putAll(variables);
        Process process = bash.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }
}
