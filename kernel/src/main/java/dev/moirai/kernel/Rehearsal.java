package dev.moirai.kernel;

import java.time.Duration;

/**
 * Runs through the kernel once, in a simulation, when the first node of a JVM starts.
 *
 * <p>A JVM loads and links code when it is first run, and that takes stack and memory. Were the first message ever sent by
 * a process whose stack is used up, a class of the kernel could fail to initialize, which a JVM never tries again. So
 * everything a process may ask for is asked for here first, while there is room.
 */
final class Rehearsal {
    static {
        perform();
    }

    private Rehearsal() {}

    /** Does nothing but the first time. */
    static void once() {}

    private static void perform() {
        Simulation simulation = new Simulation(1, NodeOptions.named("rehearsal"));
        Node node = simulation.node();
        Watched lead = node.spawnWatched(Spawn.of(new Lead()).trappingExits().named("lead"));
        node.send("lead", "cue");
        node.info(lead.pid());
        simulation.runToEnd();
        node.cancel(lead.pid(), "curtain", Lead.MOMENT);
        node.kill(lead.pid());
        simulation.runToEnd();
        queues(node, simulation);
        simulation.close();
    }

    /** What only real threads use. */
    private static void queues(Node node, Simulation simulation) {
        Process process = node.spawn((_, _) -> Step.WAITING).process;
        if (process == null) {
            throw new IllegalStateException("it has not run yet");
        }
        simulation.run();
        RunQueue queue = new RunQueue();
        queue.offer(process);
        queue.stealInto(new RunQueue());
        Inbox inbox = new Inbox();
        inbox.add(process);
        inbox.poll();
    }

    private static Body waiting() {
        return (self, _) -> {
            self.take("cue"::equals);
            return Step.WAITING;
        };
    }

    /** Does what a body can do. */
    private static final class Lead implements Body {
        /** Not outside of this class: another thread that asked for it there would wait for the end of the rehearsal. */
        static final Duration MOMENT = Duration.ofMillis(1);

        private boolean begun;

        @Override
        public Step advance(Self self, int budget) {
            if (begun) {
                while (self.take() != null) {}
                return Step.WAITING;
            }
            begun = true;
            ties(self);
            messages(self);
            ends(self);
            return Step.READY;
        }

        private static void ties(Self self) {
            Pid other = self.spawn(Spawn.of(waiting()).linked().monitored().named("other"))
                    .pid();
            try {
                self.spawn(Spawn.of(waiting()).named("other"));
            } catch (SpawnRefused _) {
                self.register("other too");
                self.unregister("other too");
            }
            self.unlink(other);
            self.link(other);
            self.monitor("other");
            self.demonitor(self.monitor(other));
            self.demonitorAndFlush(self.monitor(other));
            self.trapExits(self.trapsExits());
            self.kill(other);
        }

        private static void messages(Self self) {
            self.cancel(self.sendAfter(MOMENT, "never"));
            self.sendAfter(MOMENT, "timer");
            Alias alias = self.alias(true);
            self.send(alias, "through an alias");
            self.send((Object) "other", "by name");
            for (MailboxLimit.Overflow overflow : MailboxLimit.Overflow.values()) {
                Pid full = self.spawn(Spawn.of(waiting())
                                .withMailbox(MailboxLimit.of(1).withOverflow(overflow)))
                        .pid();
                self.send(full, "first");
                self.send(full, "second");
                self.exit(full, ExitReason.SHUTDOWN);
                self.send(full, "late");
            }
            self.take(_ -> false);
            self.takeNew(_ -> false);
            self.rescan();
            self.unalias(alias);
            self.waker().run();
        }

        private static void ends(Self self) {
            self.cancel(self.spawn(waiting()), "enough", MOMENT);
            self.spawn(Spawn.of((_, _) -> {
                        throw new StackOverflowError("rehearsed");
                    })
                    .linked()
                    .monitored());
            Pid gone = self.spawn((_, _) -> Step.done());
            self.exit(gone, new ExitReason.Failed("rehearsed"));
            self.link(gone);
            self.monitor(gone);
            self.spawn(Spawn.blocking(blocking -> {
                blocking.receive(MOMENT);
                blocking.checkpoint();
                return null;
            }));
        }
    }
}
