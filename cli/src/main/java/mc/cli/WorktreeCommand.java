package mc.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(name = "worktree", mixinStandardHelpOptions = true, description = "The agents' worktrees.", subcommands = WorktreeCommand.ListCommand.class)
final class WorktreeCommand implements Command {

    @Override
    public int run(Cli cli) {
        return new ListCommand().run(cli);
    }

    @picocli.CommandLine.Command(name = "list", mixinStandardHelpOptions = true, description = "Each agent's worktree: branch, commits since the start, and what is uncommitted.")
    static final class ListCommand implements Command {

        @Mixin
        Selection selection = new Selection();

        @Option(names = "--json", description = "The answer for scripts.")
        boolean json;

        @Override
        public int run(Cli cli) {
            try (ApiClient api = ApiClient.connect(cli)) {
                Map<String, Object> answer = api.call("worktree.list", selection.params(cli));
                List<Map<String, Object>> worktrees = View.maps(answer, "worktrees");
                if (json) {
                    cli.json(answer);
                } else if (worktrees.isEmpty()) {
                    cli.say("No mission is running, so there are no worktrees.");
                } else {
                    Table table = new Table("ROLE", "BRANCH", "AHEAD", "UNCOMMITTED", "STRATEGY", "PATH");
                    worktrees.forEach(w -> table.row(View.text(w, "role"), View.text(w, "branch"), View.text(w, "ahead"), View.flag(w, "exists") ? View.text(w, "uncommitted") : "missing", View.text(w, "strategy"), View.text(w, "path")));
                    table.print(cli);
                }
            }
            return 0;
        }
    }
}
