package dev.moirai.otp.supervisor;

import java.util.function.UnaryOperator;

/** The start of a supervisor: what concerns a whole tree is handed down through it. */
interface TreeStart extends Start {
    /** As {@link SupervisorSpec#mapChildren}. */
    TreeStart mapChildren(UnaryOperator<ChildSpec<?>> change);

    /** All its supervisors report to {@code to}. */
    TreeStart allReports(Reports to);

    /** It reports to {@code above}, unless it has reports of its own. */
    TreeStart inheriting(Reports above);
}
