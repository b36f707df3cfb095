package dev.moirai.app.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.app.kind.CoreKinds;
import dev.moirai.app.project.Folder;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.app.source.Diagnostics;
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
 * The published page and schema say what the code says. To write both anew, run this class with {@code
 * -Dtest.jvm.args=-Dmoirai.write.docs=true}.
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
        assertThat(published(PAGE, YamlReference.of(CoreKinds.ALL))).contains(YamlReference.section(kind));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theSchemaDefinesEachKind(Kind<?> kind) throws IOException {
        var definition = Json.write(JsonSchema.definition(kind)).replace("\n", "\n    ");

        assertThat(published(SCHEMA, JsonSchema.of(CoreKinds.ALL))).contains("\"" + kind.name() + "\": " + definition);
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
        var diagnostics = new Diagnostics();

        var schema = YamlParser.parse("schema", JsonSchema.of(CoreKinds.ALL), diagnostics);

        assertThat(diagnostics.list()).extracting(Diagnostic::toString).isEmpty();
        assertThat(schema).isPresent();
    }

    private static String published(Path file, String fresh) throws IOException {
        if (Boolean.getBoolean("moirai.write.docs")) {
            Files.writeString(file, fresh);
        }
        return Files.readString(file);
    }
}
