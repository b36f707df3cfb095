package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Why a supervisor ended: more restarts than its intensity allows. It is the detail of its {@link ExitReason.Shutdown}, so
 * the reason of the topmost supervisor contains the whole chain down to the first crash.
 *
 * @param supervisor its name, or its pid
 * @param child the child whose restart was one too many
 * @param reason what that child ended with; another GaveUp if it was a supervisor itself
 * @param limit what was exceeded
 * @param recent the latest failures, oldest first, ending with that of {@code child}
 */
public record GaveUp(Object supervisor, Object child, ExitReason reason, Intensity limit, List<Failure> recent) {

    private static final int LONGEST_REASON = 500;

    /**
     * One failure that counted.
     *
     * @param before how long before the end
     */
    public record Failure(Object child, ExitReason reason, Duration before) {}

    public GaveUp {
        recent = List.copyOf(recent);
    }

    /** Why this tree died, in lines, from the top supervisor down to the first failure. */
    public String explain() {
        StringBuilder text = new StringBuilder();
        explain(text, "");
        return text.toString();
    }

    private void explain(StringBuilder text, String indent) {
        text.append(indent)
                .append("supervisor ")
                .append(supervisor)
                .append(" gave up: more than ")
                .append(limit)
                .append('\n');
        for (Failure failure : recent) {
            text.append(indent)
                    .append(String.format(Locale.ROOT, "  %.3f s before: child ", seconds(failure.before())));
            text.append(failure.child())
                    .append(" ended: ")
                    .append(brief(failure.reason()))
                    .append('\n');
        }
        if (reason.root() instanceof ExitReason.Shutdown(GaveUp below)) {
            text.append(indent).append("  the last of which:\n");
            below.explain(text, indent + "  ");
        }
    }

    private static double seconds(Duration time) {
        return time.getSeconds() + time.getNano() / 1e9;
    }

    /** Long reasons must not push the first failure, at the end, out of a report. */
    private static String brief(ExitReason reason) {
        String text = reason.root() instanceof ExitReason.Shutdown(GaveUp below)
                ? "it gave up on child " + below.child()
                : reason.toString();
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + " ...";
    }

    @Override
    public String toString() {
        return "reached_max_restart_intensity: supervisor " + supervisor + " allows " + limit + ", and child " + child
                + " ended: " + reason;
    }
}
