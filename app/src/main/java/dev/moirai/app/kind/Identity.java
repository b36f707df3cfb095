package dev.moirai.app.kind;

import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Role;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import dev.moirai.app.source.Data;
import java.util.List;
import java.util.Optional;

/**
 * Who a process is when a security policy is asked, and which policies are asked.
 *
 * @param actor who it is, if it is someone
 * @param groups policies that belong to one of these groups apply
 * @param policies these policies apply
 */
public record Identity(Optional<Actor> actor, List<String> groups, List<EntryId> policies) {
    private static final Field<Optional<Actor>> ACTOR =
            Field.optional("actor", new Type.Nested<>(Actor.STRUCT), "Who it is.");
    private static final Field<List<String>> GROUPS = Field.withDefault(
            "groups",
            Type.ListOf.of(new Type.Text("the name of a policy group")),
            List.of(),
            "none",
            "Groups of policies that apply.");
    private static final Field<List<EntryId>> POLICIES = Field.withDefault(
            "policies", Type.ListOf.of(Type.Ref.to(Role.POLICY)), List.of(), "none", "Single policies that apply.");

    /** The {@code security} block. */
    public static final Struct<Identity> STRUCT = Struct.of(
            List.of(ACTOR, GROUPS, POLICIES),
            values -> new Identity(values.get(ACTOR), values.get(GROUPS), values.get(POLICIES)));

    /** The block of an entry of code, about the processes that run it. */
    public static final Field<Optional<Identity>> FIELD = Field.optional(
            "security",
            new Type.Nested<>(STRUCT),
            "Who its processes are when security policies are asked, whoever spawns or calls them. What it does not say,"
                    + " the actor or the policies, they inherit.");

    public Identity {
        groups = List.copyOf(groups);
        policies = List.copyOf(policies);
    }

    /**
     * Someone who acts.
     *
     * @param id the name policies know it by
     * @param meta what else is known of it
     */
    public record Actor(String id, Data meta) {
        private static final Field<String> ID =
                Field.required("id", new Type.Text("the name of an actor"), "The name policies know it by.");
        private static final Field<Data> META = Field.withDefault(
                "meta", new Type.Free("anything"), Data.Fields.NONE, "none", "What else policies may ask about it.");

        static final Struct<Actor> STRUCT =
                Struct.of(List.of(ID, META), values -> new Actor(values.get(ID), values.get(META)));
    }
}
