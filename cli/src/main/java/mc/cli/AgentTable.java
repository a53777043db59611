package mc.cli;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The agents of a mission, a line each. */
final class AgentTable {

    private AgentTable() {}

    static Table of(List<Map<String, Object>> agents, Instant now, Cli cli) {
        Table table = new Table("ROLE", "STATE", "SINCE", "BRANCH", "LAST COMMIT", "TASK", "WHY");
        for (Map<String, Object> agent : agents) {
            String commit = View.text(agent, "lastCommitAt").isEmpty() ? "-" : View.ago(View.text(agent, "lastCommitAt"), now) + " ago";
            table.row(View.text(agent, "role"), state(View.text(agent, "state"), cli), View.ago(View.text(agent, "since"), now), View.text(agent, "branch"), commit,
                    shortened(View.text(agent, "task"), 40), shortened(View.text(agent, "reason"), 90));
        }
        return table;
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
