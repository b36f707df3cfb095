package dev.moirai.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that upgrades itself every few messages, while others send to it all the time: it gets every message once, and
 * those of one sender in order. With two coroutines that receive there is no order, but some messages are handed to one that
 * never runs, because the other upgrades.
 */
class UpgradeUnderLoadTest {
    private static final int SENDERS = 4;
    private static final int MESSAGES_BETWEEN = 7;

    private static final String RECEIVER = """
            return function(coroutines, total, sum, expected, received, upgrades)
              local inbox, done = process.inbox(), channel.new(1)
              local function receive()
                while true do
                  local message = inbox:receive()
                  local from, n = message:from(), message:payload():data()
                  local wanted = (expected[from] or 0) + 1
                  if coroutines == 1 and n ~= wanted then
                    error("from " .. from .. ": wanted " .. wanted .. ", got " .. n)
                  end
                  expected[from] = n
                  received = received + 1
                  sum = sum - n
                  if received == total then done:send(true)
                  elseif received % 7 == 0 then
                    process.upgrade(nil, coroutines, total, sum, expected, received, upgrades + 1)
                  end
                end
              end
              for _ = 1, coroutines do coroutine.spawn(receive) end
              done:receive()
              if sum ~= 0 then error("lost or doubled: " .. sum) end
              return upgrades
            end
            """;

    private static final String SENDER = """
            return function(to, count)
              for i = 1, count do assert(process.send(to, "n", i)) end
            end
            """;

    private static final String BOSS = """
            return function(coroutines, senders, count)
              local receiver = process.spawn_monitored("test:receiver", "app:processes", coroutines, senders * count,
                senders * count * (count + 1) // 2, {}, 0, 0)
              for _ = 1, senders do process.spawn("test:sender", "app:processes", receiver, count) end
              local result = process.events():receive().result
              if result.error then error(tostring(result.error)) end
              return result.value
            end
            """;

    private static void upgrade(Stage stage, int coroutines, int upgrades) {
        try (stage) {
            stage.define("test:receiver", RECEIVER)
                    .define("test:sender", SENDER)
                    .define("test:boss", BOSS);
            long each = (long) upgrades * MESSAGES_BETWEEN / SENDERS;

            String told = Stage.told(stage.run("test:boss", (long) coroutines, (long) SENDERS, each));

            assertThat(told).as("%s", stage).isEqualTo(String.valueOf((SENDERS * each - 1) / MESSAGES_BETWEEN));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void upgradesLoseNoMessageInAnyOrderOfTurns(int coroutines) {
        for (long seed = 1; seed <= 20; seed++) {
            upgrade(Stage.simulated(seed), coroutines, 40);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void upgradesLoseNoMessageOnThreads(int coroutines) {
        upgrade(Stage.threads(), coroutines, 1_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @Tag("long")
    void tenThousandUpgradesLoseNoMessage(int coroutines) {
        upgrade(Stage.threads(), coroutines, 10_000);
        upgrade(Stage.simulated(1), coroutines, 10_000);
    }
}
