package mc.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import mc.text.Untrusted;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows the rules in force for a mission: their limits, and the file and line each limit comes from.",
            "They are the shipped ones, changed by MC_HOME/templates/rules.yaml, changed by the project's CLAUDE.md and AGENTS.md. A change of these files is in force within two seconds.",
            "With --project DIR, for a directory no mission works on: the rules that would hold there. Nothing is recorded.",
            "--json has always the sentences and the versions, too."
        },
        footer = {"", "  mc compliance rules --explain", "  mc compliance rules --project ~/app --explain      before a mission is started", "More: docs/compliance.md"})
final class ComplianceRulesCommand extends MissionCommand {

    @Option(names = "--explain", description = "Also every sentence of the project's files that looks like a rule: what was understood, what was not, and why.")
    boolean explain;

    @Option(names = "--history", description = "Also the versions there were, newest first: what each changed, and which file says so.")
    boolean history;

    @Override
    public int run(Cli cli) {
        return ask(cli, "rules.list", selection.params(cli), answer -> print(answer, cli));
    }

    private void print(Map<String, Object> answer, Cli cli) {
        cli.say(cli.bold(View.text(answer, "mission").isEmpty() ? "The rules that would hold in " + View.text(answer, "path") : "The rules of " + View.text(answer, "mission")) + cli.faint(version(answer)));
        View.texts(answer, "problems").forEach(problem -> cli.say(cli.red("! ") + problem + (View.text(answer, "mission").isEmpty() ? "" : " What held before stays in force.")));
        View.maps(answer, "rules").forEach(rule -> rule(rule, cli));
        if (explain) {
            explain(View.maps(answer, "statements"), cli);
        }
        if (history) {
            cli.say("");
            View.maps(answer, "history").forEach(entry -> version(entry, cli));
        }
    }

    private static String version(Map<String, Object> answer) {
        String since = View.text(answer, "since");
        List<String> sources = View.texts(answer, "sources");
        return (since.isEmpty() ? "" : "  version " + View.number(answer, "version") + ", since " + View.time(since)) + (sources.isEmpty() ? "  as shipped" : "  from " + String.join(", ", sources));
    }

    /** A version there was, and under it what it changed. */
    private static void version(Map<String, Object> entry, Cli cli) {
        cli.say("version " + View.number(entry, "version") + "  since " + View.time(View.text(entry, "at")) + "  " + cli.faint(String.join(", ", View.texts(entry, "sources"))));
        List<Map<String, Object>> changes = View.maps(entry, "changes");
        cli.say(changes.isEmpty() ? cli.faint("    asks for what the one before asked for") : changes.stream()
                .map(change -> "    " + View.text(change, "rule") + " " + limit(View.text(change, "part"), Set.of()) + ": " + value(change.get("before")) + " -> " + value(change.get("after")) + cli.faint("  (" + View.text(change, "from") + ")")).collect(Collectors.joining("\n")));
    }

    private static String value(Object value) {
        return value == null ? "none" : value instanceof List<?> list ? list.stream().map(String::valueOf).collect(Collectors.joining(" or ")) : Untrusted.line(value.toString(), 120);
    }

    private static void rule(Map<String, Object> rule, Cli cli) {
        boolean isOn = View.flag(rule, "enabled");
        String from = String.join(", ", View.texts(rule, "from"));
        String line = String.format("  %-24s %-9s %s", View.text(rule, "id"), isOn ? View.text(rule, "severity") : "off", View.text(rule, "title")) + prefixes(rule);
        cli.say((isOn ? line : cli.faint(line)) + (from.equals("shipped") ? "" : cli.faint("  (" + from + ")")) + (isOn && !View.text(rule, "asleep").isEmpty() ? cli.yellow("  asleep: " + View.text(rule, "asleep")) : ""));
    }

    /** What branches begin with, where a role has prefixes that are not those of its description. */
    private static String prefixes(Map<String, Object> rule) {
        Map<String, Object> words = View.map(rule, "words");
        return !View.text(rule, "id").equals("git.branch-name") || words.isEmpty() ? ""
                : ": " + words.keySet().stream().map(role -> limit(role, words.keySet()) + " " + String.join(" or ", View.texts(View.map(words, role), "value"))).collect(Collectors.joining(", "));
    }

    /** The limit's name for people: a list that is named after no role is that of every role without its own. */
    private static String limit(String name, Set<String> all) {
        return !name.equals("any") ? name : all.size() > 1 ? "every other role" : "every role";
    }

    private static void explain(List<Map<String, Object>> statements, Cli cli) {
        Map<String, String> said = new LinkedHashMap<>(Map.of("taken", "in force", "outdone", "a stricter one holds", "holds", "holds anyway", "refused", "not taken", "unknown", "not understood"));
        cli.say(statements.isEmpty() ? "\nNo sentence of the project's files looks like a rule." : "");
        Set<String> lists = statements.stream().filter(statement -> View.text(statement, "outcome").equals("taken") && !View.texts(statement, "words").isEmpty()).map(statement -> View.text(statement, "limit")).collect(Collectors.toSet());
        for (Map<String, Object> statement : statements) {
            String outcome = View.text(statement, "outcome");
            String value = View.text(statement, "value").isEmpty() ? String.join(" ", View.texts(statement, "words")) : View.text(statement, "value");
            String meaning = View.text(statement, "rule") + (value.isEmpty() ? "" : ", " + limit(View.text(statement, "limit"), lists) + ": " + value);
            String word = String.format("%-20s", said.get(outcome));
            cli.say(String.format("%-14s ", View.text(statement, "file") + ":" + View.number(statement, "line")) + (outcome.equals("taken") || outcome.equals("holds") ? cli.green(word) : cli.yellow(word)) + " " + Untrusted.line(View.text(statement, "text"), 120));
            String why = View.text(statement, "why");
            String more = meaning + (meaning.isEmpty() || why.isEmpty() ? "" : ": ") + why;
            cli.say(cli.faint(" ".repeat(15) + more));
        }
    }
}
