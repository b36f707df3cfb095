package dev.moirai.script.security;

import dev.moirai.app.kind.SecurityPolicy.Condition;
import dev.moirai.app.kind.SecurityPolicy.Effect;
import dev.moirai.app.kind.SecurityPolicy.Statement;
import dev.moirai.script.process.Portable;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A policy of the project, ready to be asked. */
public final class Policy implements Portable {
    private final String id;
    private final Effect effect;
    private final List<Predicate<String>> actions;
    private final List<Predicate<String>> resources;
    private final List<ConditionTest> conditions;

    /** @param id the id of its entry */
    Policy(String id, Statement statement) {
        this.id = id;
        this.effect = statement.effect();
        this.actions = statement.actions().stream().map(Policy::wildcard).toList();
        this.resources = statement.resources().stream().map(Policy::wildcard).toList();
        this.conditions = statement.conditions().stream()
                .map((Condition each) -> ConditionTest.of(each))
                .toList();
    }

    /** What a pattern matches in which {@code *} stands for anything. */
    private static Predicate<String> wildcard(String pattern) {
        var regex = new StringBuilder();
        for (String part : pattern.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).asMatchPredicate();
    }

    public String id() {
        return id;
    }

    /** What it says to a query; null if it is about something else. */
    public @Nullable Effect answer(Query query) {
        boolean concerned = actions.stream().anyMatch(each -> each.test(query.action()))
                && resources.stream().anyMatch(each -> each.test(query.resource()))
                && conditions.stream().allMatch(each -> each.holds(query));
        return concerned ? effect : null;
    }

    @Override
    public String toString() {
        return id;
    }
}
