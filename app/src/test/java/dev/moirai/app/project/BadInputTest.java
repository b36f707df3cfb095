package dev.moirai.app.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tired engineer is told, word for word, for each mistake that people make in an entry file or around it. */
class BadInputTest {
    private Folder folder;

    @BeforeEach
    void folderWithOneScript(@TempDir Path root) {
        folder = new Folder(root);
        folder.file("src/a.lua", "return 1");
    }

    private void assertMessages(String yaml, String... messages) {
        assertThat(folder.messagesOf(yaml)).containsExactly(messages);
    }

    @Nested
    class Files {
        @Test
        void anEmptyOneIsToldAndNotSkippedInSilence() {
            assertMessages(
                    "", "1:1: warning: this file is empty; an entry file begins with 'namespace: …' and 'entries:'");
        }

        @Test
        void withoutNamespace() {
            assertMessages(
                    "entries:\n  - name: x\n    kind: y\n",
                    "1:1: 'namespace' is missing; expected a name such as app.workers; add 'namespace: …' here");
        }

        @Test
        void withAMisspeltNamespace() {
            assertMessages(
                    "namespac: x\nentries: []\n",
                    "1:1: unknown field 'namespac'; expected 'namespace: …'; did you mean 'namespace'?");
        }

        @Test
        void thatAreNoEntryFilesAreToldAndNotSkippedInSilence() {
            assertMessages(
                    "a: 1\n",
                    "1:1: warning: this file has no 'namespace', so nothing in it is used; an entry file begins with"
                            + " 'namespace: …' and 'entries:'; keep other data outside of the source folder");
        }

        @Test
        void withoutEntries() {
            assertMessages(
                    "namespace: a\nentrys:\n  - name: x\n",
                    "2:1: unknown field 'entrys'; expected 'entries: …'; did you mean 'entries'?");
        }

        @Test
        void thatAreLinksOutOfTheProject(@TempDir Path elsewhere) throws Exception {
            java.nio.file.Files.writeString(elsewhere.resolve("secret.yaml"), "password");
            java.nio.file.Files.createSymbolicLink(
                    folder.path().resolve("src/link.yaml"), elsewhere.resolve("secret.yaml"));

            assertThat(folder.messages())
                    .containsExactly("src/link.yaml: this is a link to a file outside of the source folder 'src';"
                            + " expected a file in it; move the file here, or remove the link");
        }

        @Test
        void thatAreALists() {
            assertMessages("- a\n", "1:1: this file is a list; expected 'namespace: …' and 'entries:'");
        }
    }

    @Nested
    class Fields {
        @Test
        void misspelt() {
            assertMessages(
                    "namespace: a\nname: x\nkind: process.host\nhost: {workrs: 16}\n",
                    "4:8: unknown field 'workrs' in 'host'; expected one of workers, max_processes, mailbox,"
                            + " limits, queue_size, local_queue_size; did you mean 'workers'?");
        }

        @Test
        void ofTheWrongType() {
            assertMessages(
                    "namespace: a\nname: x\nkind: process.host\nhost: {workers: many, max_processes: [1]}\n",
                    "4:17: 'host.workers' is the text 'many'; expected a whole number from 1 to 4096",
                    "4:38: 'host.max_processes' is a list; expected a whole number of at least 1");
        }

        @Test
        void thatAreNumbersInQuotes() {
            assertMessages(
                    "namespace: a\nname: x\nkind: process.host\nhost: {workers: '4'}\n",
                    "4:17: 'host.workers' is the text '4'; expected a whole number from 1 to 4096; remove the quotes");
        }

        @Test
        void outOfRange() {
            assertMessages(
                    "namespace: a\nname: x\nkind: process.host\nhost: {workers: 0}\n",
                    "4:17: 'host.workers' is the number 0; expected a whole number from 1 to 4096");
        }

        @Test
        void ofYaml11Truth() {
            assertMessages(
                    "namespace: a\nname: x\nkind: process.host\nlifecycle: {auto_start: yes}\n",
                    "4:25: 'lifecycle.auto_start' is the text 'yes'; expected true or false; write true");
        }

        @Test
        void thatAreMissing() {
            assertMessages(
                    "namespace: a\nname: x\nkind: process.lua\n",
                    "1:1: 'source' is missing; expected Lua code or file://…; add 'source: …' here");
        }

        @Test
        void thatAreMisspeltAreNotMissingAsWell() {
            assertMessages(
                    "namespace: a\nname: x\nkind: process.lua\nsorce: file://a.lua\n",
                    "4:1: unknown field 'sorce'; expected one of source, method, modules, imports, lifecycle; did you"
                            + " mean 'source'?");
        }

        @Test
        void thatHaveNoEffectAreToldAndNotIgnoredInSilence() {
            assertMessages(
                    "namespace: a\nname: x\nkind: process.host\nhost: {queue_size: 1024}\n",
                    "4:8: warning: 'queue_size' has no effect here: queues of processes grow when they need to; remove"
                            + " it");
        }

        @Test
        void givenUnderTwoNames() {
            assertMessages(
                    "namespace: a\nname: x\nkind: process.host\nlifecycle: {requires: [], depends_on: []}\n",
                    "4:27: 'depends_on' means the same as 'requires', which is given too; expected one of the two");
        }

        @Test
        void givenInlineAndBelowData() {
            assertMessages(
                    "namespace: a\nname: x\nkind: registry.entry\ncolor: red\ndata:\n  color: blue\n",
                    "6:3: 'color' is given below 'data' and on line 4 beside it; expected each field once; remove one"
                            + " of the two");
        }

        @Test
        void thatContradictEachOther() {
            assertMessages("""
                    namespace: a
                    name: x
                    kind: process.host
                    lifecycle:
                      restart: {initial_delay: 2m, max_delay: 1m}
                    """, "5:28: 'initial_delay' is longer than 'max_delay'");
        }

        @Test
        void aListItemThatIsAMisspeltName() {
            assertMessages(
                    "namespace: a\nname: x\nkind: process.lua\nsource: file://a.lua\nmodules: [tiem, foo]\n",
                    "5:11: 'modules[0]' is the text 'tiem'; expected json or time; did you mean 'time'?",
                    "5:17: 'modules[1]' is the text 'foo'; expected json or time");
        }

        @Test
        void aSingleValueInsteadOfAList() {
            assertMessages(
                    "namespace: a\nname: x\nkind: process.lua\nsource: file://a.lua\nmodules: time\n",
                    "5:10: 'modules' is the text 'time'; expected a list, each item json or time; write [time]");
        }
    }

    @Nested
    class Durations {
        private void assertStopTimeout(String written, String... messages) {
            assertMessages(
                    "namespace: a\nname: x\nkind: process.host\nlifecycle: {stop_timeout: " + written + "}\n",
                    messages);
        }

        @Test
        void withAUnitThatGoDoesNotHave() {
            assertStopTimeout(
                    "10sec",
                    "4:27: 'lifecycle.stop_timeout' is the text '10sec'; expected a duration of at least 1ms such as"
                            + " 1h30m, 10s or 100ms; did you mean '10s'?");
        }

        @Test
        void inDays() {
            assertStopTimeout(
                    "1d",
                    "4:27: 'lifecycle.stop_timeout' is the text '1d'; expected a duration of at least 1ms such as 1h30m,"
                            + " 10s or 100ms; units are ns, us, ms, s, m and h");
        }

        @Test
        void withoutAUnit() {
            assertStopTimeout(
                    "10",
                    "4:27: 'lifecycle.stop_timeout' is 10 without a unit, which means nanoseconds; expected a duration"
                            + " of at least 1ms such as 1h30m, 10s or 100ms; did you mean '10s' or '10ms'?");
        }

        @Test
        void belowZero() {
            assertStopTimeout(
                    "-1s",
                    "4:27: 'lifecycle.stop_timeout' is the text '-1s'; expected a duration of at least 1ms such as"
                            + " 1h30m, 10s or 100ms");
        }
    }

    @Nested
    class Kinds {
        @Test
        void misspelt() {
            assertMessages(
                    "namespace: a\nname: x\nkind: process.hots\n",
                    "3:7: unknown kind 'process.hots'; did you mean 'process.host'?");
        }

        @Test
        void ofAnotherRuntime() {
            assertMessages(
                    "namespace: a\nname: x\nkind: http.endpoint\n",
                    "3:7: unknown kind 'http.endpoint'; this runtime does not have that kind");
        }

        @Test
        void missing() {
            assertMessages(
                    "namespace: a\nentries:\n  - name: x\n    knd: process.host\n",
                    "4:5: this entry has no 'kind'; expected a kind such as process.lua; did you mean 'kind' where you"
                            + " wrote 'knd'?");
        }
    }

    @Nested
    class Ids {
        @Test
        void givenTwice() {
            folder.file("src/a.yaml", "namespace: a\nname: x\nkind: registry.entry\n");
            folder.file("src/b.yaml", "namespace: a\nname: x\nkind: registry.entry\n");

            assertThat(folder.messages())
                    .containsExactly("src/b.yaml:1:1: a second entry 'a:x'; the first is at src/a.yaml:1:1; expected a"
                            + " name that is unique in its namespace; rename one of the two");
        }

        @Test
        void withASpace() {
            assertMessages(
                    "namespace: a\nname: x y\nkind: registry.entry\n",
                    "2:7: 'name' is the text 'x y'; expected at most 200 characters without spaces, '{', '}', '|' and"
                            + " '@'");
        }
    }

    @Nested
    class References {
        @Test
        void toAHostInAnotherNamespaceWithoutNamingIt() {
            folder.file("src/hosts.yaml", "namespace: app\nname: processes\nkind: process.host\n");

            assertMessages(
                    """
                    namespace: app.web
                    entries:
                      - name: x
                        kind: process.service
                        process: p
                        host: processes
                      - name: p
                        kind: process.lua
                        source: file://a.lua
                    """,
                    "6:11: 'host' names 'app.web:processes', which does not exist; expected a process host; did you"
                            + " mean 'app:processes'?");
        }

        @Test
        void toSomethingOfAnotherKind() {
            assertMessages("""
                    namespace: app
                    entries:
                      - name: x
                        kind: process.service
                        process: h
                        host: h
                      - name: h
                        kind: process.host
                    """, "5:14: 'process' names 'app:h', which is a process.host; expected a process");
        }

        @Test
        void areCheckedInAnEntryWithOtherMistakesToo() {
            assertMessages(
                    "namespace: app\nname: x\nkind: process.lua\nlifecycle: {requires: [nobody]}\n",
                    "1:1: 'source' is missing; expected Lua code or file://…; add 'source: …' here",
                    "4:24: 'lifecycle.requires[0]' names 'app:nobody', which does not exist; expected the id of an"
                            + " entry");
        }

        @Test
        void toABrokenEntryAreNotBrokenThemselves() {
            assertMessages("""
                    namespace: app
                    entries:
                      - name: a
                        kind: registry.entry
                        meta: {depends_on: b}
                      - name: b
                        kind: process.hosst
                    """, "7:11: unknown kind 'process.hosst'; did you mean 'process.host'?");
        }

        @Test
        void inACircleAreNamedInFull() {
            assertMessages(
                    """
                    namespace: app
                    entries:
                      - name: a
                        kind: registry.entry
                        meta: {depends_on: b}
                      - name: b
                        kind: registry.entry
                        meta: {depends_on: [c]}
                      - name: c
                        kind: registry.entry
                        meta: {depends_on: [app:a]}
                    """,
                    "11:25: dependency cycle: app:a → app:b → app:c → app:a; expected an order in which each entry comes"
                            + " after those it names; remove one of these references");
        }

        @Test
        void toItself() {
            assertMessages(
                    "namespace: app\nname: a\nkind: registry.entry\nmeta: {depends_on: a}\n",
                    "4:20: dependency cycle: app:a → app:a; expected an order in which each entry comes after those it"
                            + " names; remove one of these references");
        }
    }

    @Nested
    class Sources {
        private void assertSource(String source, String... messages) {
            assertMessages("namespace: a\nname: x\nkind: process.lua\nsource: " + source + "\n", messages);
        }

        @Test
        void thatDoNotExist() {
            assertSource(
                    "file://b.lua",
                    "4:9: there is no file 'src/b.lua'; expected the file that 'file://b.lua' names; did you mean"
                            + " 'a.lua'?");
        }

        @Test
        void outsideOfTheSourceFolder() {
            folder.file("secret.lua", "");

            assertSource(
                    "file://../secret.lua",
                    "4:9: 'file://../secret.lua' is outside of the source folder 'src'; expected a file below it; move"
                            + " the file there");
        }

        @Test
        void outsideOfTheSourceFolderByAnAbsolutePath() {
            assertSource(
                    "file:///../../etc/passwd",
                    "4:9: 'file:///../../etc/passwd' is outside of the source folder 'src'; expected a file below it;"
                            + " move the file there");
        }

        @Test
        void outsideOfTheSourceFolderByALink(@TempDir Path elsewhere) throws Exception {
            java.nio.file.Files.writeString(elsewhere.resolve("secret.lua"), "");
            java.nio.file.Files.createSymbolicLink(
                    folder.path().resolve("src/link.lua"), elsewhere.resolve("secret.lua"));

            assertSource(
                    "file://link.lua",
                    "4:9: 'file://link.lua' is outside of the source folder 'src'; expected a file below it; move the"
                            + " file there");
        }

        @Test
        void thatAreFolders() {
            folder.file("src/lib/a.lua", "");

            assertSource("file://lib", "4:9: 'src/lib' is a folder; expected the file that 'file://lib' names");
        }

        @Test
        void thatAreLinksInACircle() throws Exception {
            java.nio.file.Files.createSymbolicLink(folder.path().resolve("src/link.lua"), Path.of("link.lua"));

            assertSource(
                    "file://link.lua",
                    "4:9: there is no file 'src/link.lua'; expected the file that 'file://link.lua' names");
        }

        @Test
        void thatAreEmpty() {
            assertSource("''", "4:9: 'source' is the text ''; expected Lua code or file://…");
        }
    }

    @Nested
    class Folders {
        @Test
        void thatDoNotExist(@TempDir Path root) {
            assertThat(new Folder(root.resolve("nowhere")).messages())
                    .containsExactly(".: there is no such folder; expected the folder of a project; check the path");
        }

        @Test
        void withoutAProject(@TempDir Path root) {
            assertThat(new Folder(root).messages())
                    .containsExactly(".: there is no project in this folder; expected a folder 'src' with an"
                            + " '_index.yaml', or YAML files right here; 'moirai new' makes a project that runs");
        }

        @Test
        void withoutAYamlFile() {
            assertThat(folder.messages())
                    .containsExactly("src: there is no YAML file in this folder; expected an '_index.yaml' with"
                            + " 'namespace' and 'entries'; 'moirai new' makes a project that runs");
        }

        @Test
        void thatAreFiles() {
            assertThat(new Folder(folder.path().resolve("src/a.lua")).messages())
                    .containsExactly(
                            ".: this is a file; expected the folder of a project; name the folder that holds 'src'");
        }

        @Test
        void whoseLockFileNamesAnotherFolder() {
            folder.file("wippy.lock", "directories:\n  src: ../elsewhere\n");

            assertThat(folder.messages())
                    .containsExactly("wippy.lock:2:8: '../elsewhere' is outside of the project; expected the source"
                            + " folder of the project");
        }
    }

    @Test
    void settingsOfAnotherRuntimeAreNeverIgnoredInSilence() {
        folder.file(".wippy.yaml", """
                logger: {mode: development}
                shutdown: {timeout: 30s}
                security: {strict_mode: true}
                override: {"app:processes:host.workers": 2}
                """);

        assertMessages(
                """
                namespace: app
                entries:
                  - {name: a, kind: registry.entry}
                """,
                ".wippy.yaml:1:1: warning: the settings 'logger' have no effect here; see 'moirai run --help' for what can"
                        + " be set",
                ".wippy.yaml:2:1: warning: the settings 'shutdown' have no effect here; 'moirai run --stop-timeout"
                        + " DURATION' says how long stopping may take",
                ".wippy.yaml:3:25: 'security.strict_mode' is not supported; give each service policies in"
                        + " 'lifecycle.security', and remove this",
                ".wippy.yaml:4:1: 'override' is not supported; write the values into the entries themselves");
    }

    @Test
    void aFileOfVariablesOutsideOfTheProjectIsRefused() {
        for (var path : new String[] {"../secrets", "/etc/passwd", "a/../../b", "."}) {
            assertMessages(
                    """
                    namespace: app
                    entries:
                      - name: dotenv
                        kind: env.storage.file
                        path: %s
                    """.formatted(path),
                    "5:11: 'path' is the text '" + path
                            + "'; expected the path of a file below the folder of the project, such as .env");
        }
    }

    @Test
    void everyMistakeIsToldAtOnce() {
        assertMessages(
                """
                namespace: app
                entries:
                  - name: a
                    kind: process.hots
                  - name: b
                    kind: process.host
                    host: {workers: 0, queu_size: 1}
                  - nam: c
                    kind: process.host
                """,
                "4:11: unknown kind 'process.hots'; did you mean 'process.host'?",
                "7:21: 'host.workers' is the number 0; expected a whole number from 1 to 4096",
                "7:24: unknown field 'queu_size' in 'host'; expected one of workers, max_processes, mailbox,"
                        + " limits, queue_size, local_queue_size; did you mean 'queue_size'?",
                "8:5: this entry has no 'name'; expected a name that is unique in the namespace; did you mean 'name'"
                        + " where you wrote 'nam'?");
    }
}
