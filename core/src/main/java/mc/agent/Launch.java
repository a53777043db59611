package mc.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one agent program is started: what goes in, and what to execute. Nothing here is ever joined into a shell string.
 *
 * @param argv the program (an absolute path) and its arguments
 * @param files files to write before, each 0600, by absolute path inside the request's {@code directory}
 * @param env variables to add to the allowed environment
 */
public record Launch(List<String> argv, Map<Path, String> files, Map<String, String> env) {

    /**
     * What an adapter is asked for.
     *
     * @param agentId mc's id of the agent, {@code [a-z0-9-]+}
     * @param title what the program may show as its name, {@code [A-Za-z0-9_-]+}
     * @param conversation the UUID the conversation gets, or has
     * @param resume true to go on with that conversation, false to begin it
     * @param directory a private directory of this agent for the files of the launch
     * @param hook mc's hook script; called as {@code hook EVENT} with the payload on its standard input; beside it lies {@code mc-status}
     * @param rolePrompt the text that is added to the program's system prompt
     * @param firstPrompt the briefing, submitted as the first turn
     * @param model empty for the program's own choice
     * @param permissionMode a mode the user named, or the adapter's careful default
     * @param env the environment the agent will run in
     */
    public record Request(
            String agentId,
            String title,
            String conversation,
            boolean resume,
            Path directory,
            Path hook,
            String rolePrompt,
            String firstPrompt,
            Optional<String> model,
            String permissionMode,
            Map<String, String> env) {}

    /** The script (POSIX sh) that turns into the program, with these variables and its own; every word is quoted, none is read by the shell. */
    public String script(Map<String, String> environment) {
        StringBuilder script = new StringBuilder("#!/bin/sh\n# Starts one agent. Written anew by mc at each start.\numask 022\n");
        environment.forEach((name, value) -> script.append("export ").append(name).append('=').append(quoted(value)).append('\n'));
        env.forEach((name, value) -> script.append("export ").append(name).append('=').append(quoted(value)).append('\n'));
        script.append("exec");
        argv.forEach(argument -> script.append(' ').append(quoted(argument)));
        return script.append('\n').toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
