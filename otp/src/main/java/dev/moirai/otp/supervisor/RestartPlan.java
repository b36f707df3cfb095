package dev.moirai.otp.supervisor;

import java.util.ArrayList;
import java.util.List;

/**
 * What to stop and what to start when a child failed, decided without doing any of it.
 *
 * <pre>
 *                     stop, in this order           drop             start, in this order
 * one_for_one         -                             -                failed
 * rest_for_one        running ones after failed,    temporary ones   failed, all known ones after it
 *                     last first                    among them
 * one_for_all         all other running ones,       temporary ones   all known ones
 *                     last first                    among all
 * </pre>
 *
 * <p>Started are also siblings that were down, for whatever reason, except those in quarantine. Temporary siblings are
 * dropped. Source: OTP {@code supervisor}, restart strategies.
 *
 * @param <C> what a child is known by
 */
public record RestartPlan<C>(List<C> stop, List<C> drop, List<C> start) {

    /**
     * What the plan must know of a child.
     *
     * @param running whether there is a process to stop
     * @param temporary whether it is dropped instead of restarted
     * @param held whether it stays down whatever happens to others: quarantine
     */
    public record Member<C>(C child, boolean running, boolean temporary, boolean held) {}

    /**
     * What to do about {@code failed}.
     *
     * @param members in start order; {@code failed} is one of them
     */
    public static <C> RestartPlan<C> of(Strategy strategy, List<Member<C>> members, C failed) {
        List<C> stop = new ArrayList<>();
        List<C> drop = new ArrayList<>();
        List<C> start = new ArrayList<>();
        boolean concerned = strategy == Strategy.ONE_FOR_ALL;
        for (Member<C> member : members) {
            boolean isFailed = member.child().equals(failed);
            if (isFailed) {
                start.add(failed);
                concerned = strategy.isGroup();
                continue;
            }
            if (!concerned) {
                continue;
            }
            if (member.running()) {
                stop.addFirst(member.child());
            }
            if (member.temporary()) {
                drop.add(member.child());
            } else if (!member.held()) {
                start.add(member.child());
            }
        }
        return new RestartPlan<>(List.copyOf(stop), List.copyOf(drop), List.copyOf(start));
    }
}
