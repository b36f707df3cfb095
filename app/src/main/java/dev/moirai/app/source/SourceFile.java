package dev.moirai.app.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A text file as UTF-8, or a diagnostic that says why it cannot be one.
 *
 * <p>At most {@value #MOST_BYTES} bytes are ever read: nobody writes a larger project file by hand, and a larger one is a
 * mistake or an attack. A UTF-8 byte order mark is dropped.
 */
public final class SourceFile {
    /** The largest file that is read, in bytes. */
    public static final int MOST_BYTES = 4 << 20;

    private SourceFile() {}

    /**
     * The text of {@code file}.
     *
     * @param shown the file's path in messages about its content
     * @param blamed where a message stands that the file cannot be read: the reference to it, or the file itself
     * @return empty when a mistake was reported
     */
    public static Optional<String> read(Path file, String shown, Position blamed, Diagnostics diagnostics) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (AccessDeniedException e) {
            diagnostics.error(
                    blamed,
                    "the file " + Diagnostic.quote(shown) + " may not be read",
                    "",
                    "give read permission to the user who runs this");
            return Optional.empty();
        } catch (IOException e) {
            diagnostics.error(
                    blamed, "the file " + Diagnostic.quote(shown) + " cannot be read (" + e.getMessage() + ")", "", "");
            return Optional.empty();
        }
        if (bytes.length > MOST_BYTES) {
            diagnostics.error(
                    blamed,
                    "the file " + Diagnostic.quote(shown) + " is too large",
                    "at most " + (MOST_BYTES >> 20) + " MiB",
                    "keep large data out of the project's source folder");
            return Optional.empty();
        }
        return decode(bytes, shown, diagnostics);
    }

    private static Optional<String> decode(byte[] bytes, String shown, Diagnostics diagnostics) {
        int first = bytes.length > 0 ? bytes[0] & 0xFF : 0;
        int second = bytes.length > 1 ? bytes[1] & 0xFF : 0;
        boolean halfZero = bytes.length > 1 && (first == 0) != (second == 0); // UTF-16 without a mark at its beginning
        if (first == 0xFE && second == 0xFF || first == 0xFF && second == 0xFE || halfZero) {
            diagnostics.error(
                    new Position(shown, 1, 1), "the file is UTF-16", "UTF-8", "save it as UTF-8 in your editor");
            return Optional.empty();
        }
        boolean marked = first == 0xEF && second == 0xBB && bytes.length > 2 && (bytes[2] & 0xFF) == 0xBF;
        var in = ByteBuffer.wrap(bytes);
        in.position(marked ? 3 : 0);
        var out = CharBuffer.allocate(in.remaining());
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(in, out, true);
        var text = out.flip().toString();
        if (result.isError()) {
            diagnostics.error(
                    positionOf(text, text.length(), shown),
                    String.format("the byte 0x%02X is not UTF-8", bytes[in.position()]),
                    "UTF-8 text",
                    "save the file as UTF-8 in your editor");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /** The place of the character at {@code offset} of {@code text}. */
    static Position positionOf(String text, int offset, String path) {
        int line = 1;
        int lineStart = 0;
        for (int at = 0; at < offset; at++) {
            char character = text.charAt(at);
            boolean lineEnds =
                    character == '\n' || character == '\r' && (at + 1 == text.length() || text.charAt(at + 1) != '\n');
            if (lineEnds) {
                line++;
                lineStart = at + 1;
            }
        }
        return new Position(path, line, text.codePointCount(lineStart, offset) + 1);
    }
}
