package dev.moirai.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.bench.harness.Sweep.Value;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ChartTest {

    private static final List<Series> TWO = List.of(
            new Series("ours & theirs <1>", List.of(new Value(0, 10), new Value(1, 1000))),
            new Series("other", List.of(new Value(1, 20))));

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aLineChartHasADotForEachValueAndALineForEachSeries() throws Exception {
        List<Series> shifted = TWO.stream()
                .map(series -> new Series(
                        series.label(),
                        series.values().stream()
                                .map(value -> new Value(value.x() + 1, value.y()))
                                .toList()))
                .toList();

        Document svg = parsed(new LineChart("title", "x", "y", shifted).svg());

        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(3);
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    }

    @Test
    void aBarChartHasABarForEachValueBesideBackgroundAndLegend() throws Exception {
        Document svg = parsed(new BarChart("title", "x", "y", List.of("a", "b"), TWO).svg());

        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(3 + 1 + 2);
        assertThat(svg.getDocumentElement().getTextContent()).contains("ours & theirs <1>", "title", "a", "b");
    }
}
