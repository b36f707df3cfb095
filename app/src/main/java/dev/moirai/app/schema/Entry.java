package dev.moirai.app.schema;

import dev.moirai.app.source.Data;
import dev.moirai.app.source.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of a project, read and valid. Immutable.
 *
 * @param id its name in the project
 * @param kind what it is
 * @param at where it begins in its file
 * @param meta what its author says about it, together with the {@code meta} of the file; free
 * @param metaAt where each value of {@code meta} stands, for messages
 * @param defaultHost {@code meta.default_host}: the host its processes run on when nobody says another
 * @param body its fields
 * @param data its fields as they were written, with the content of files in place of references to them
 * @param references the other entries it names
 * @param <B> the record of its kind
 */
public record Entry<B>(
        EntryId id,
        Kind<B> kind,
        Position at,
        Data.Fields meta,
        Map<String, Position> metaAt,
        Optional<EntryId> defaultHost,
        B body,
        Data.Fields data,
        List<Reference> references) {
    public Entry {
        metaAt = Map.copyOf(metaAt);
        references = List.copyOf(references);
    }

    /** This entry if it is of {@code wanted}. */
    @SuppressWarnings("unchecked") // the kind of an entry says what its body is
    public <W> Optional<Entry<W>> as(Kind<W> wanted) {
        return kind == (Kind<?>) wanted ? Optional.of((Entry<W>) this) : Optional.empty();
    }
}
