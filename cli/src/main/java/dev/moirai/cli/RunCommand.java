package dev.moirai.cli;

import ch.qos.logback.classic.Level;
import dev.moirai.app.boot.Service;
import dev.moirai.app.run.ServiceStatus;
import dev.moirai.app.run.ShutdownReport;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.ProcessInfo;
import dev.moirai.otp.text.DurationText;
import dev.moirai.script.Application;
import dev.moirai.script.Application.StartRefused;
import dev.moirai.script.ApplicationOptions;
import dev.moirai.script.ReloadReport;
import dev.moirai.script.ScriptProject;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code moirai run}: a project, from its start until it is asked to stop or has nothing left to do.
 *
 * <p>Standard output belongs to the project's programs; what we say of them is logged to standard error.
 */
@Command(
        name = "run",
        customSynopsis = {
            "moirai run [-hvVw] [--stop-timeout=DURATION] [FOLDER]",
            "       moirai run [-hvV] [--stop-timeout=DURATION] [FOLDER] -x NAMESPACE:NAME [--host NAMESPACE:NAME] [ARG...]"
        },
        description = {
            "Starts everything in a project that has lifecycle.auto_start, and runs until Ctrl-C or until all processes"
                    + " have ended.",
            "Ctrl-C asks every process to end; a second one ends at once."
        })
final class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final Duration LOOK_AROUND = Duration.ofMillis(100);
    private static final Duration TO_UPGRADE = Duration.ofSeconds(5);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs any command
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs any command
    private ProjectFolder folder;

    @Option(
            names = "--stop-timeout",
            paramLabel = "DURATION",
            defaultValue = "5s",
            description =
                    "How long processes have to end when they are asked to; then they are ended by force (default:"
                            + " ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it to the default
    private Duration stopTimeout;

    @Option(
            names = {"-x", "--execute"},
            arity = "1..*",
            paramLabel = "NAMESPACE:NAME",
            hideParamSyntax = true,
            parameterConsumer = RestOfTheLine.class,
            description =
                    "Runs this process on the terminal with the rest of the line as its arguments, waits until it ends, and"
                            + " stops. The exit code is the whole number it returns; 1 after an error or false, otherwise"
                            + " 0.")
    private List<String> execute = List.of();

    @Option(
            names = RestOfTheLine.HOST,
            paramLabel = "NAMESPACE:NAME",
            description = "With -x: the host it runs on (default: the project's only terminal.host, if it has one).")
    private @Nullable String host;

    @Option(
            names = {"-w", "--watch"},
            description = {
                "Takes changed files over while everything runs: running processes are upgraded, and keep their pid, names,"
                        + " links and mailbox.",
                "Of code with a mistake nothing is taken over; what is wrong is told, and the old code goes on."
            })
    private boolean watch;

    @Option(
            names = {"-v", "--verbose"},
            description = "Logs more, stack traces of the runtime included.")
    private boolean verbose;

    @Override
    public Integer call() throws InterruptedException {
        if (watch && !execute.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--watch goes with services, not with -x");
        }
        if (host != null && execute.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--host goes with -x: it says where that process runs");
        }
        if (verbose) {
            ConsoleLog.show(Level.DEBUG);
        } else if (!execute.isEmpty()) {
            ConsoleLog.show(Level.OFF); // the terminal is the program's
        }
        PrintWriter err = spec.commandLine().getErr();
        // Before they are read, so that no change is missed.
        var sources = watch ? Optional.of(new SourceWatch(folder.path())) : Optional.<SourceWatch>empty();
        ScriptProject project = folder.load(err);
        if (!project.ok()) {
            return ExitCode.USAGE;
        }
        if (execute.isEmpty()
                && project.plan().steps().stream().allMatch(step -> step.service() instanceof Service.Host)) {
            err.println(folder.path() + ": nothing would run; give an entry 'lifecycle: {auto_start: true}'");
            return ExitCode.USAGE;
        }
        Optional<OneProcess> one = Optional.empty();
        try {
            if (!execute.isEmpty()) {
                one = Optional.of(OneProcess.of(project, execute, host));
            }
        } catch (OneProcess.NoSuch noSuch) {
            err.println("moirai: " + noSuch.getMessage());
            return ExitCode.USAGE;
        }
        warnOfOldJdk();
        StopSignals signals = StopSignals.caught();
        var stdout = new WatchedOutput(new FileOutputStream(FileDescriptor.out), signals::readerGone);
        try (var out = new PrintStream(stdout, true, StandardCharsets.UTF_8)) {
            Application application = start(project, out, err);
            if (one.isEmpty()) {
                return serve(application, signals, sources);
            }
            int exitCode = one.get().run(application, signals, stopTimeout, err);
            int stopped = stop(application);
            return exitCode == ExitCode.OK ? stopped : exitCode;
        } catch (StartRefused refused) {
            err.println("moirai: " + project.inFiles(String.valueOf(refused.getMessage())));
            return ExitCode.SOFTWARE;
        }
    }

    private static Application start(ScriptProject project, PrintStream out, PrintWriter err) {
        var starting = new AtomicReference<>("");
        var started = new AtomicBoolean();
        ConsoleLog.show("dev.moirai.otp", Level.ERROR); // whether a start failed is told once, at its end
        try (var progress = Progress.of(err, () -> "starting " + starting.get())) {
            Consumer<ServiceStatus> listener = service -> {
                if (service.state() == ServiceStatus.State.STARTING) {
                    starting.set(service.id().toString());
                }
                if (started.get() || service.state() != ServiceStatus.State.FAILED) {
                    log(service);
                }
            };
            var options = ApplicationOptions.DEFAULT
                    .withOutput(line -> progress.around(() -> out.println(line)))
                    .withListener(listener)
                    .withTerminal(System.in, out, System.err);
            Application application = Application.start(project, options);
            started.set(true);
            return application;
        } finally {
            ConsoleLog.show("dev.moirai.otp", null);
        }
    }

    private int serve(Application application, StopSignals signals, Optional<SourceWatch> sources)
            throws InterruptedException {
        LOG.info("{} runs; Ctrl-C stops it{}", folder.path(), watch ? "; watching its files" : "");
        while (!signals.awaitFirst(LOOK_AROUND)) {
            if (sources.isPresent()) {
                if (sources.get().hasChanged()) {
                    takeOver(application);
                }
            } else if (application.hasEnded()) {
                LOG.info("all processes have ended");
                application.close();
                return ExitCode.OK;
            }
        }
        return stop(application);
    }

    /** Has the application go on with the files as they are now, if they are right. */
    private void takeOver(Application application) {
        ScriptProject changed = ScriptProject.load(folder.path());
        changed.diagnostics().stream().filter(found -> !found.isError()).forEach(found -> LOG.warn("{}", found));
        ReloadReport report = application.reload(changed, TO_UPGRADE);
        for (String line : report.lines()) {
            if (report.ok()) {
                LOG.info("{}", line);
            } else {
                LOG.warn("{}", changed.inFiles(line));
            }
        }
    }

    /** What becomes of the services is of interest where it is not what was asked for. */
    private static void log(ServiceStatus service) {
        switch (service.state()) {
            case WAITING, FAILED -> LOG.warn("{}", service);
            case STARTING, RUNNING, FINISHED, STOPPING, STOPPED -> LOG.debug("{}", service);
        }
    }

    private int stop(Application application) {
        LOG.info("stopping; Ctrl-C again ends at once");
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> sayWhoIsLeft(application.node()));
        ShutdownReport report = application.stop(stopTimeout);
        if (!report.isClean()) {
            LOG.warn("not all ended when they were asked to:\n  {}", String.join("\n  ", report.abandoned()));
        }
        LOG.info("stopped");
        return report.rest().abandoned().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void sayWhoIsLeft(Node node) {
        var answers = node.processes().stream().map(node::info).toList();
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, LOOK_AROUND.toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(() -> {
                    String left = answers.stream()
                            .flatMap(answer -> Stream.ofNullable(answer.getNow(null)))
                            .filter(info ->
                                    !info.host().equals(node.defaultHost().name())) // that is our machinery
                            .collect(Collectors.groupingBy(ProcessInfo::kind, TreeMap::new, Collectors.counting()))
                            .entrySet()
                            .stream()
                            .map(kind -> kind.getValue() == 1 ? kind.getKey() : kind.getValue() + " " + kind.getKey())
                            .collect(Collectors.joining(", "));
                    if (!left.isEmpty()) {
                        LOG.info("waiting up to {} for {}", DurationText.of(stopTimeout), left);
                    }
                });
    }

    /** JDK 25 before 25.0.3 can lose the wake-up of a virtual thread (JDK-8369227), and a blocking process then hangs. */
    private static void warnOfOldJdk() {
        var mended = Runtime.Version.parse("25.0.3");
        if (Runtime.version().compareToIgnoreOptional(mended) < 0) {
            LOG.warn(
                    "JDK {} can lose wake-ups of threads (JDK-8369227); use JDK {} or newer",
                    Runtime.version(),
                    mended);
        }
    }
}
