package mc.cli;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mc.text.Untrusted;

/** Shows how a mission's agents start: a table redrawn in place on a terminal, a line per change elsewhere. */
final class StartProgress {

    private final Cli cli;
    private final boolean silent;
    private final Set<String> roles;
    private final Map<String, String> shown = new HashMap<>();
    private int drawn;

    /** @param roles who starts; empty when it is everybody */
    StartProgress(Cli cli, boolean silent, Collection<String> roles) {
        this.cli = cli;
        this.silent = silent;
        this.roles = Set.copyOf(roles);
    }

    void begin(String mission) {
        if (!silent) {
            cli.say("\nMission " + cli.bold(mission) + ": starting its agents; Ctrl-C leaves them to the daemon.");
        }
    }

    void show(Map<String, Object> mission) {
        if (silent) {
            return;
        }
        List<Map<String, Object>> starting = View.maps(mission, "agents").stream().filter(a -> roles.isEmpty() || roles.contains(View.text(a, "role"))).toList();
        if (cli.isTerminal()) {
            redraw(AgentTable.of(starting, Instant.now(), cli).lines());
        } else {
            for (Map<String, Object> agent : starting) {
                String line = View.text(agent, "role") + ": " + View.text(agent, "state") + (View.flag(agent, "briefed") ? ", first turn started" : "") + " (" + Untrusted.line(View.text(agent, "reason"), 160) + ")";
                if (!line.equals(shown.put(View.text(agent, "role"), line))) {
                    cli.say(line);
                }
            }
        }
        cli.out().flush();
    }

    private void redraw(List<String> lines) {
        if (drawn > 0) {
            cli.out().print("\u001b[" + drawn + "A");
        }
        cli.out().print("\u001b[?7l"); // a line too long for the terminal is cut, not wrapped: the next redraw counts lines
        lines.forEach(line -> cli.out().print("\r\u001b[2K" + line + "\n"));
        cli.out().print("\u001b[?7h");
        drawn = lines.size();
    }

    /** The final table, and what to do next. */
    void end(Map<String, Object> mission, List<Map<String, Object>> missing) {
        cli.say("");
        Table table = new Table("ROLE", "PURPOSE", "WINDOW", "BRANCH", "STATE");
        View.maps(mission, "agents").forEach(a -> table.row(View.text(a, "role"), Untrusted.line(View.text(a, "purpose"), 60), View.text(a, "window"), View.text(a, "branch"), AgentTable.state(View.text(a, "state"), cli)));
        table.print(cli);
        cli.say("");
        String mc = Program.of(cli.env()).command();
        if (missing.isEmpty()) {
            cli.say(cli.green("Every agent has started its first turn."));
        } else {
            cli.say(cli.yellow(missing.size() + " of " + View.maps(mission, "agents").size() + " have not started their first turn:"));
            missing.forEach(a -> cli.say("  " + View.text(a, "role") + " is " + View.text(a, "state") + ": " + View.text(a, "reason")));
            boolean isNone = missing.size() == View.maps(mission, "agents").size();
            cli.say("The mission stays up" + (isNone ? "." : "; the others are at work.")
                    + missing.stream().filter(a -> !View.text(a, "windowId").isEmpty()).findFirst().map(a -> " Look at one: " + mc + " attach " + View.text(a, "role")).orElse(""));
            if (missing.stream().anyMatch(a -> List.of("exited", "lost").contains(View.text(a, "state")))) {
                cli.say("When what kept them is mended, start those that are down again: " + mc + " resume --mission " + View.text(mission, "id"));
            }
        }
        cli.say("Watch them:  " + mc + " status    " + mc + " attach " + View.text(View.maps(mission, "agents").get(0), "role") + "    " + mc + " events --follow");
        cli.say("End them:    " + mc + " stop --mission " + View.text(mission, "id"));
    }
}
