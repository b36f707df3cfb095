package dev.moirai.app.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.app.kind.CoreKinds;
import dev.moirai.app.project.Folder;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.app.source.Finding;
import dev.moirai.app.source.YamlParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The published page and schema say what the code says of the kinds of this module. That they say it of all kinds, and how to
 * write them anew, is in the test of the module that knows all: {@code YamlPageTest} of {@code script}.
 */
class YamlReferenceTest {
    private static final Path PAGE = Path.of("../docs/yaml.md");
    private static final Path SCHEMA = Path.of("../docs/yaml.schema.json");

    static Stream<Kind<?>> kinds() {
        return CoreKinds.ALL.all().stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void thePageHasTheSectionOfEachKind(Kind<?> kind) throws IOException {
        assertThat(Files.readString(PAGE)).contains(YamlReference.section(kind));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theSchemaDefinesEachKind(Kind<?> kind) throws IOException {
        var definition = Json.write(JsonSchema.definition(kind)).replace("\n", "\n    ");

        assertThat(Files.readString(SCHEMA)).contains("\"" + kind.name() + "\": " + definition);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theExampleOfEachKindIsValid(Kind<?> kind, @TempDir Path root) {
        var folder = new Folder(root);
        Stream.of("gateway", "cache", "web").forEach(name -> folder.file("src/" + name + ".lua", "return {}"));

        assertThat(folder.messagesOf(kind.example())).isEmpty();
    }

    @Test
    void theSchemaIsJson() {
        var diagnostics = new Diagnostics(Finding.FIELD);

        var schema = YamlParser.parse("schema", JsonSchema.of(CoreKinds.ALL), diagnostics);

        assertThat(diagnostics.list()).extracting(Diagnostic::toString).isEmpty();
        assertThat(schema).isPresent();
    }
}
