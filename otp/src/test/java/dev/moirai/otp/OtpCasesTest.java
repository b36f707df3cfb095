package dev.moirai.otp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/otp-cases.md} says which test of ours stands for which case of OTP's and Elixir's suites. */
class OtpCasesTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
    private static final Pattern METHOD = Pattern.compile("\\bvoid (\\w+)\\(");

    @Test
    void everyTestNamedThereExists() throws IOException {
        Set<String> existing = new HashSet<>();
        try (Stream<Path> sources =
                Stream.concat(Files.walk(Path.of("src/test/java")), Files.walk(Path.of("../kernel/src/test/java")))) {
            for (Path source : sources.filter(path -> path.toString().endsWith("Test.java"))
                    .toList()) {
                String test = source.getFileName().toString().replace(".java", "");
                Matcher method = METHOD.matcher(Files.readString(source));
                while (method.find()) {
                    existing.add(test + "." + method.group(1));
                }
            }
        }
        Set<String> named = new HashSet<>();
        Matcher each = NAMED.matcher(Files.readString(Path.of("../docs/otp-cases.md")));
        while (each.find()) {
            named.add(each.group(1) + "." + each.group(2));
        }

        assertThat(named).hasSizeGreaterThan(150);
        assertThat(existing).containsAll(named);
    }
}
