package dev.moirai.script.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.app.reference.JsonSchema;
import dev.moirai.app.reference.YamlReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The page {@code docs/yaml.md} and its JSON Schema say what the code says, of every kind there is. To write both anew, run
 * this class with {@code -Dtest.jvm.args=-Dmoirai.write.docs=true}.
 */
class YamlPageTest {
    @Test
    void thePageIsUpToDate() throws IOException {
        assertUpToDate(Path.of("../docs/yaml.md"), YamlReference.of(LuaKinds.ALL));
    }

    @Test
    void theSchemaIsUpToDate() throws IOException {
        assertUpToDate(Path.of("../docs/yaml.schema.json"), JsonSchema.of(LuaKinds.ALL));
    }

    private static void assertUpToDate(Path file, String fresh) throws IOException {
        if (Boolean.getBoolean("moirai.write.docs")) {
            Files.writeString(file, fresh);
        }
        assertThat(Files.readString(file))
                .as("%s; write it anew as the class comment says", file)
                .isEqualTo(fresh);
    }
}
