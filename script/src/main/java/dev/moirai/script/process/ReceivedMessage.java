package dev.moirai.script.process;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Userdata;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A message as its receiver sees it: the objects that {@code process.inbox()} gives. */
final class ReceivedMessage {
    static final ObjectType<ReceivedMessage> TYPE = ObjectType.named("process.Message", ReceivedMessage.class)
            .getter("topic", (_, message) -> message.message.topic())
            .getter("from", (_, message) -> message.message.from())
            .getter("is_call", (_, message) -> message.message.reply() != null)
            .fallible("reply", (call, message) -> message.reply(call))
            .method("payload", (call, message) -> call.returns(message.payload(call)))
            .text((_, message) -> "process.Message{topic=" + message.message.topic() + "}")
            .build();

    private final LuaMessage message;
    private @Nullable Object payload; // owner only: made when first asked for

    ReceivedMessage(LuaMessage message) {
        this.message = message;
    }

    private void reply(Call call) throws Refusal {
        CompletableFuture<Parcel> reply = message.reply();
        if (reply == null) {
            throw Refusal.invalid("the sender of this message waits for no reply; it was not sent by process.call");
        }
        if (!reply.complete(Parcel.of(call.arguments(2)))) {
            throw new Refusal(ErrorValue.Kind.CANCELED, "the caller has a reply already, or waits no more");
        }
        call.returns(true);
    }

    /** Nil if the message has no values, a payload if it has one, a table of payloads if it has more. */
    private @Nullable Object payload(Call call) {
        Parcel content = message.content();
        if (payload == null && content.size() == 1) {
            payload = wrapped(content, 0);
        } else if (payload == null && content.size() > 1) {
            LuaTable all = call.table(content.size(), 0);
            for (int i = 0; i < content.size(); i++) {
                all.put(i + 1L, wrapped(content, i));
            }
            payload = all;
        }
        return payload;
    }

    private static Userdata wrapped(Parcel content, int index) {
        return Payload.TYPE.wrap(new Payload(Payload.LUA, content, index));
    }
}
