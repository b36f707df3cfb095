package dev.moirai.app.kind;

import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Role;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import dev.moirai.app.source.Data;
import java.util.List;
import java.util.Set;

/**
 * A {@code security.policy}: what is allowed, or denied, to those it applies to.
 *
 * @param policy the statement
 * @param groups the groups it belongs to; who is in one of them is subject to it
 */
public record SecurityPolicy(Statement policy, List<String> groups) {
    private static final Field<Statement> POLICY =
            Field.required("policy", new Type.Nested<>(Statement.STRUCT), "What is allowed or denied.");
    private static final Field<List<String>> GROUPS = Field.withDefault(
            "groups",
            Type.ListOf.of(new Type.Text("the name of a policy group")),
            List.of(),
            "none",
            "Groups it belongs to.");

    /** The description of {@code security.policy}. */
    public static final Kind<SecurityPolicy> KIND = new Kind<>(
            "security.policy",
            "Says who may do what. One policy that denies outweighs any that allow; what no policy allows is denied.",
            """
            version: "1.0"
            namespace: app
            entries:
              - name: workers_may_spawn
                kind: security.policy
                groups: [workers]
                policy:
                  effect: allow
                  actions: [process.spawn, process.send]
                  resources: ["app.workers:*"]
            """,
            Set.of(Role.POLICY),
            Struct.of(List.of(POLICY, GROUPS), values -> new SecurityPolicy(values.get(POLICY), values.get(GROUPS))));

    public SecurityPolicy {
        groups = List.copyOf(groups);
    }

    /** Whether what matches is allowed. */
    public enum Effect {
        /** It is allowed, unless another policy denies it. */
        ALLOW,
        /** It is denied. */
        DENY
    }

    /** How a condition compares. */
    public enum Operator {
        /** Equal. */
        EQ,
        /** Not equal. */
        NE,
        /** Less. */
        LT,
        /** Greater. */
        GT,
        /** Less or equal. */
        LTE,
        /** Greater or equal. */
        GTE,
        /** Is one of a list. */
        IN,
        /** Is none of a list. */
        NIN,
        /** Is there at all. */
        EXISTS,
        /** Is not there. */
        NEXISTS,
        /** Has the value as a part. */
        CONTAINS,
        /** Does not have the value as a part. */
        NCONTAINS,
        /** Matches a pattern. */
        MATCHES,
        /** Does not match a pattern. */
        NMATCHES
    }

    /**
     * What is allowed or denied.
     *
     * @param actions actions it is about, with {@code *} as a wildcard
     * @param resources resources it is about, with {@code *} as a wildcard
     * @param effect whether they are allowed
     * @param conditions all of which must hold
     */
    public record Statement(List<String> actions, List<String> resources, Effect effect, List<Condition> conditions) {
        private static final Field<List<String>> ACTIONS = Field.required(
                "actions",
                Type.ListOf.orOne(new Type.Text("an action such as process.spawn")),
                "Actions it is about, with `*` as a wildcard.");
        private static final Field<List<String>> RESOURCES = Field.required(
                "resources",
                Type.ListOf.orOne(new Type.Text("a resource such as app.workers:*")),
                "Resources it is about, with `*` as a wildcard.");
        private static final Field<Effect> EFFECT =
                Field.required("effect", Type.Choice.of(Effect.values()), "Whether they are allowed.");
        private static final Field<List<Condition>> CONDITIONS = Field.withDefault(
                "conditions",
                Type.ListOf.of(new Type.Nested<>(Condition.STRUCT)),
                List.of(),
                "none",
                "Conditions all of which must hold.");

        static final Struct<Statement> STRUCT = Struct.of(
                List.of(ACTIONS, RESOURCES, EFFECT, CONDITIONS),
                values -> new Statement(
                        values.get(ACTIONS), values.get(RESOURCES), values.get(EFFECT), values.get(CONDITIONS)));

        public Statement {
            actions = List.copyOf(actions);
            resources = List.copyOf(resources);
            conditions = List.copyOf(conditions);
        }
    }

    /**
     * Something about the actor, the action or the resource that must be so.
     *
     * @param field what is looked at: {@code actor.id}, {@code actor.meta.x}, {@code action}, {@code resource}, {@code
     *     meta.x}
     * @param operator how it is compared
     * @param value what it is compared with
     */
    public record Condition(String field, Operator operator, Data value) {
        private static final Field<String> FIELD = Field.required(
                "field",
                new Type.Text("a path such as actor.id or meta.owner"),
                "What is looked at: `actor.id`, `actor.meta.x`, `action`, `resource`, `meta.x`.");
        private static final Field<Operator> OPERATOR =
                Field.required("operator", Type.Choice.of(Operator.values()), "How it is compared.");
        private static final Field<Data> VALUE = Field.withDefault(
                "value", new Type.Free("any value"), new Data.Null(), "nothing", "What it is compared with.");

        static final Struct<Condition> STRUCT = Struct.of(
                List.of(FIELD, OPERATOR, VALUE),
                values -> new Condition(values.get(FIELD), values.get(OPERATOR), values.get(VALUE)));
    }
}
