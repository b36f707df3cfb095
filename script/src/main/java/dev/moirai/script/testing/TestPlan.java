package dev.moirai.script.testing;

import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Reference;
import dev.moirai.script.ScriptProject;
import dev.moirai.script.kind.TestCase;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tests of a project that are to be run.
 *
 * @param project what they need of the project, and what is wrong with that: hosts, and the services that {@code meta.depends_on} of a test names
 * @param tests in the order they run
 * @param found how many tests the project has, wanted or not
 */
public record TestPlan(ScriptProject project, List<TestCase> tests, int found) {
    public TestPlan {
        tests = List.copyOf(tests);
    }

    /**
     * The tests whose suite or id {@code wanted} accepts.
     *
     * @param wanted see {@link #matching}
     */
    public static TestPlan of(ScriptProject whole, Predicate<String> wanted) {
        List<TestCase> tests = whole.tests().stream()
                .filter(test -> wanted.test(test.id().toString()) || wanted.test(test.suite()))
                .toList();
        ScriptProject needed = whole.only(services(whole, tests), needed(whole, tests));
        return new TestPlan(needed, tests, whole.tests().size());
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
