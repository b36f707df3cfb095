package dev.moirai.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the specifications of the libraries against PUC Lua: what they say is what the reference implementation does. A
 * specification excepts what is ours alone with {@code if not PUC}.
 */
class ReferenceSpecTest {
    private static final Path SPECS = Path.of("src/test/resources/spec");

    private static final String RUNNER = """
            PUC = true
            function it(sentence, behaviour)
              local ok, problem = pcall(behaviour)
              print((ok and "ok " or "not ok ") .. sentence .. (ok and "" or ": " .. tostring(problem)))
            end
            dofile(arg[1])
            dofile(arg[2])
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "string",
                "pattern",
                "format",
                "pack",
                "utf8",
                "table_library",
                "math_library",
                "os_library",
                "weak_tables",
            })
    void theReferenceMeetsTheSpecification(String name, @TempDir Path folder) throws Exception {
        assumeTrue(ReferenceLua.isInstalled(), "lua5.4 is not on the PATH: " + name + " not held against it");
        Path runner = Files.writeString(folder.resolve("runner.lua"), RUNNER);

        byte[] output = ReferenceLua.run(
                runner,
                SPECS.resolve("support.lua").toString(),
                SPECS.resolve(name + "_spec.lua").toString());

        List<String> lines = new String(output, StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).isNotEmpty().allMatch(line -> line.startsWith("ok "));
    }
}
