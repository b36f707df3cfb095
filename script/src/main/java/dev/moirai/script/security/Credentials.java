package dev.moirai.script.security;

import org.jspecify.annotations.Nullable;

/**
 * What a process is allowed to do: who it is, and which policies apply. Handed on to the processes it spawns and the
 * functions it calls. Immutable.
 *
 * <p>Who has no scope is not restricted. With a scope, what no policy allows is denied, and what one denies is denied whatever
 * the others say.
 *
 * @param actor who it is, if it is someone
 * @param scope the policies, if it is restricted
 */
public record Credentials(@Nullable Actor actor, @Nullable Scope scope) {
    /** Nobody in particular, not restricted. */
    public static final Credentials NONE = new Credentials(null, null);

    public Credentials withActor(Actor other) {
        return new Credentials(other, scope);
    }

    public Credentials withScope(Scope other) {
        return new Credentials(actor, other);
    }

    /** These, with what {@code others} have in their place. */
    public Credentials with(Credentials others) {
        return new Credentials(
                others.actor == null ? actor : others.actor, others.scope == null ? scope : others.scope);
    }

    /** Whether a query of this actor is allowed. */
    public boolean allow(Query query) {
        return scope == null || scope.evaluate(query) == Scope.Verdict.ALLOW;
    }
}
