package dev.moirai.app.schema;

import dev.moirai.app.source.Position;
import java.util.Set;

/**
 * The name of another entry, as it stands in a field.
 *
 * @param target the entry named
 * @param at where the name stands
 * @param field the field it stands in, with dots: {@code lifecycle.requires}
 * @param roles what the target must be usable as: one of these; any entry if empty
 */
public record Reference(EntryId target, Position at, String field, Set<Role> roles) {
    public Reference {
        roles = Set.copyOf(roles);
    }
}
