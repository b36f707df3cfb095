package dev.moirai.app.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * YAML 1.2 (and so JSON) text as a {@link Node}, or the first mistake that keeps it from being one.
 *
 * <p>Built from the library's events and not from its composer, for three reasons. Nothing here recurses, so no nesting
 * overflows the stack. Every limit is checked while reading, so a bomb costs no more than the limits: {@value #DEEPEST}
 * levels, {@value #MOST_VALUES} values counted as they would be with each alias written out. And an alias inside of what
 * it names, a tag, a duplicate key and a second document are mistakes of their own, each told where it stands.
 */
public final class YamlParser {
    static final int DEEPEST = 64;
    static final int MOST_VALUES = 100_000;
    private static final int LARGEST_BUFFER = 1 << 18;

    private final String path;
    private final String text;
    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<String, Anchored> anchors = new HashMap<>();
    private final Diagnostics diagnostics;
    private int values;
    private @Nullable Node root;
    /** Where the last text or number began. */
    private @Nullable Position last;

    /** Where the last value in quotes began, if it went over several lines. */
    private @Nullable Position longQuote;
    /** The lines of the text, once they are asked for. */
    private String @Nullable [] lines;

    private YamlParser(String path, String text, Diagnostics diagnostics) {
        this.path = path;
        this.text = text;
        this.diagnostics = diagnostics;
    }

    /**
     * The one document of {@code text}; a {@link Node.Scalar} of nothing if there is none.
     *
     * @return empty when the text is not YAML or is over a limit, which was then reported
     */
    public static Optional<Node> parse(String path, String text, Diagnostics diagnostics) {
        int strange = firstUnprintable(text);
        if (strange >= 0) {
            diagnostics.error(
                    SourceFile.positionOf(text, strange, path),
                    "the character " + Diagnostic.quote(Character.toString(text.codePointAt(strange)))
                            + " is not allowed in YAML",
                    "printable text",
                    "remove it, or write it as an escape in double quotes");
            return Optional.empty();
        }
        var settings = LoadSettings.builder()
                .setLabel(path)
                .setCodePointLimit(Integer.MAX_VALUE)
                // A token longer than the buffer is copied each time the buffer moves on: with the library's 1 KiB, a
                // single text of 2 MiB takes seconds.
                .setBufferSize(Math.clamp(text.length(), 1024, LARGEST_BUFFER))
                .build();
        var parser = new YamlParser(path, text, diagnostics);
        try {
            return parser.read(new ParserImpl(settings, new StreamReader(settings, text)));
        } catch (Refused refused) {
            diagnostics.add(refused.diagnostic);
        } catch (YamlEngineException e) {
            diagnostics.add(
                    new YamlMistake(path, text).explain(e, parser.openPositions(), parser.last, parser.longQuote));
        }
        return Optional.empty();
    }

    private static int firstUnprintable(String text) {
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            boolean printable = character >= ' ' && character < 0x7F
                    || character == '\n'
                    || character == '\r'
                    || character == '\t'
                    || character == 0x85
                    || character >= 0xA0 && character < 0xFFFE;
            if (!printable) {
                return at;
            }
        }
        return -1;
    }

    private Optional<Node> read(Parser events) {
        int documents = 0;
        while (events.hasNext()) {
            var event = events.next();
            switch (event) {
                case DocumentStartEvent _ -> {
                    if (++documents > 1) {
                        throw refused(
                                positionOf(event),
                                "a second document begins here ('---')",
                                "one document in a file",
                                "move it to a file of its own");
                    }
                }
                case AliasEvent alias -> add(aliased(alias));
                case ScalarEvent scalar -> addScalar(scalar);
                case CollectionStartEvent start -> begin(start);
                case CollectionEndEvent _ -> end();
                default -> {
                    // The ends of documents and the stream say nothing.
                }
            }
        }
        var begin = new Position(path, 1, 1);
        return Optional.of(root == null ? new Node.Scalar(begin, "", true, begin) : root);
    }

    private void addScalar(ScalarEvent event) {
        refuseTag(event, event.getTag());
        count(event, 1);
        boolean quoted = event.isDQuoted() || event.isSQuoted();
        boolean isLong =
                positionOf(path, event.getEndMark()).line() > positionOf(event).line();
        last = positionOf(event);
        longQuote = quoted && isLong ? positionOf(event) : null;
        var scalar = new Node.Scalar(positionOf(event), event.getValue(), event.isPlain(), contentOf(event));
        event.getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), new Anchored(scalar, 1)));
        add(scalar);
    }

    /** Where the text of a scalar begins. */
    private Position contentOf(ScalarEvent event) {
        var at = positionOf(event);
        if (event.isPlain() || at.line() == 0) {
            return at;
        }
        if (event.isDQuoted() || event.isSQuoted()) {
            return new Position(path, at.line(), at.column() + 1);
        }
        if (lines == null) {
            lines = text.split("\\R", -1);
        }
        int indentation = 0;
        for (int line = at.line(); line < lines.length && indentation == 0; line++) {
            if (!lines[line].isBlank()) {
                indentation = lines[line].length() - lines[line].stripLeading().length();
            }
        }
        return new Position(path, at.line() + 1, indentation + 1);
    }

    private void begin(CollectionStartEvent event) {
        refuseTag(event, event.getTag());
        count(event, 1);
        if (open.size() == DEEPEST) {
            throw refused(
                    positionOf(event),
                    "the nesting is too deep",
                    "at most " + DEEPEST + " levels",
                    "look for a bracket or an indentation that repeats");
        }
        var anchor = event.getAnchor().map(Anchor::getValue).orElse(null);
        if (anchor != null) {
            anchors.remove(anchor);
        }
        open.push(new Open(positionOf(event), event instanceof MappingStartEvent, event.isFlow(), anchor, values));
    }

    private void end() {
        var closed = open.pop();
        var node =
                closed.mapping ? new Node.Mapping(closed.at, closed.pairs) : new Node.Sequence(closed.at, closed.items);
        if (closed.anchor != null) {
            anchors.put(closed.anchor, new Anchored(node, values - closed.valuesBefore + 1));
        }
        add(node);
    }

    private Node aliased(AliasEvent event) {
        var name = event.getAlias().getValue();
        var anchored = anchors.get(name);
        if (anchored != null) {
            count(event, anchored.weight);
            return anchored.node instanceof Node.Scalar(var _, var text, var plain, var content)
                    ? new Node.Scalar(positionOf(event), text, plain, content)
                    : anchored.node;
        }
        if (open.stream().anyMatch(outer -> name.equals(outer.anchor))) {
            throw refused(
                    positionOf(event),
                    "the alias " + Diagnostic.quote("*" + name)
                            + " stands inside of what it names, a value without end",
                    "",
                    "write the value out");
        }
        var suggestion = Nearest.suggestion(name, anchors.keySet());
        throw refused(
                positionOf(event),
                "the alias " + Diagnostic.quote("*" + name) + " names no anchor",
                "an anchor " + Diagnostic.quote("&" + name) + " above it",
                suggestion.isEmpty() ? "if it is meant as text, put it in quotes" : suggestion);
    }

    private void add(Node node) {
        var parent = open.peek();
        if (parent == null) {
            root = node;
        } else if (!parent.mapping) {
            parent.items.add(node);
        } else if (parent.key == null) {
            parent.key = asKey(node, parent);
        } else {
            addPair(parent, parent.key, node);
            parent.key = null;
        }
    }

    private Node.Scalar asKey(Node node, Open parent) {
        if (!(node instanceof Node.Scalar key)) {
            if (parent.inBrackets && !parent.pairs.isEmpty()) {
                var before = List.copyOf(parent.pairs.values()).getLast().key();
                throw refused(
                        before.at(),
                        node.described() + " on line " + node.at().line() + " cannot be a key, and seem to belong to "
                                + Diagnostic.quote(before.text()),
                        "'[' in front of the first of several values",
                        "");
            }
            throw refused(node.at(), node.described() + " cannot be a key", "a name before the ':'", "");
        }
        if (key.plain() && key.text().equals("<<")) {
            throw refused(key.at(), "merge keys ('<<') are not part of YAML 1.2", "", "write the fields out");
        }
        return key;
    }

    private void addPair(Open parent, Node.Scalar key, Node value) {
        var first = parent.pairs.putIfAbsent(key.text(), new Node.Pair(key, value));
        if (first != null) {
            diagnostics.error(
                    key.at(),
                    "the key " + Diagnostic.quote(key.text()) + " is given twice, first on line "
                            + first.key().at().line(),
                    "each key once",
                    "remove one of the two");
        }
    }

    private void refuseTag(NodeEvent event, Optional<String> tag) {
        if (tag.isPresent()) {
            throw refused(
                    positionOf(event),
                    "the tag " + Diagnostic.quote(tag.get().replace("tag:yaml.org,2002:", "!!")) + " is not supported",
                    "a plain value",
                    "remove the tag; to write a number as text, put it in quotes");
        }
    }

    private void count(Event event, int more) {
        values += more;
        if (values > MOST_VALUES) {
            throw refused(
                    positionOf(event),
                    "the file has too many values, counting each alias as written out",
                    "at most " + MOST_VALUES,
                    "split it into several files");
        }
    }

    private List<Position> openPositions() {
        return open.stream().map(each -> each.at).toList();
    }

    private Position positionOf(Event event) {
        return positionOf(path, event.getStartMark());
    }

    static Position positionOf(String path, Optional<Mark> mark) {
        return mark.map(place -> new Position(path, place.getLine() + 1, place.getColumn() + 1))
                .orElseGet(() -> Position.of(path));
    }

    private static Refused refused(Position at, String what, String expected, String fix) {
        return new Refused(new Diagnostic(at, Diagnostic.Severity.ERROR, what, expected, fix, Finding.YAML));
    }

    /** A list or mapping whose end has not been read yet. */
    private static final class Open {
        final Position at;
        final boolean mapping;
        final boolean inBrackets;
        final @Nullable String anchor;
        final int valuesBefore;
        final List<Node> items = new ArrayList<>();
        final Map<String, Node.Pair> pairs = new LinkedHashMap<>();
        Node.@Nullable Scalar key;

        Open(Position at, boolean mapping, boolean inBrackets, @Nullable String anchor, int valuesBefore) {
            this.at = at;
            this.mapping = mapping;
            this.inBrackets = inBrackets;
            this.anchor = anchor;
            this.valuesBefore = valuesBefore;
        }
    }

    /** A value with a name, and how many values it counts for wherever an alias repeats it. */
    private record Anchored(Node node, int weight) {}

    /** Ends the reading of this file; carries what to say. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        final transient Diagnostic diagnostic;

        Refused(Diagnostic diagnostic) {
            super(diagnostic.toString(), null, false, false);
            this.diagnostic = diagnostic;
        }
    }
}
