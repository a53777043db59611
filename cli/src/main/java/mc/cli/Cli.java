package mc.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import mc.Failure;
import mc.Home;
import mc.text.PlainJson;

/**
 * What a command may touch of the outside: its streams, its environment, and whether a person looks at it. Immutable.
 *
 * @param isTerminal whether the output is a terminal: then progress is drawn in place and words have colours
 */
public record Cli(PrintStream out, PrintStream err, InputStream in, Map<String, String> env, boolean isTerminal) {

    public Home home() {
        return Home.of(env);
    }

    /** Whether one of a team's agents makes the call: its environment holds its token. */
    boolean isAgent() {
        return !env.getOrDefault("MC_TOKEN", "").isEmpty();
    }

    public void say(String line) {
        out.println(line);
    }

    /** Prints an answer of the API for scripts. */
    public void json(Object answer) {
        out.println(PlainJson.write(answer, true));
    }

    /** Asks a yes/no question; anything but y or yes is a no. Without a terminal to ask on, it is the user's mistake not to say. */
    public boolean confirm(String question, String flag) {
        if (!isTerminal) {
            throw Failure.usage("There is no terminal to ask on: " + question.strip(), "Give " + flag + " to say yes beforehand.");
        }
        out.print(question + " [y/N] ");
        out.flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
        } catch (IOException e) {
            return false;
        }
    }

    private boolean hasColour() {
        return isTerminal && env.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(env.get("TERM"));
    }

    public String bold(String text) {
        return hasColour() ? "\u001b[1m" + text + "\u001b[0m" : text;
    }

    public String faint(String text) {
        return hasColour() ? "\u001b[2m" + text + "\u001b[0m" : text;
    }

    public String green(String text) {
        return hasColour() ? "\u001b[32m" + text + "\u001b[0m" : text;
    }

    public String yellow(String text) {
        return hasColour() ? "\u001b[33m" + text + "\u001b[0m" : text;
    }

    public String red(String text) {
        return hasColour() ? "\u001b[31m" + text + "\u001b[0m" : text;
    }
}
