package mc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mc.text.Untrusted;

/** Shows a proposal: what will be done, and why it is that. */
final class ProposalText {

    private static final int REASONS = 4;

    private ProposalText() {}

    static void print(Map<String, Object> proposal, Cli cli) {
        Map<String, Object> project = View.map(proposal, "project");
        String from = View.text(proposal, "startingBranch").isEmpty() ? View.text(proposal, "startingCommit") : View.text(proposal, "startingBranch");
        cli.say("");
        cli.say(cli.bold("Project   ") + View.text(project, "path") + ", from " + from + (View.flag(project, "hasRemotes") ? "" : " (no remote: everything stays local)"));
        Map<String, Object> detected = View.map(proposal, "detected");
        cli.say(cli.bold("Type      ") + (View.text(detected, "type").equals("none") ? "none detected, so the default team; mc team detect --explain tells why" : View.text(detected, "type") + because(View.texts(detected, "because"))));
        Map<String, Object> size = View.map(proposal, "size");
        cli.say(cli.bold("Size      ") + View.text(size, "name") + because(View.texts(size, "because")) + "; about " + View.text(proposal, "tokens") + " the tokens of one agent");
        cli.say(cli.bold("Agents    ") + View.text(proposal, "agent") + ", permission mode " + View.text(proposal, "permissionMode") + (View.text(proposal, "model").isEmpty() ? "" : ", model " + View.text(proposal, "model"))
                + (View.flag(proposal, "checkIns") ? ", a check-in every " + interval(View.maps(proposal, "team")) + " minutes" : "")
                + (View.flag(proposal, "trust") ? ", this repository trusted at your word" : ""));
        List<String> allowed = View.texts(proposal, "allowedCommands").stream().filter(command -> !command.startsWith("/")).toList();
        if (!allowed.isEmpty()) {
            cli.say(cli.bold("          ") + "may run without asking: " + String.join(", ", allowed));
        }
        cli.say("");
        boolean isMixed = View.maps(proposal, "team").stream().map(seat -> View.text(seat, "agent")).distinct().count() > 1;
        Table team = isMixed ? new Table("ROLE", "PROGRAM", "WHY", "BRANCH", "PURPOSE") : new Table("ROLE", "WHY", "BRANCH", "PURPOSE");
        View.maps(proposal, "team").forEach(seat -> team.row(cells(seat, isMixed)));
        team.print(cli);
        View.texts(proposal, "decisions").forEach(decision -> cli.say("  " + (decision.startsWith("warning") ? cli.yellow(decision) : decision)));
        cli.say("  Worktrees: " + worktrees(proposal));
        cli.say("");
        plan(View.map(proposal, "plan"), cli);
        notes(proposal, cli);
        if (proposal.get("carriesOn") != null) {
            cli.say("\nThe mission " + cli.bold(View.text(proposal, "carriesOn")) + " was begun with this spec and not all of its agents have started; it will be carried on, not begun anew.");
        }
    }

    private static Object[] cells(Map<String, Object> seat, boolean withProgram) {
        List<Object> cells = new ArrayList<>(List.of(View.text(seat, "role"), Untrusted.line(View.text(seat, "why"), 50), View.text(seat, "branch"), Untrusted.line(View.text(seat, "purpose"), 70)));
        if (withProgram) {
            cells.add(1, View.text(seat, "agent"));
        }
        return cells.toArray();
    }

    private static String interval(List<Map<String, Object>> team) {
        long shortest = team.stream().mapToLong(seat -> View.number(seat, "checkinMinutes")).min().orElse(0);
        long longest = team.stream().mapToLong(seat -> View.number(seat, "checkinMinutes")).max().orElse(0);
        return shortest == longest ? String.valueOf(shortest) : shortest + " to " + longest;
    }

    private static String worktrees(Map<String, Object> proposal) {
        List<Map<String, Object>> team = View.maps(proposal, "team");
        String first = team.isEmpty() ? "" : View.text(team.get(0), "worktree");
        return first.substring(0, Math.max(0, first.lastIndexOf('/'))) + "/…";
    }

    private static String because(List<String> reasons) {
        if (reasons.isEmpty()) {
            return "";
        }
        String shown = String.join("; ", reasons.subList(0, Math.min(REASONS, reasons.size())));
        return " (" + shown + (reasons.size() > REASONS ? "; and " + (reasons.size() - REASONS) + " more" : "") + ")";
    }

    private static void plan(Map<String, Object> plan, Cli cli) {
        cli.say(cli.bold("Plan      ") + Untrusted.line(View.text(plan, "summary"), 300));
        for (Map<String, Object> phase : View.maps(plan, "phases")) {
            cli.say("  " + View.text(phase, "name"));
            View.maps(phase, "tasks").forEach(task -> cli.say("    " + View.text(task, "id") + "  " + Untrusted.line(View.text(task, "title"), 90) + cli.faint("  " + View.text(task, "role")
                    + (View.texts(task, "dependsOn").isEmpty() ? "" : ", after " + String.join(", ", View.texts(task, "dependsOn"))))));
        }
        View.texts(plan, "risks").forEach(risk -> cli.say("  risk: " + Untrusted.line(risk, 200)));
        cli.say("  planned by " + View.text(plan, "planner") + (View.text(plan, "note").isEmpty() ? "" : " (" + Untrusted.line(View.text(plan, "note"), 300) + ")"));
    }

    private static void notes(Map<String, Object> proposal, Cli cli) {
        View.texts(proposal, "warnings").forEach(warning -> cli.say(cli.yellow("note: ") + warning));
        for (Map<String, Object> finding : View.maps(proposal, "findings")) {
            if (!View.text(finding, "level").equals("OK")) {
                cli.say(cli.yellow("note: ") + View.text(finding, "name") + ": " + View.text(finding, "detail") + (View.text(finding, "remedy").isEmpty() ? "" : " " + View.text(finding, "remedy")));
            }
        }
    }
}
