package mc.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** Where the program starts, and the only place that ends the JVM. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        boolean isTerminal = Boolean.getBoolean("mc.terminal");
        int exitCode = new App(new Cli(out, err, System.in, System.getenv(), isTerminal)).run(args);
        out.flush();
        Runtime.getRuntime().halt(exitCode); // nothing is left to run, and waiting for it costs time
    }
}
