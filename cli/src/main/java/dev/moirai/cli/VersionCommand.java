package dev.moirai.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code moirai version}: which Moirai this is and what it runs on. */
@Command(name = "version", description = "Shows which Moirai this is, and the JDK and system it runs on.")
final class VersionCommand implements Runnable, IVersionProvider {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs any command
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().getOut().println(getVersion()[0]);
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "moirai %s, JDK %s (%s), %s %s"
                    .formatted(
                            version(),
                            Runtime.version(),
                            System.getProperty("java.vendor"),
                            System.getProperty("os.name"),
                            System.getProperty("os.arch"))
        };
    }

    static String version() {
        var properties = new Properties();
        try (InputStream resource = VersionCommand.class.getResourceAsStream("version.properties")) {
            if (resource != null) {
                properties.load(resource);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "of unknown version");
    }
}
