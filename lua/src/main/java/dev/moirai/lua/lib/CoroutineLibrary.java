package dev.moirai.lua.lib;

import static java.util.Objects.requireNonNull;

import dev.moirai.lua.Call;
import dev.moirai.lua.Continuation;
import dev.moirai.lua.Coroutine;
import dev.moirai.lua.Coroutine.Status;
import dev.moirai.lua.Library;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaFunction;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.NativeFunction;
import org.jspecify.annotations.Nullable;

/** Lua 5.4 manual §6.2. */
final class CoroutineLibrary {
    private static final LuaString SUSPENDED = LuaString.of("suspended").canonical();
    private static final LuaString RUNNING = LuaString.of("running").canonical();
    private static final LuaString NORMAL = LuaString.of("normal").canonical();
    private static final LuaString DEAD = LuaString.of("dead").canonical();

    private static final Continuation.Protected RESUMED = new Resumed();

    static final Library LIBRARY = Library.named("coroutine")
            .function("create", call -> call.returns(create(call)))
            .value("resume", NativeFunction.resumeArgument("coroutine.resume", CoroutineLibrary::resume, RESUMED))
            .value("yield", NativeFunction.yield("coroutine.yield"))
            .function("wrap", CoroutineLibrary::wrap)
            .function("status", call -> call.returns(status(call.checkCoroutine(1))))
            .function(
                    "running",
                    call -> call.returns(call.coroutine(), call.coroutine().isMain()))
            .function("isyieldable", CoroutineLibrary::isYieldable)
            .function("close", CoroutineLibrary::close)
            .build();

    private CoroutineLibrary() {}

    private static Coroutine create(Call call) {
        LuaFunction function = call.checkFunction(1);
        return call.environment().coroutine(function);
    }

    private static LuaString status(Coroutine coroutine) {
        return switch (coroutine.status()) {
            case SUSPENDED -> SUSPENDED;
            case RUNNING -> RUNNING;
            case NORMAL -> NORMAL;
            case DEAD -> DEAD;
        };
    }

    private static void isYieldable(Call call) {
        Coroutine coroutine = call.get(1) == null ? call.coroutine() : call.checkCoroutine(1);
        call.returns(coroutine.isYieldable());
    }

    /** Why a coroutine cannot be resumed by the one that calls; null if it can. */
    private static @Nullable String refusal(Call call, Coroutine coroutine) {
        return switch (coroutine.status()) {
            case SUSPENDED -> {
                if (coroutine.isMain()) {
                    yield "cannot resume a coroutine that runs by itself";
                }
                yield call.coroutine().mayResume() ? null : "C stack overflow";
            }
            case DEAD -> "cannot resume dead coroutine";
            case RUNNING, NORMAL -> "cannot resume non-suspended coroutine";
        };
    }

    private static void resume(Call call) {
        Coroutine coroutine = call.checkCoroutine(1);
        String refusal = refusal(call, coroutine);
        if (refusal != null) {
            call.returns(false, LuaString.of(refusal));
        } else {
            call.resumeWithArguments(RESUMED, coroutine, 2);
        }
    }

    /** Tells by its first result whether there was an error. */
    private static final class Resumed implements Continuation.Protected, Continuation.PassingOn {
        @Override
        public boolean confirms() {
            return true;
        }

        @Override
        public void resume(Call call) {
            call.returnsWith(true);
        }

        @Override
        public void caught(Call call, LuaError error) {
            call.returns(false, error.value());
        }
    }

    private static void wrap(Call call) {
        Coroutine coroutine = create(call);
        call.returns(
                NativeFunction.resume("wrap", coroutine, inner -> refuse(inner, coroutine), new Wrapped(coroutine)));
    }

    private static void refuse(Call call, Coroutine coroutine) {
        throw call.error(requireNonNull(refusal(call, coroutine)));
    }

    /** Hands an error on, after closing the coroutine. */
    private record Wrapped(Coroutine coroutine) implements Continuation.Protected, Continuation.PassingOn {
        @Override
        public void resume(Call call) {
            call.returnsArguments(1);
        }

        @Override
        public void caught(Call call, LuaError error) {
            call.close(new Closed(error), coroutine);
        }
    }

    private record Closed(LuaError first) implements Continuation.Protected {
        @Override
        public void resume(Call call) {
            throw positioned(call, first);
        }

        @Override
        public void caught(Call call, LuaError error) {
            throw positioned(call, error);
        }

        private static LuaError positioned(Call call, LuaError error) {
            return error.value() instanceof LuaString message
                    ? LuaError.of(
                            call.builder().append(call.where(1)).append(message).toLuaString())
                    : error;
        }
    }

    private static void close(Call call) {
        Coroutine coroutine = call.checkCoroutine(1);
        if (coroutine.isMain() && coroutine.status() == Status.SUSPENDED) {
            throw call.error("cannot close a coroutine that runs by itself");
        }
        if (coroutine.status() == Status.SUSPENDED || coroutine.status() == Status.DEAD) {
            call.close(CLOSED, coroutine);
        } else {
            throw call.error("cannot close a " + status(coroutine) + " coroutine");
        }
    }

    private static final Continuation.Protected CLOSED = new Continuation.Protected() {
        @Override
        public void resume(Call call) {
            call.returns(true);
        }

        @Override
        public void caught(Call call, LuaError error) {
            call.returns(false, error.value());
        }
    };
}
