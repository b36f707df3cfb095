package dev.moirai.script.security;

import dev.moirai.app.kind.Identity;
import dev.moirai.app.kind.SecurityPolicy;
import dev.moirai.app.project.Project;
import dev.moirai.app.schema.EntryId;
import dev.moirai.script.DataValues;
import dev.moirai.script.process.Parcel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code security.policy} entries of a project, by id and by group. Immutable. */
public final class Policies {
    private final Map<String, Policy> byId = new LinkedHashMap<>();
    private final Map<String, List<Policy>> byGroup = new LinkedHashMap<>();

    /** Those of {@code project}. */
    public Policies(Project project) {
        for (var entry : project.entries(SecurityPolicy.KIND)) {
            var policy = new Policy(entry.id().toString(), entry.body().policy());
            byId.put(policy.id(), policy);
            entry.body()
                    .groups()
                    .forEach(group -> byGroup.computeIfAbsent(group, _ -> new ArrayList<>())
                            .add(policy));
        }
    }

    /** The policy of that id. */
    public Optional<Policy> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The policies of a group; null if there is no such group. */
    public @Nullable Scope group(String name) {
        List<Policy> members = byGroup.get(name);
        return members == null ? null : new Scope(members);
    }

    /** What a {@code security} block gives a process. */
    public Credentials of(Optional<Identity> identity) {
        return identity.map(this::of).orElse(Credentials.NONE);
    }

    private Credentials of(Identity identity) {
        Actor actor = identity.actor()
                .map(who -> new Actor(who.id(), Parcel.ofAny(DataValues.toLua(who.meta()))))
                .orElse(null);
        if (identity.groups().isEmpty() && identity.policies().isEmpty()) {
            return new Credentials(actor, null);
        }
        var policies = new ArrayList<Policy>();
        identity.policies().stream().map(EntryId::toString).map(byId::get).forEach(policies::add);
        identity.groups().forEach(group -> policies.addAll(byGroup.getOrDefault(group, List.of())));
        return new Credentials(actor, new Scope(policies));
    }
}
