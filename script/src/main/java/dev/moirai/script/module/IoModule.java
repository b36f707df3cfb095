package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaStringBuilder;
import dev.moirai.lua.Values;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.terminal.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code io}: the terminal, for the process that {@code moirai run -x} runs. */
final class IoModule {
    private static final int READ = 1_024;
    private static final int MOST_READ = 1 << 20;

    static final LuaModule MODULE = LuaModule.named("io")
            .fallible("write", call -> write(call, "", ""))
            .fallible("print", call -> write(call, "\t", "\n"))
            .fallible("eprint", IoModule::writeError)
            .fallible("flush", IoModule::flush)
            .fallible("read", IoModule::read)
            .fallible("readline", IoModule::readLine)
            .fallible("raw", IoModule::raw)
            .fallible(
                    "args",
                    call -> call.returns(TextModule.list(call, terminal(call).arguments())))
            .build();

    private IoModule() {}

    private static Terminal terminal(Call call) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        Terminal terminal = process.runtime().find(Terminal.class);
        if (terminal == null || !terminal.isHeldBy(process.self().pid())) {
            throw new Refusal(
                    ErrorValue.Kind.UNAVAILABLE,
                    "no terminal context: only the process that 'moirai run -x' runs has the terminal; others use print"
                            + " or the module logger");
        }
        return terminal;
    }

    private static LuaString text(Call call, String between, String end) {
        LuaStringBuilder out = call.builder();
        for (int i = 1; i <= call.count(); i++) {
            out.append(i > 1 ? between : "");
            LuaString text = Values.toLuaString(call.get(i));
            ErrorValue error = ErrorValue.TYPE.cast(call.get(i));
            out.append(text != null ? text : error != null ? error.message() : call.string(Values.show(call.get(i))));
        }
        return out.append(end).toLuaString();
    }

    private static void write(Call call, String between, String end) throws Refusal {
        Terminal terminal = terminal(call);
        LuaString text = text(call, between, end);
        call.charge(text.length() / 16 + 1L);
        terminal.write(text);
        call.returns(true);
    }

    private static void writeError(Call call) throws Refusal {
        terminal(call).writeError(text(call, "\t", "\n"));
        call.returns(true);
    }

    private static void flush(Call call) throws Refusal {
        if (!terminal(call).flush()) {
            throw new Refusal(ErrorValue.Kind.INTERNAL, "standard output cannot be written");
        }
        call.returns(true);
    }

    /** {@code io.read(n?)}: waits for at most n bytes; nil at the end of the input. */
    private static void read(Call call) throws Refusal {
        Terminal terminal = terminal(call);
        long wanted = call.optInteger(1, READ);
        int most = wanted <= 0 ? READ : (int) Math.min(wanted, MOST_READ);
        await(call, "io.read", () -> terminal.read(most));
    }

    private static void readLine(Call call) throws Refusal {
        await(call, "io.readline", terminal(call)::readLine);
    }

    /** Reads on a thread of its own, while other coroutines and processes go on. */
    private static void await(Call call, String what, Callable<@Nullable LuaString> reading) {
        var read = new CompletableFuture<Object[]>();
        Thread.ofVirtual().name(what).start(() -> {
            try {
                LuaString text = reading.call();
                read.complete(new Object[] {text});
            } catch (IOException e) {
                read.complete(new Object[] {null, failed(what, e)});
            } catch (Exception e) {
                read.completeExceptionally(e);
            }
        });
        LuaProcess.of(call).awaitAll(call, read, what, (process, values) -> {
            if (values[0] instanceof LuaString text) {
                process.environment().memory().allocate(text.length());
            }
            return values;
        });
    }

    private static Object failed(String what, IOException e) {
        return ErrorValue.of(ErrorValue.Kind.INTERNAL, what + ": " + e.getMessage())
                .toLua();
    }

    private static void raw(Call call) throws Refusal {
        terminal(call);
        throw new Refusal(ErrorValue.Kind.UNAVAILABLE, "this terminal has no raw mode; read whole lines");
    }
}
