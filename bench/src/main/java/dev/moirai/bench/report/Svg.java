package dev.moirai.bench.report;

import java.util.List;
import java.util.Locale;

/** A picture being drawn as SVG: a frame with title, axis labels and legend, the same for all charts, and the few shapes they need. */
final class Svg {

    static final int WIDTH = 760;
    static final int HEIGHT = 420;
    static final int LEFT = 80;
    static final int RIGHT = WIDTH - 190;
    static final int TOP = 50;
    static final int BOTTOM = HEIGHT - 60;

    /** Colours that people who confuse red and green can tell apart (Okabe and Ito). */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

    private static final String GRID = "#e0e0e0";
    private static final String AXIS = "#404040";

    private final StringBuilder elements = new StringBuilder();

    Svg(String title, String x, String y) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">",
                WIDTH, HEIGHT);
        add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        add("<text x=\"%d\" y=\"28\" font-size=\"16\" font-weight=\"bold\">%s</text>", LEFT, escape(title));
        text((LEFT + RIGHT) / 2.0, HEIGHT - 18, "middle", x);
        int middle = (TOP + BOTTOM) / 2;
        add("<text transform=\"translate(20 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>", middle, escape(y));
    }

    static String colour(int index) {
        return COLOURS.get(index % COLOURS.size());
    }

    /** The horizontal grid lines with their values, and the two axes. */
    void grid(LogAxis y) {
        for (double tick : y.ticks()) {
            line(LEFT, y.at(tick), RIGHT, y.at(tick), GRID);
            text(LEFT - 8, y.at(tick) + 4, "end", Numbers.prefixed(tick));
        }
        line(LEFT, BOTTOM, RIGHT, BOTTOM, AXIS);
        line(LEFT, TOP, LEFT, BOTTOM, AXIS);
    }

    void verticalGridLine(double x) {
        line(x, TOP, x, BOTTOM, GRID);
    }

    void labelBelow(double x, String label) {
        text(x, BOTTOM + 20, "middle", label);
    }

    void legend(int index, String label) {
        double y = TOP + 10 + 22.0 * index;
        bar(RIGHT + 16, y - 9, 12, 10, colour(index), label);
        text(RIGHT + 34, y, "start", label);
    }

    void polyline(String points, String colour) {
        add("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>", colour, points.trim());
    }

    void dot(double x, double y, String colour, String hint) {
        add(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"><title>%s</title></circle>",
                x, y, colour, escape(hint));
    }

    void bar(double x, double y, double width, double height, String colour, String hint) {
        add(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"><title>%s</title></rect>",
                x, y, width, height, colour, escape(hint));
    }

    private void line(double x1, double y1, double x2, double y2, String colour) {
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>", x1, y1, x2, y2, colour);
    }

    private void text(double x, double y, String anchor, String text) {
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escape(text));
    }

    private void add(String format, Object... values) {
        elements.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** The whole picture. */
    @Override
    public String toString() {
        return elements + "</svg>\n";
    }
}
