package dev.moirai.app.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tired engineer is told, word for word, where a file is not even YAML, or not the YAML it was meant to be. */
class BadYamlTest {
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
    class Indentation {
        @Test
        void lostByCopyingFromAPageIsToldOnceAndNamesTheFields() {
            assertMessages(
                    """
                    version: "1.0"
                    namespace: app
                    entries:
                    - name: processes
                    kind: process.host
                    host:
                    workers: 16
                    lifecycle:
                    auto_start: true
                    """,
                    "5:1: 'kind', 'host', 'workers', 'lifecycle', 'auto_start' stand beside 'entries', outside of every"
                            + " entry; expected the fields of entry 'processes' indented below its 'name'; the"
                            + " indentation of this file seems to be lost: indent each field below the entry or field"
                            + " it belongs to");
        }

        @Test
        void lostWithSeveralEntriesIsToldTheSameWay() {
            assertMessages(
                    """
                    namespace: app
                    entries:
                    - name: pool
                    kind: process.lua
                    - name: pool2
                    kind: process.lua
                    """,
                    "5:1: a list item stands where the list above has already ended on line 4; expected the lines"
                            + " between its items indented deeper than their '- '; the indentation of this file seems to"
                            + " be lost: indent each field below the entry or field it belongs to");
        }

        @Test
        void lostBelowOneFieldIsToldAtBothPlaces() {
            assertMessages(
                    """
                    namespace: app
                    entries:
                      - name: processes
                        kind: process.host
                        host:
                        workers: 16
                    """,
                    "5:10: 'host' is nothing; expected fields such as 'workers', 'max_processes', 'mailbox';"
                            + " indent its fields below it, or remove it",
                    "6:5: unknown field 'workers'; expected one of host, lifecycle; indent it below 'host:', where it"
                            + " belongs");
        }

        @Test
        void tooDeepForAFieldOfTheEntry() {
            assertMessages(
                    """
                    namespace: app
                    entries:
                      - name: processes
                        kind: process.host
                        host:
                          lifecycle: {}
                    """,
                    "6:7: unknown field 'lifecycle' in 'host'; expected one of workers, max_processes, mailbox,"
                            + " limits, queue_size, local_queue_size; indent it less: it belongs further out");
        }

        @Test
        void ofOneSpaceTooFew() {
            assertMessages(
                    "namespace: a\nentries:\n  - name: x\n   kind: process.host\n",
                    "4:4: the indentation of this line fits no line above it; expected 2 spaces, like line 3; correct"
                            + " the number of spaces here or on line 3");
        }

        @Test
        void deeperThanAValueAllows() {
            assertMessages(
                    "namespace: a\nentries:\n  - name: x\n      kind: process.host\n",
                    "4:7: this line is indented deeper than line 3, which already has a value; expected 4 spaces, like"
                            + " line 3");
        }

        @Test
        void byATab() {
            assertMessages(
                    "namespace: a\nentries:\n\t- name: x\n",
                    "3:1: a tab in the indentation; expected spaces; replace the tab by spaces");
        }
    }

    @Nested
    class Syntax {
        @Test
        void aColonWithoutASpace() {
            assertMessages(
                    "namespace: a\nentries:\n  - name: x\n    kind:process.host\n    meta: {}\n",
                    "4:5: 'kind:process.host' is not 'key: value'; expected a key, ':', a space, and the value; put a"
                            + " space after the ':'");
        }

        @Test
        void noColonAtAll() {
            assertMessages(
                    "namespace: a\nentries:\n  - name: x\n    kind process.host\n",
                    "4:5: 'kind process.host' is not 'key: value'; expected a key, ':', a space, and the value");
        }

        @Test
        void aSecondColonOnALine() {
            assertMessages(
                    "namespace: a\nentries:\n  - name: x: y\n",
                    "3:12: a second ': ' on this line; expected one 'key: value' on a line; put the value after the"
                            + " first ':' in quotes");
        }

        @Test
        void aQuoteThatIsNeverClosed() {
            assertMessages(
                    "namespace: a\nentries:\n  - name: 'abc\n    kind: x\n",
                    "3:11: this quote is never closed; close it on the same line");
        }

        @Test
        void aQuoteThatIsClosedTooLate() {
            assertMessages(
                    "namespace: a\nentries:\n  - name: 'abc\n    kind: 'x'\n",
                    "3:11: this quote is closed only on line 4; close it where the value ends");
        }

        @Test
        void aBracketThatIsNeverClosedInJson() {
            assertMessages(
                    "{\"namespace\": \"a\",\n \"entries\": [\n {\"name\": \"x\", \"kind\": \"y\"\n ]\n}\n",
                    "4:2: ']' does not close the '{' of line 3; expected '}'");
        }

        @Test
        void theFirstOfTwoBracketsThatDoNotFitIfTheIndentationSaysSo() {
            assertMessages(
                    "{\"namespace\": \"a\",\n  \"entries\": [\n    {\"name\": \"x\", \"kind\":\n    {\"name\": \"y\"}\n  ]\n}\n",
                    "3:5: this '{' is not closed before the ']' of line 5; expected '}'");
        }

        @Test
        void aLastBracketThatIsMissingAtTheEndOfTheFile() {
            assertMessages(
                    "{\"namespace\": \"a\",\n  \"entries\": []\n",
                    "2:16: the '{' of line 1 is not closed at the end of the file; expected '}'");
        }

        @Test
        void aLineThatIsIndentedLessThanItsGroup() {
            assertMessages(
                    "namespace: a\nentries:\n  - name: x\n    kind: process.host\nhost:\n      workers: 1\n    lifecycle: {}\n",
                    "5:1: this line is indented less than the lines around it; expected as many spaces as its group"
                            + " has; the lines below it that are indented by 4 spaces belong to nothing as it is");
        }

        @Test
        void aBracketThatIsNeverClosed() {
            assertMessages(
                    "namespace: a\nentries:\n  - name: [a\n    kind: x\n",
                    "3:11: this '[' is never closed; expected ']'");
        }

        @Test
        void textBehindAQuotedValue() {
            assertMessages(
                    "namespace: 'a' b\n",
                    "1:16: text behind a value that has ended: 'b'; expected one value after a ':'; put the whole value"
                            + " in quotes");
        }

        @Test
        void aCharacterThatBeginsNoValue() {
            assertMessages("namespace: @app\n", "1:12: a value cannot begin with '@'; put the value in quotes");
        }

        @Test
        void anUnknownEscape() {
            assertMessages(
                    "namespace: \"\\q\"\n",
                    "1:14: unknown escape '\\q'; expected an escape such as \\n or \\\"; write \\\\ for a backslash, or"
                            + " use single quotes");
        }

        @Test
        void aKeyGivenTwice() {
            assertMessages(
                    "namespace: a\nnamespace: b\nname: x\nkind: registry.entry\n",
                    "2:1: the key 'namespace' is given twice, first on line 1; expected each key once; remove one of"
                            + " the two");
        }

        @Test
        void aSecondDocument() {
            assertMessages(
                    "namespace: a\n---\nnamespace: b\n",
                    "2:1: a second document begins here ('---'); expected one document in a file; move it to a file of"
                            + " its own");
        }

        @Test
        void aTagThatNamesAJavaClass() {
            assertMessages(
                    "namespace: a\nname: x\nkind: registry.entry\nmeta: !!java.net.URL [http://x]\n",
                    "4:7: the tag '!!java.net.URL' is not supported; expected a plain value; remove the tag; to write a"
                            + " number as text, put it in quotes");
        }

        @Test
        void anAliasInsideOfItself() {
            assertMessages(
                    "namespace: a\nmeta: &a [*a]\n",
                    "2:11: the alias '*a' stands inside of what it names, a value without end; write the value out");
        }

        @Test
        void anAliasWithoutAnAnchor() {
            assertMessages(
                    "namespace: a\nmeta: {x: &one 1, y: *on}\n",
                    "2:22: the alias '*on' names no anchor; expected an anchor '&on' above it; did you mean 'one'?");
        }

        @Test
        void aMergeKey() {
            assertMessages(
                    "namespace: a\nmeta: {<<: {x: 1}}\n",
                    "2:8: merge keys ('<<') are not part of YAML 1.2; write the fields out");
        }
    }

    @Nested
    class Encoding {
        @Test
        void utf16() {
            folder.file("src/_index.yaml", "\uFEFFnamespace: a".getBytes(StandardCharsets.UTF_16LE));

            assertThat(folder.messages())
                    .containsExactly("src/_index.yaml:1:1: the file is UTF-16; expected UTF-8; save it as UTF-8 in your"
                            + " editor");
        }

        @Test
        void utf16WithoutAMark() {
            folder.file("src/_index.yaml", "namespace: a".getBytes(StandardCharsets.UTF_16LE));

            assertThat(folder.messages())
                    .containsExactly("src/_index.yaml:1:1: the file is UTF-16; expected UTF-8; save it as UTF-8 in your"
                            + " editor");
        }

        @Test
        void latin1() {
            folder.file("src/_index.yaml", "namespace: a\nmeta: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

            assertThat(folder.messages())
                    .containsExactly("src/_index.yaml:2:10: the byte 0xE9 is not UTF-8; expected UTF-8 text; save the"
                            + " file as UTF-8 in your editor");
        }

        @Test
        void aControlCharacter() {
            assertMessages(
                    "namespace: a\nmeta: x\u0007\n",
                    "2:8: the character '\\u0007' is not allowed in YAML; expected printable text; remove it, or write"
                            + " it as an escape in double quotes");
        }

        @Test
        void aByteOrderMarkIsNoMistake() {
            assertMessages("\uFEFFnamespace: a\nname: x\nkind: registry.entry\n");
        }
    }
}
