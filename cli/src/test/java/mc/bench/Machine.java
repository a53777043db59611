package mc.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import mc.process.Exec;

/** What the figures depend on. Stateless. */
final class Machine {

    private Machine() {}

    static void describe(PrintStream out) throws IOException {
        out.printf(Locale.ROOT, "%d cores, %.0f GiB, load %s, %s %s%n", Runtime.getRuntime().availableProcessors(), memory(), load(), System.getProperty("os.name"), System.getProperty("os.version"));
        out.println("mc runs on Java " + System.getProperty("bench.java") + "; " + version("tmux", "-V") + "; " + version("git", "--version"));
    }

    /** How many programs wanted to run, on average over the last minute; above the number of cores every time is too long. */
    static String load() {
        return String.format(Locale.ROOT, "%.1f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static double memory() throws IOException {
        String total = Files.readAllLines(Path.of("/proc/meminfo")).get(0);
        return Long.parseLong(total.replaceAll("[^0-9]", "")) / 1024.0 / 1024.0;
    }

    private static String version(String... argv) {
        return Exec.of(argv).run().stdout().strip();
    }
}
