package mc.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mc.process.Exec;

/** How many columns the terminal has. */
final class TerminalWidth {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private TerminalWidth() {}

    /** What COLUMNS says, else stty (GNU coreutils: "ROWS COLUMNS"); as many as there can be when nobody knows, or it is no terminal. */
    static int of(Cli cli) {
        if (!cli.isTerminal()) {
            return Integer.MAX_VALUE;
        }
        String told = cli.env().getOrDefault("COLUMNS", "");
        return columns(told.isEmpty() ? size(cli.env()) : "0 " + told);
    }

    private static int columns(String size) {
        String[] parts = size.strip().split(" ");
        int columns = parts.length == 2 && parts[1].matches("\\d{1,5}") ? Integer.parseInt(parts[1]) : 0;
        return columns > 0 ? columns : Integer.MAX_VALUE;
    }

    private static String size(Map<String, String> env) {
        try {
            return new Exec(List.of("stty", "-F", "/dev/tty", "size"), Path.of("/"), env, false, new byte[0], PATIENCE, 100).run().stdout();
        } catch (RuntimeException e) {
            return ""; // a table that is too wide is better than none
        }
    }
}
