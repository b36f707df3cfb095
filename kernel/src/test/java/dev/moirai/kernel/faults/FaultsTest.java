package dev.moirai.kernel.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class FaultsTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/moirai/kernel");

    @ParameterizedTest
    @FieldSource("dev.moirai.kernel.faults.Faults#ALL")
    void aFaultHasExactlyOnePlaceInTheSources(Faults.Fault fault) throws IOException {
        String source = Files.readString(SOURCES.resolve(fault.file() + ".java"));

        int first = source.indexOf(fault.was());

        assertThat(first).as(fault.name()).isNotNegative();
        assertThat(source.lastIndexOf(fault.was())).as(fault.name()).isEqualTo(first);
    }
}
