package dev.moirai.script.security;

import dev.moirai.app.kind.SecurityPolicy.Effect;
import dev.moirai.script.process.Portable;
import java.util.ArrayList;
import java.util.List;

/**
 * The policies that apply. Immutable.
 *
 * @param policies each once
 */
public record Scope(List<Policy> policies) implements Portable {
    /** No policy, so nothing is allowed. */
    public static final Scope EMPTY = new Scope(List.of());

    /** What all policies together say. */
    public enum Verdict {
        /** At least one allows it and none denies it. */
        ALLOW,
        /** One denies it. */
        DENY,
        /** None is about it; that is no permission. */
        UNDEFINED
    }

    public Scope {
        policies = policies.stream().distinct().toList();
    }

    /** What the policies say to a query. */
    public Verdict evaluate(Query query) {
        var verdict = Verdict.UNDEFINED;
        for (Policy policy : policies) {
            Effect effect = policy.answer(query);
            if (effect == Effect.DENY) {
                return Verdict.DENY;
            }
            if (effect == Effect.ALLOW) {
                verdict = Verdict.ALLOW;
            }
        }
        return verdict;
    }

    /** With one more policy. */
    public Scope with(Policy policy) {
        var more = new ArrayList<>(policies);
        more.add(policy);
        return new Scope(more);
    }

    /** Without the policy of that id. */
    public Scope without(String id) {
        return new Scope(
                policies.stream().filter(policy -> !policy.id().equals(id)).toList());
    }

    public boolean contains(String id) {
        return policies.stream().anyMatch(policy -> policy.id().equals(id));
    }
}
