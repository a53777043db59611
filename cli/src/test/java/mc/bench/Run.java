package mc.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One program that was run, and how long it took: from just before it was started until it was known to have ended. Started without the
 * pipes and threads of {@link mc.process.Exec}, which would be measured with it.
 */
record Run(int exitCode, String output, double millis) {

    private static final File NULL = new File("/dev/null");

    /** Runs to the end; what it says on either stream goes to {@code log}. A program that hangs for five minutes is killed. */
    static Run of(List<String> argv, Map<String, String> env, File input, Path log) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(argv).redirectInput(input == null ? NULL : input).redirectOutput(log.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(env);
        long begun = System.nanoTime();
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(argv + " has not ended for five minutes");
        }
        double millis = (System.nanoTime() - begun) / 1e6;
        return new Run(process.exitValue(), Files.readString(log), millis);
    }

    Run expect(int code) throws IOException {
        if (exitCode != code) {
            throw new IOException("exit code " + exitCode + " instead of " + code + ": " + output);
        }
        return this;
    }
}
