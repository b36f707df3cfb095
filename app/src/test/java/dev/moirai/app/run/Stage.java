package dev.moirai.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.app.boot.BootPlan;
import dev.moirai.app.project.Folder;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.app.source.Finding;
import dev.moirai.kernel.Body;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A project whose processes are played by Java bodies, by name; what they do and what becomes of services is noted. */
final class Stage {
    static final String HOST = """
            namespace: app
            entries:
              - name: processes
                kind: process.host
                host: {workers: 1}
                lifecycle: {auto_start: true}
            """;

    /** What a process does: told what it was started with, it makes a body. */
    interface Role {
        Spawn spawn(Launcher.Start start) throws Throwable;
    }

    private final Folder folder;
    private final Map<String, Role> roles = new HashMap<>();
    private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
    private final List<ServiceStatus> changes = Collections.synchronizedList(new ArrayList<>());

    Stage(Path root) {
        folder = new Folder(root).file("src/a.lua", "return 1");
    }

    Stage role(String name, Role role) {
        roles.put(name, role);
        return this;
    }

    /** A process that is ready at once and then does what {@code acts} says on each thing that arrives. */
    Stage reactive(String name, Acts acts) {
        return role(name, start -> Spawn.of(new Actor(name, start, acts)));
    }

    /** A process that ends when it is asked to. */
    Stage obedient(String name) {
        return reactive(name, (self, what) -> what instanceof Signal.Cancel ? Step.done() : Step.WAITING);
    }

    /** A process that does nothing, whatever arrives. */
    Stage stubborn(String name) {
        return reactive(name, (self, what) -> Step.WAITING);
    }

    /** A process that fails {@code after} it became ready. */
    Stage failing(String name, Duration after) {
        return reactive(name, (self, what) -> {
            if (what instanceof Born) {
                if (after.isZero()) {
                    return Step.done(new ExitReason.Failed("boom"));
                }
                self.sendAfter(after, "time to fail");
            }
            return what.equals("time to fail") ? Step.done(new ExitReason.Failed("boom")) : Step.WAITING;
        });
    }

    void note(String text) {
        notes.add(text);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    List<ServiceStatus> changes() {
        return List.copyOf(changes);
    }

    /** The states that the service {@code name} went through. */
    List<ServiceStatus.State> statesOf(String name) {
        return changes().stream()
                .filter(change -> change.id().name().equals(name))
                .map(ServiceStatus::state)
                .toList();
    }

    Application.Start start(Node node, String yaml) {
        return start(node, yaml, _ -> {});
    }

    Application.Start start(Node node, String yaml, Consumer<ServiceStatus> listener) {
        var loaded = folder.file("src/_index.yaml", yaml).load();
        var diagnostics = new Diagnostics(Finding.PLAN);
        var plan = BootPlan.of(loaded.project(), diagnostics);
        assertThat(loaded.diagnostics()).isEmpty();
        assertThat(diagnostics.list()).isEmpty();
        return Application.start(loaded.project(), plan, node, this::spawn, change -> {
            changes.add(change);
            listener.accept(change);
        });
    }

    Application run(Node node, String yaml) {
        return switch (start(node, yaml)) {
            case Application.Started(var application) -> application;
            case Application.Failed failed -> throw new AssertionError(failed.toString());
            case Application.Interrupted interrupted -> throw new AssertionError(interrupted.toString());
        };
    }

    private Spawn spawn(Launcher.Start start) throws Throwable {
        var name = start.process().id().name();
        var role = roles.get(name);
        if (role == null) {
            throw new AssertionError("nobody plays " + name);
        }
        return role.spawn(start);
    }

    static EntryId id(String name) {
        return EntryId.parse(name, "app").orElseThrow();
    }

    /** What a body is told first. */
    record Born() {}

    /** What a process does with what arrives. */
    interface Acts {
        Step on(Self self, Object what);
    }

    private final class Actor implements Body {
        private final String name;
        private final Launcher.Start start;
        private final Acts acts;
        private boolean born;

        Actor(String name, Launcher.Start start, Acts acts) {
            this.name = name;
            this.start = start;
            this.acts = acts;
        }

        @Override
        public Step advance(Self self, int budget) {
            if (!born) {
                born = true;
                note(name + " starts");
                start.startup().ready(null);
                var step = acts.on(self, new Born());
                if (step instanceof Step.Done) {
                    return step;
                }
            }
            Object what;
            while ((what = self.take()) != null) {
                if (what instanceof Signal.Cancel cancel) {
                    note(name + " is asked to end: " + cancel.reason());
                }
                var step = acts.on(self, what);
                if (step instanceof Step.Done) {
                    return step;
                }
            }
            return Step.WAITING;
        }
    }
}
