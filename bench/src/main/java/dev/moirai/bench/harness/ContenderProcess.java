package dev.moirai.bench.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A running contender, commanded by lines.
 *
 * <pre>
 * it says                                when
 * {@code @ ready VERSION}                once, when started
 * {@code @ rep CHECK OPS NANOS [N=V]...} after each repetition; NANOS may be - (then our clock is used)
 * {@code @ end}                          the turn is over
 * {@code @ none}                         it does not have the work it was asked for
 * {@code @ error TEXT}                   the work failed
 *
 * we say
 * {@code run WORK SIZE MILLIS}           repeat the work at this size until so many ms have passed, at least once
 * (end of input)                         end
 * </pre>
 *
 * Lines without the {@code @} are the contender's own chatter and are kept for the error message only.
 */
final class ContenderProcess implements AutoCloseable {

    /** Beyond this a contender is taken for stuck: it is ended and the benchmark goes on without it. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final String GONE = "\0gone";

    private final Contender contender;
    private final Process process;
    private final Writer commands;
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();

    private record Line(String text, long at) {}

    /** Starts it; it is not {@linkplain #awaitReady ready} yet. */
    ContenderProcess(Contender contender) throws ContenderFailure {
        this.contender = contender;
        try {
            process = new ProcessBuilder(contender.command())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new ContenderFailure(contender.name() + " did not start: " + e.getMessage());
        }
        commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().name("reads " + contender.name()).start(this::read);
    }

    Contender contender() {
        return contender;
    }

    /** Waits until it is ready and returns what it says it is. */
    String awaitReady() throws ContenderFailure {
        Line line = next("its start");
        if (!line.text().startsWith("ready")) {
            throw new ContenderFailure(contender.name() + ": expected \"ready\", got \"" + line.text() + "\"");
        }
        return line.text().substring("ready".length()).trim();
    }

    /** Has the contender do the work until the time is up; empty if it does not have this work. */
    List<Repetition> run(String work, long size, Duration time) throws ContenderFailure {
        List<Repetition> repetitions = new ArrayList<>();
        long last = System.nanoTime();
        try {
            commands.write("run " + work + " " + size + " " + time.toMillis() + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new ContenderFailure(contender.name() + " ended before " + work);
        }
        while (true) {
            Line line = next(work);
            String text = line.text();
            if (text.equals("end") || text.equals("none")) {
                return repetitions;
            } else if (text.startsWith("rep ")) {
                repetitions.add(Repetition.parse(text.substring(4), line.at() - last));
                last = System.nanoTime();
            } else {
                throw new ContenderFailure(contender.name() + " in " + work + ": " + text);
            }
        }
    }

    private Line next(String during) throws ContenderFailure {
        StringBuilder chatter = new StringBuilder();
        try {
            while (true) {
                Line line = lines.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                if (line == null) {
                    throw new ContenderFailure(
                            contender.name() + " did not answer within " + PATIENCE.toSeconds() + " s, in " + during);
                }
                if (line.text().equals(GONE)) {
                    throw new ContenderFailure(contender.name() + " ended in " + during + ": " + chatter);
                }
                if (line.text().startsWith("@ ")) {
                    return new Line(line.text().substring(2), line.at());
                }
                if (chatter.length() < 2000) {
                    chatter.append(line.text()).append('\n');
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContenderFailure("interrupted while waiting for " + contender.name());
        }
    }

    private void read() {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(new Line(line, System.nanoTime()));
            }
        } catch (IOException e) {
            lines.add(new Line(e.toString(), System.nanoTime()));
        }
        lines.add(new Line(GONE, System.nanoTime()));
    }

    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
