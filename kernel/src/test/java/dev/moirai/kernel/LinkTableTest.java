package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As a list while there are few, as a map when there are many: what one sees must be the same. */
class LinkTableTest {
    private final Node node = new Simulation(1).node();
    private final LinkTable table = new LinkTable();

    private List<LinkTable.Link> linked(int count) {
        return LongStream.range(0, count)
                .mapToObj(id -> {
                    LinkTable.Link link = table.getOrAdd(new Pid(node, null, id));
                    link.active = true;
                    return link;
                })
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 8, 9, 20})
    void theOldestComesFirst(int count) {
        List<LinkTable.Link> links = linked(count);
        List<LinkTable.Link> taken = new ArrayList<>();
        LinkTable.Link link;
        assertThat(table.active()).isEqualTo(links);
        while ((link = table.oldest()) != null) {
            taken.add(link);
            table.remove(link);
        }

        assertThat(taken).isEqualTo(links);
        assertThat(table.hasActive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 9, 20})
    void whatIsRemovedIsGoneWhereverItStood(int count) {
        for (int gone = 0; gone < count; gone++) {
            List<LinkTable.Link> links = new ArrayList<>(linked(count));
            LinkTable.Link removed = links.remove(gone);
            table.remove(removed);
            table.remove(removed);

            assertThat(table.get(removed.peer)).isNull();
            assertThat(table.active()).isEqualTo(links);
            links.forEach(table::remove);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 9, 20})
    void onePeerHasOneLink(int count) {
        List<LinkTable.Link> links = linked(count);

        assertThat(linked(count)).isEqualTo(links);
        assertThat(table.active()).hasSize(count);
    }

    @Test
    void whatIsNotActiveDoesNotCountButIsThere() {
        linked(2);
        Objects.requireNonNull(table.oldest()).active = false;

        assertThat(table.active()).hasSize(1);
        assertThat(table.hasActive()).isTrue();
        assertThat(table.oldest()).isNotNull();
    }
}
