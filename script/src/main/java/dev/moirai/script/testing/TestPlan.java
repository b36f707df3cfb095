package dev.moirai.script.testing;

import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.GoDuration;
import dev.moirai.app.schema.Reference;
import dev.moirai.app.source.Data;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.app.source.Finding;
import dev.moirai.script.ScriptProject;
import dev.moirai.script.kind.FunctionLua;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tests of a project that are to be run.
 *
 * @param project what they need of the project: hosts, and the services that {@code meta.depends_on} of a test names
 * @param tests in the order they run
 * @param found how many tests the project has, wanted or not
 * @param diagnostics what is wrong with the project as far as these tests need it, and with the tests themselves
 */
public record TestPlan(ScriptProject project, List<TestCase> tests, int found, List<Diagnostic> diagnostics) {
    private static final Data TEST = new Data.Text("test");

    public TestPlan {
        tests = List.copyOf(tests);
        diagnostics = List.copyOf(diagnostics);
    }

    /**
     * The tests whose suite or id {@code wanted} accepts.
     *
     * @param wanted see {@link #matching}
     */
    public static TestPlan of(ScriptProject whole, Predicate<String> wanted) {
        var mistakes = new Diagnostics(Finding.TEST);
        var all = whole.project().entries(FunctionLua.KIND).stream()
                .filter(entry -> TEST.equals(entry.meta().values().get("type")))
                .toList();
        List<TestCase> tests = all.stream()
                .map(entry -> test(entry, mistakes))
                .filter(test -> wanted.test(test.id().toString()) || wanted.test(test.suite()))
                .sorted()
                .toList();
        ScriptProject needed = whole.only(services(whole, tests), needed(whole, tests));
        var diagnostics = new ArrayList<>(needed.diagnostics());
        diagnostics.addAll(mistakes.list());
        diagnostics.sort(null);
        return new TestPlan(needed, tests, all.size(), diagnostics);
    }

    /** True if the tests can be run. */
    public boolean ok() {
        return diagnostics.stream().noneMatch(Diagnostic::isError);
    }

    /**
     * Accepts what contains {@code pattern}, in which {@code *} stands for anything; upper and lower case are the same.
     */
    public static Predicate<String> matching(String pattern) {
        String expression = Pattern.compile("[^*]+")
                .matcher(pattern.toLowerCase(Locale.ROOT))
                .replaceAll(found -> java.util.regex.Matcher.quoteReplacement(Pattern.quote(found.group())))
                .replace("*", ".*");
        Predicate<String> found = Pattern.compile(expression).asPredicate();
        return text -> found.test(text.toLowerCase(Locale.ROOT));
    }

    private static TestCase test(Entry<FunctionLua> entry, Diagnostics mistakes) {
        var meta = entry.meta().values();
        String suite = meta.get("suite") instanceof Data.Text(String text)
                ? text
                : entry.id().namespace();
        double order = switch (meta.get("order")) {
            case Data.Whole(long value) -> value;
            case Data.Real(double value) -> value;
            case null -> 0;
            default -> {
                mistakes.error(entry.at(), "'meta.order' of the test " + entry.id() + " is no number", "a number", "");
                yield 0;
            }
        };
        return new TestCase(entry.id(), suite, order, timeout(entry, mistakes), entry.defaultHost());
    }

    private static Optional<Duration> timeout(Entry<FunctionLua> entry, Diagnostics mistakes) {
        Data written = entry.meta().values().get("timeout");
        Optional<Duration> timeout = written instanceof Data.Text(String text)
                ? GoDuration.parse(text).filter(Duration::isPositive)
                : Optional.empty();
        if (written != null && timeout.isEmpty()) {
            mistakes.error(
                    entry.at(),
                    "'meta.timeout' of the test " + entry.id() + " is no duration",
                    "a duration such as 10s or 500ms",
                    "");
        }
        return timeout;
    }

    /** The services that the tests ask for: no others start, so that tests can start them in ways of their own. */
    private static Set<EntryId> services(ScriptProject project, List<TestCase> tests) {
        return tests.stream()
                .flatMap(test -> project.project().find(test.id()).stream())
                .flatMap(entry -> entry.references().stream())
                .filter(reference -> reference.field().startsWith("meta.depends_on"))
                .map(Reference::target)
                .collect(Collectors.toSet());
    }

    /** Everything that the tests can reach through names, whatever they do with it. */
    private static Set<EntryId> needed(ScriptProject project, List<TestCase> tests) {
        var needed = tests.stream().map(TestCase::id).collect(Collectors.toCollection(HashSet::new));
        var open = new ArrayDeque<>(needed);
        while (!open.isEmpty()) {
            for (EntryId named : project.namedBy(open.pop())) {
                if (needed.add(named)) {
                    open.add(named);
                }
            }
        }
        return needed;
    }
}
