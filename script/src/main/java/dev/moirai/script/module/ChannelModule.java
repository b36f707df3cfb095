package dev.moirai.script.module;

import dev.moirai.script.process.Channel;
import dev.moirai.script.process.Selection;

/** {@code channel}: values passed between the coroutines of one process. */
final class ChannelModule {
    static final LuaModule MODULE = LuaModule.named("channel")
            .function("new", call -> {
                long capacity = call.optInteger(1, 0);
                int bounded = Math.clamp(capacity, 0, Integer.MAX_VALUE);
                call.returns(new Channel("channel.new(" + bounded + ")", bounded).toLua());
            })
            .function("select", Selection::select)
            .build();

    private ChannelModule() {}
}
