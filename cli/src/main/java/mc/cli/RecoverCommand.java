package mc.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mc.Failure;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        description = {"Lists the work that was preserved when worktrees went, and brings it back.", "What is preserved stays preserved: recovering deletes nothing."})
final class RecoverCommand implements Command {

    @Parameters(index = "0", arity = "0..1", paramLabel = "REF", description = "What to bring back, as the list shows it; without it, the list.")
    String ref;

    @Option(names = "--to", paramLabel = "DIR", description = "A new directory for it. It becomes a git worktree on a new branch, with the changes uncommitted as they were.")
    Path to;

    @Option(names = "--project", paramLabel = "DIR", description = "Only this project's.")
    Path project;

    @Option(names = "--json", description = "The answer for scripts.")
    boolean json;

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = new java.util.LinkedHashMap<>();
        if (project != null) {
            params.put("project", project.toAbsolutePath().normalize().toString());
        }
        try (ApiClient api = ApiClient.connect(cli)) {
            if (ref == null) {
                return list(api.call("preserved.list", params), cli);
            }
            if (to == null) {
                throw Failure.usage("Say where to: a directory that does not exist yet.", "mc recover " + ref + " --to DIR");
            }
            params.put("ref", ref);
            params.put("to", to.toAbsolutePath().normalize().toString());
            Map<String, Object> restored = api.call("preserved.restore", params);
            if (json) {
                cli.json(restored);
            } else {
                cli.say(cli.green("Restored ") + View.text(restored, "ref") + " to " + View.text(restored, "directory") + " on the new branch " + View.text(restored, "branch") + ".");
            }
        }
        return 0;
    }

    private int list(Map<String, Object> answer, Cli cli) {
        List<Map<String, Object>> refs = View.maps(answer, "preserved");
        if (json) {
            cli.json(answer);
        } else if (refs.isEmpty()) {
            cli.say("Nothing is preserved: no worktree went with uncommitted work in it.");
        } else {
            Table table = new Table("REF", "PROJECT", "WHAT");
            refs.forEach(r -> table.row(View.text(r, "ref"), View.text(r, "project"), View.text(r, "summary")));
            table.print(cli);
            cli.say("");
            cli.say("Bring one back: mc recover REF --to DIR");
        }
        return 0;
    }
}
