package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.Build;

/**
 * The mc that tests call. Where {@code MC_TEST_DIST} names a build, as {@code scripts/test} does, it is that build with its JVM and its
 * start-up archives: what a user runs, and far quicker to start. Otherwise (an IDE, plain Maven) it is the classes under test. Both are
 * of the same sources: scripts/test gives the classes the build's own stamp, and a build of another stamp is refused. Immutable.
 *
 * @param javaHome the Java it runs on
 * @param archive the command line's start-up archive; empty when there is none
 * @param archiveFlag the JVM's option that takes it
 */
public record Product(String javaHome, String classPath, String archive, String archiveFlag) {

    public static Product current() {
        String dist = System.getenv().getOrDefault("MC_TEST_DIST", "");
        if (dist.isEmpty()) {
            return new Product(System.getProperty("java.home"), productionClasses(), "", "");
        }
        assertThat(Path.of(dist)).as("the build of the classes under test; scripts/test makes both").hasFileName(Build.current().stamp());
        Map<String, String> launch = assignments(Path.of(dist, "launch"));
        return new Product(launch.get("java_home"), launch.get("class_path"), launch.get("archive"), launch.get("archive_flag"));
    }

    /** What mc is shipped with: no test's classes or settings, and no empty entry, which would be the working directory. */
    private static String productionClasses() {
        return Stream.of(System.getProperty("java.class.path").split(":")).filter(entry -> !entry.isEmpty() && !entry.endsWith("test-classes")).collect(Collectors.joining(":"));
    }

    /** The lines {@code name='value'} that scripts/mc notes for its next start. */
    private static Map<String, String> assignments(Path file) {
        try {
            Map<String, String> values = new HashMap<>();
            for (String line : Files.readAllLines(file)) {
                String[] pair = line.split("=", 2);
                values.put(pair[0], pair[1].substring(1, pair[1].length() - 1).replace("'\\''", "'"));
            }
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What scripts/mc does once everything is built. {@code MC_TERMINAL} plays the terminal; the classes in {@code MC_TEST_CLASSES}, which
     * ends in a colon, come before the product's.
     */
    String launcherScript() {
        return """
                #!/bin/sh
                class_path=%s archive=%s
                if [ -n "${MC_TEST_CLASSES:-}" ]; then class_path=$MC_TEST_CLASSES$class_path archive=; fi
                set -- -cp "$class_path" "-Dmc.launcher=$0" "-Dmc.archive=$archive" "-Dmc.terminal=${MC_TERMINAL:-false}" mc.cli.Main "$@"
                if [ -n "$archive" ] && [ -e "$archive.ok" ]; then set -- %s"$archive" "$@"; fi
                exec %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable "$@"
                """.formatted(quoted(classPath), quoted(archive), archiveFlag, quoted(javaHome + "/bin/java"));
    }

    /** The demo agent as mc starts it; its own arguments follow. */
    public List<String> demoProgram() {
        List<String> argv = new ArrayList<>(List.of(javaHome + "/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xlog:disable", "-Xmx32m", "-Xss512k"));
        Path demo = Path.of(archive.replace("/start-", "/demo-"));
        if (Files.exists(Path.of(demo + ".ok"))) {
            argv.add(archiveFlag + demo);
        }
        argv.addAll(List.of("-cp", classPath, "mc.demo.DemoAgent"));
        return argv;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
