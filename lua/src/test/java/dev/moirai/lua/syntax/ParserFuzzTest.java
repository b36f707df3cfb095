package dev.moirai.lua.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.moirai.lua.ReferenceLua;
import dev.moirai.lua.Seed;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Random changes to good sources: the parser either reads them or says what is wrong, and agrees with PUC Lua. */
class ParserFuzzTest {
    private static byte[] original(String name) throws IOException {
        try (InputStream in = ParserFuzzTest.class.getResourceAsStream("/syntax/" + name)) {
            return in.readAllBytes();
        }
    }

    private static void parseMutations(int count, long seed) throws IOException {
        SourceMutations mutations =
                new SourceMutations(List.of(original("plain.lua"), original("typed.lua")), true, new Random(seed));
        for (int i = 0; i < count; i++) {
            byte[] source = mutations.next();
            try {
                Parser.parse(source, "=f");
            } catch (SyntaxException expected) {
                assertThat(expected.getMessage()).startsWith("f:" + expected.line() + ": ");
                assertThat(expected.column()).isPositive();
            } catch (RuntimeException | StackOverflowError escaped) {
                throw new AssertionError(new String(source, StandardCharsets.ISO_8859_1), escaped);
            }
        }
    }

    @Test
    @Timeout(60)
    void noMutationMakesTheParserFail() throws IOException {
        parseMutations(5_000, Seed.ofEveryBuild(ParserFuzzTest.class));
    }

    @Test
    @Tag("long")
    @Timeout(1_200)
    void noneOfAMillionMutationsMakesTheParserFail() throws IOException {
        parseMutations(1_000_000, Seed.fresh(ParserFuzzTest.class));
    }

    @Test
    @Timeout(120)
    void agreesWithTheReferenceOnMutationsOfPlainLua(@TempDir Path folder) throws IOException, InterruptedException {
        compareWithReference(5_000, Seed.ofEveryBuild(ParserFuzzTest.class), folder);
    }

    @Test
    @Tag("long")
    @Timeout(1_200)
    void agreesWithTheReferenceOnManyMutations(@TempDir Path folder) throws IOException, InterruptedException {
        long first = Seed.fresh(ParserFuzzTest.class);
        for (int i = 0; i < 10; i++) {
            compareWithReference(100_000, first + i, folder);
        }
    }

    private static void compareWithReference(int count, long seed, Path folder)
            throws IOException, InterruptedException {
        assumeTrue(ReferenceLua.isInstalled(), "lua5.4 is not on the PATH: not compared with it");
        SourceMutations mutations = new SourceMutations(List.of(original("plain.lua")), false, new Random(seed));
        List<byte[]> sources = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sources.add(mutations.next());
        }

        List<String> verdicts = referenceVerdicts(sources, folder);

        for (int i = 0; i < sources.size(); i++) {
            byte[] source = sources.get(i);
            if (!mayUseDialect(source) && !isNoVerdictOfTheParser(verdicts.get(i))) {
                // The reference takes a zero byte for "no token" and leaves it out of its message.
                assertThat(verdict(source).replace(" near '<\\0>'", ""))
                        .as(() -> new String(source, StandardCharsets.ISO_8859_1))
                        .isEqualTo(verdicts.get(i));
            }
        }
    }

    private static String verdict(byte[] source) {
        try {
            Parser.parse(source, "=f");
            return "ok";
        } catch (SyntaxException problem) {
            return String.valueOf(problem.getMessage());
        }
    }

    private static final Pattern DIALECT = Pattern.compile("[:!@]|\\b(as|type|interface)\\b|function[^(]*<");

    private static boolean mayUseDialect(byte[] source) {
        String text = new String(source, StandardCharsets.ISO_8859_1)
                .replaceAll("((local|,) \\w+ )<(const|close)>", "$1")
                .replaceFirst("(?m)^ *::continue::", "");
        return DIALECT.matcher(text).find();
    }

    /** Limits of the stack, and what {@code load} checks before it parses. */
    private static boolean isNoVerdictOfTheParser(String verdict) {
        return verdict.contains("overflow") || verdict.contains("registers") || verdict.contains("binary chunk");
    }

    private static List<String> referenceVerdicts(List<byte[]> sources, Path folder)
            throws IOException, InterruptedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(all);
        for (byte[] source : sources) {
            out.writeInt(source.length);
            out.write(source);
        }
        Path input = Files.write(folder.resolve("sources"), all.toByteArray());
        Path script = Files.writeString(folder.resolve("verdicts.lua"), """
                local file = assert(io.open(arg[1], "rb"))
                while true do
                  local size = file:read(4)
                  if not size then break end
                  local source = file:read((string.unpack(">I4", size))) or ""
                  local _, message = load(source, "=f", "t")
                  io.write(string.pack(">s4", message or "ok"))
                end
                """);
        byte[] answer = ReferenceLua.run(script, input.toString());
        List<String> verdicts = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(answer);
        while (in.hasRemaining()) {
            byte[] text = new byte[in.getInt()];
            in.get(text);
            verdicts.add(new String(text, StandardCharsets.UTF_8));
        }
        assertThat(verdicts).hasSameSizeAs(sources);
        return verdicts;
    }
}
