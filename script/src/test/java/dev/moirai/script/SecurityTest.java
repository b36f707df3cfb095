package dev.moirai.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies of a project, and what processes may do under them. */
class SecurityTest {
    private static final String HEAD = """
            version: "1.0"
            namespace: app
            entries:
              - name: processes
                kind: process.host
                lifecycle: { auto_start: true }
              - name: workers
                kind: security.policy
                groups: [workers]
                policy:
                  effect: allow
                  actions: [process.spawn, process.host, process.send, funcs.call, process.registry.register]
                  resources: ["app:worker", "app:processes", "app:double", "app:boss", "app:alias", "{app:processes|*", "mine.*"]
              - name: nights
                kind: security.policy
                policy:
                  effect: deny
                  actions: "*"
                  resources: "*"
                  conditions:
                    - { field: actor.meta.shift, operator: eq, value: night }
              - name: all
                kind: security.policy
                groups: [admins]
                policy: { effect: allow, actions: "*", resources: "*" }
              - name: worker
                kind: process.lua
                source: |
                  return function() process.inbox():receive() end
              - name: other
                kind: process.lua
                source: |
                  return function() end
              - name: double
                kind: function.lua
                method: main
                modules: [security]
                source: |
                  return { main = function(n) return { n * 2, require("security").actor():id() } end }
              - name: boss
                kind: function.lua
                method: main
                modules: [security]
                security: { actor: { id: boss, meta: { level: 9 } }, groups: [admins] }
                source: |
                  return { main = function()
                    local security = require("security")
                    return { security.actor():id(), security.actor():meta().level, security.can("any", "thing") }
                  end }
              - name: alias
                kind: process.lua
                modules: [security]
                security: { actor: { id: alias } }
                source: |
                  return function(to)
                    local security = require("security")
                    process.send(to, "who", security.actor():id(), security.can("any", "thing"))
                  end
              - name: secret
                kind: function.lua
                method: main
                source: |
                  return { main = function() return "secret" end }
            """;

    private static final String PRELUDE = """
                      local function denied(text, value, err)
                        assert(not value, tostring(value))
                        assert(err:kind() == "PermissionDenied", err:kind() .. ": " .. tostring(err))
                        assert(tostring(err):find(text, 1, true), tostring(err))
                      end
            """;

    @TempDir
    Path folder;

    private final Stage stage = Stage.bare(1);

    /** Runs code as a service whose security block is {@code security}. */
    private void play(String security, String code) throws IOException {
        Files.createDirectories(folder.resolve("src"));
        Files.writeString(
                folder.resolve("src/_index.yaml"),
                HEAD + """
                          - name: main
                            kind: process.lua
                            modules: [security, funcs, supervisor]
                            source: |
                              return function()
                                local ok, err = pcall(function()
                        """.indent(0) + PRELUDE + code.indent(12) + """
                                end)
                                print(ok and "done" or tostring(err))
                              end
                            lifecycle: { auto_start: true, security: %s }
                        """.formatted(security));
        ScriptProject project = ScriptProject.load(folder);
        assertThat(project.diagnostics()).isEmpty();
        try (Application _ = Application.start(project, stage.node(), stage.options())) {
            stage.awaitLineLike(".*");
            assertThat(stage.lines()).containsExactly("done");
        }
    }

    @Test
    void whatNoPolicyAllowsIsDeniedOnEveryVerb() throws IOException {
        play("{ actor: { id: joe }, groups: [workers] }", """
                local worker = assert(process.spawn("app:worker", "app:processes"))
                denied("not allowed to spawn process: app:other", process.spawn("app:other", "app:processes"))
                denied("not allowed to spawn monitored process: app:worker", process.spawn_monitored("app:worker", "app:processes"))
                denied("not allowed to spawn linked process: app:worker", process.spawn_linked("app:worker", "app:processes"))
                denied("not allowed to cancel: " .. worker, process.cancel(worker))
                denied("not allowed to terminate: " .. worker, process.terminate(worker))
                denied("not allowed to monitor: " .. worker, process.monitor(worker))
                denied("not allowed to unmonitor: " .. worker, process.unmonitor(worker))
                denied("not allowed to link: " .. worker, process.link(worker))
                denied("not allowed to unlink: " .. worker, process.unlink(worker))
                denied("not allowed to exec process: app:worker", process.exec("app:worker", "app:processes"))
                denied("not allowed to upgrade to process: app:other", process.upgrade("app:other"))
                denied("not allowed to register name: other", process.registry.register("other"))
                assert(process.registry.register("mine.a"))
                denied("not allowed to unregister name: mine.a", process.registry.unregister("mine.a"))
                local funcs = require("funcs")
                denied("not allowed: app:secret", funcs.call("app:secret"))
                denied("not allowed: app:secret", funcs.async("app:secret"))
                denied("not allowed to spawn process: app:other",
                    require("supervisor").start_link({ children = { { process = "app:other" } } }))
                assert(process.send(worker, "end"))
                """);
    }

    @Test
    void actorAndScopeAreInheritedByCallsAndCanBeAskedFor() throws IOException {
        play("{ actor: { id: joe, meta: { team: red } }, groups: [workers] }", """
                local security, funcs = require("security"), require("funcs")
                assert(security.actor():id() == "joe")
                assert(security.actor():meta().team == "red")
                local result = assert(funcs.call("app:double", 21))
                assert(result[1] == 42 and result[2] == "joe")
                assert(security.can("process.spawn", "app:worker"))
                assert(not security.can("process.spawn", "app:other"))
                assert(security.scope():contains("app:workers"))
                assert(#security.scope():policies() == 1)
                """);
    }

    @Test
    void anEntrySaysItselfWhoItsProcessesAre() throws IOException {
        play("{ actor: { id: joe }, groups: [workers] }", """
                local result = assert(require("funcs").call("app:boss"))
                assert(result[1] == "boss" and result[2] == 9 and result[3] == true)
                assert(process.spawn("app:alias", "app:processes", process.pid()))
                local who = process.listen("who"):receive()
                assert(who[1] == "alias" and who[2] == false, "what the entry does not say is inherited")
                """);
    }

    @Test
    void aDenyOutweighsAnyAllow() throws IOException {
        play("{ actor: { id: joe, meta: { shift: night } }, groups: [admins], policies: [nights] }", """
                denied("not allowed to spawn process: app:worker", process.spawn("app:worker", "app:processes"))
                assert(require("security").can("x", "y") == false)
                """);
    }

    @Test
    void whoMayChangeActorAndScopeDoesSoForWhatItSpawnsAndCalls() throws IOException {
        play("{ actor: { id: root }, groups: [admins] }", """
                local security, funcs = require("security"), require("funcs")
                local joe = assert(security.new_actor("joe", { level = 1 }))
                local scope = assert(security.named_scope("workers"))
                local result = assert(funcs.new():with_actor(joe):with_scope(scope):call("app:double", 1))
                assert(result[2] == "joe")
                local pid = assert(process.with_actor(joe):with_scope(scope):spawn("app:worker", "app:processes"))
                assert(process.terminate(pid))
                local none = assert(security.new_scope())
                assert(none:evaluate(joe, "process.spawn", "app:worker") == "undefined")
                local one = none:with(assert(security.policy("app:workers")))
                assert(one:evaluate(joe, "process.spawn", "app:worker") == "allow")
                assert(one:without("app:workers"):evaluate(joe, "process.spawn", "app:worker") == "undefined")
                local night = assert(security.policy("app:nights"))
                assert(night:evaluate(assert(security.new_actor("n", { shift = "night" })), "a", "b") == "deny")
                assert(select(2, security.policy("app:no")):kind() == "NotFound")
                """);
    }

    @Test
    void whoMayNotCannotBecomeSomeoneElse() throws IOException {
        play("{ actor: { id: joe }, groups: [workers] }", """
                local security = require("security")
                local root = assert(security.new_actor("root"))
                local ok, err = pcall(process.with_actor, root)
                assert(not ok and tostring(err):find("not allowed to act with another actor or scope", 1, true), tostring(err))
                ok, err = pcall(process.with_context, { a = 1 })
                assert(not ok and tostring(err):find("custom context", 1, true), tostring(err))
                local new = require("funcs").new()
                ok, err = pcall(new.with_scope, new, assert(security.named_scope("admins")))
                assert(not ok and tostring(err):find("not allowed to act with another actor or scope", 1, true), tostring(err))
                """);
    }

    @Test
    void whoHasNoScopeIsNotRestricted() throws IOException {
        play("{}", """
                local security = require("security")
                assert(security.actor() == nil and security.scope() == nil)
                assert(process.spawn_monitored("app:other", "app:processes"))
                assert(security.can("process.spawn", "app:other") == false)
                """);
    }
}
