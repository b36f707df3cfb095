package dev.moirai.otp;

import dev.moirai.kernel.ExitReason;
import dev.moirai.otp.text.DurationText;

/** An ask got no reply; {@link #answer} tells why. Uncaught in a process it ends it, as in OTP. */
public final class AskFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Answer<?> answer;

    AskFailed(Answer<?> answer) {
        super(describe(answer));
        this.answer = answer;
    }

    private AskFailed(Address<?> asked, Answer<?> answer) {
        super("ask of " + asked + ": " + describe(answer));
        this.answer = answer;
    }

    /** The reply of {@code asked}. */
    static <R> R replyOf(Address<?> asked, Answer<R> answer) {
        if (answer instanceof Answer.Ok<R>(R value)) {
            return value;
        }
        throw new AskFailed(asked, answer);
    }

    /** Never {@link Answer.Ok}. */
    public Answer<?> answer() {
        return answer;
    }

    private static String describe(Answer<?> answer) {
        return switch (answer) {
            case Answer.Ok<?>(var value) -> throw new IllegalArgumentException("not a failure: " + value);
            case Answer.Failed<?>(var error) -> "the receiver answered with an error: " + error;
            case Answer.Exited<?>(ExitReason.NoProcess _) -> "there is no such process to ask";
            case Answer.Exited<?>(var reason) -> "the receiver ended before it replied: " + reason;
            case Answer.TimedOut<?>(var after) -> "no reply within " + DurationText.of(after);
            case Answer.NotSent<?>(var why) -> "the question was not sent: " + why;
        };
    }
}
