package mc.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mc.Failure;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        description = {"Lists the work that was preserved when worktrees went, and brings it back.", "What is preserved stays preserved: recovering deletes nothing."})
final class RecoverCommand extends JsonCommand {

    @Parameters(index = "0", arity = "0..1", paramLabel = "REF", description = "What to bring back, as the list shows it; without it, the list.")
    String ref;

    @Option(names = "--to", paramLabel = "DIR", description = "A new directory for it. It becomes a git worktree on a new branch, with the changes uncommitted as they were.")
    Path to;

    @Option(names = "--project", paramLabel = "DIR", description = "Only this project's.")
    Path project;

    @Override
    public int run(Cli cli) {
        if (ref != null && to == null) {
            throw Failure.usage("Say where to: a directory that does not exist yet.", "mc recover " + ref + " --to DIR");
        }
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("project", project == null ? null : project.toAbsolutePath().normalize().toString());
        if (ref == null) {
            return ask(cli, "preserved.list", params, answer -> list(View.maps(answer, "preserved"), cli));
        }
        params.put("ref", ref);
        params.put("to", to.toAbsolutePath().normalize().toString());
        return ask(cli, "preserved.restore", params, restored -> cli.say(cli.green("Restored ") + View.text(restored, "ref") + " to " + View.text(restored, "directory") + " on the new branch " + View.text(restored, "branch") + "."));
    }

    private static void list(List<Map<String, Object>> refs, Cli cli) {
        Table table = new Table("REF", "PROJECT", "WHAT");
        refs.forEach(r -> table.row(View.text(r, "ref"), View.text(r, "project"), View.text(r, "summary")));
        table.print(cli, "Nothing is preserved: no worktree went with uncommitted work in it.");
        if (!refs.isEmpty()) {
            cli.say("");
            cli.say("Bring one back: mc recover REF --to DIR");
        }
    }
}
