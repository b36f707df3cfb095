package dev.moirai.app.schema;

import java.util.Set;

/**
 * A kind of entry: the word that stands at {@code kind:}, and everything that is known about its fields.
 *
 * @param name the word, such as {@code process.host}
 * @param says what such an entry is, in a sentence or two of the reference
 * @param example a complete YAML file that shows it, in the reference
 * @param roles what such an entry can be used as by others
 * @param body the fields besides {@code name}, {@code kind}, {@code meta} and {@code data}
 * @param <B> the record an entry of this kind is read into
 */
public record Kind<B>(String name, String says, String example, Set<Role> roles, Struct<B> body) {
    public Kind {
        roles = Set.copyOf(roles);
    }

    @Override
    public String toString() {
        return name;
    }
}
