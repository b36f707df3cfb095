package dev.moirai.kernel.model;

import dev.moirai.kernel.Pid;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What must hold in the model itself whenever everything is quiet. */
final class Agreement {
    private Agreement() {}

    /** The first process that should still be advanced or die, null if everything is quiet. */
    @Nullable
    static String unrest(Model model) {
        while (model.processes().stream().anyMatch(proc -> proc.dying == null && !proc.arrived.isEmpty())) {
            model.processes().forEach(model::receive); // an answer may go to one that was looked at before
        }
        for (Proc proc : model.processes()) {
            if (proc.dying != null || proc.due) {
                return proc.pid + (proc.dying != null ? " should die: " + proc.dying : " should be advanced");
            }
            for (Sent.Watching watching : proc.watching) {
                if (model.find(watching.target) == null) {
                    return proc.pid + " waits for the end of " + watching.target + ", which is gone";
                }
            }
            for (Map.Entry<Pid, Proc.Tie> entry : proc.ties.entrySet()) {
                Proc peer = model.find(entry.getKey());
                if (entry.getValue().on != (peer != null && peer.tie(proc.pid).on)) {
                    return proc.pid + " and " + entry.getKey() + " do not agree about their link";
                }
            }
        }
        return null;
    }
}
