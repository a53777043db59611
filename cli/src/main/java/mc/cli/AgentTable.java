package mc.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The agents of a mission, a line each. */
final class AgentTable {

    private AgentTable() {}

    /** The columns on use and on broken rules are left out where nothing is known of them, and the program where there is only one. */
    static Table of(List<Map<String, Object>> agents, Instant now, Cli cli) {
        boolean hasUse = agents.stream().anyMatch(a -> a.get("model") != null || a.get("contextUsedPercent") != null);
        List<String> headings = new ArrayList<>(List.of("ROLE", "STATE", "SINCE", "BRANCH", "LAST COMMIT", "TASK", "WHY"));
        if (hasUse) {
            headings.addAll(3, List.of("MODEL", "CTX", "COST"));
        }
        boolean hasBroken = agents.stream().anyMatch(a -> View.number(a, "violations") > 0);
        if (hasBroken) {
            headings.add(headings.size() - 1, "BROKEN");
        }
        boolean isMixed = agents.stream().map(a -> View.text(a, "adapter")).distinct().count() > 1;
        if (isMixed) {
            headings.add(1, "PROGRAM");
        }
        Table table = new Table(headings.toArray(String[]::new));
        for (Map<String, Object> agent : agents) {
            String commit = View.text(agent, "lastCommitAt").isEmpty() ? "-" : View.ago(View.text(agent, "lastCommitAt"), now) + " ago";
            String until = View.text(agent, "limitedUntil").isEmpty() ? "" : "until " + View.time(View.text(agent, "limitedUntil")) + ": ";
            List<Object> cells = new ArrayList<>(List.of(View.text(agent, "role"), state(View.text(agent, "state"), cli), View.ago(View.text(agent, "since"), now), branch(agent), commit,
                    shortened(View.text(agent, "task"), 40), until + shortened(View.text(agent, "reason"), 90)));
            if (hasUse) {
                cells.addAll(3, List.of(View.text(agent, "model"), context(agent), cost(agent)));
            }
            if (hasBroken) {
                cells.add(cells.size() - 1, broken(agent, cli));
            }
            if (isMixed) {
                cells.add(1, View.text(agent, "adapter"));
            }
            table.row(cells.toArray());
        }
        return table;
    }

    /** The branch its worktree is on; when it was given another one, that first. */
    private static String branch(Map<String, Object> agent) {
        String given = View.text(agent, "givenBranch");
        String now = View.text(agent, "branch").isEmpty() && !given.isEmpty() ? "(detached)" : View.text(agent, "branch");
        return given.isEmpty() || given.equals(now) ? now : given + " → " + now;
    }

    /** How full its context is; a dash when that is unknown. */
    static String context(Map<String, Object> agent) {
        return agent.get("contextUsedPercent") instanceof Number percent ? Math.round(percent.doubleValue()) + "%" : "-";
    }

    /** What it has cost at list prices; a dash when that is unknown. */
    static String cost(Map<String, Object> agent) {
        return agent.get("costUsd") instanceof Number cost ? String.format(Locale.ROOT, "$%.2f", cost.doubleValue()) : "-";
    }

    /** How many of its cases of broken rules are open. */
    static Table.Painted broken(Map<String, Object> agent, Cli cli) {
        long open = View.number(agent, "violations");
        return open == 0 ? new Table.Painted("-", cli::faint) : new Table.Painted(open + (open == 1 ? " case" : " cases"), cli::red);
    }

    /** The state in its colour: green works, yellow needs somebody, red is gone. */
    static Table.Painted state(String state, Cli cli) {
        return new Table.Painted(state, switch (state) {
            case "working", "ready" -> cli::green;
            case "waiting", "limited", "starting", "unknown" -> cli::yellow;
            default -> cli::red;
        });
    }

    private static String shortened(String text, int max) {
        return mc.text.Untrusted.line(text, max);
    }
}
