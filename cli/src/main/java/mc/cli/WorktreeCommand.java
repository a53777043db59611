package mc.cli;

@picocli.CommandLine.Command(name = "worktree", mixinStandardHelpOptions = true, description = "The agents' worktrees.", subcommands = WorktreeCommand.ListCommand.class)
final class WorktreeCommand implements Command {

    @Override
    public int run(Cli cli) {
        return new ListCommand().run(cli);
    }

    @picocli.CommandLine.Command(name = "list", mixinStandardHelpOptions = true, description = "Each agent's worktree: branch, commits since the start, and what is uncommitted.")
    static final class ListCommand extends MissionCommand {

        @Override
        public int run(Cli cli) {
            return ask(cli, "worktree.list", selection.params(cli), answer -> {
                Table table = new Table("ROLE", "BRANCH", "AHEAD", "UNCOMMITTED", "STRATEGY", "PATH");
                View.maps(answer, "worktrees").forEach(w -> table.row(View.text(w, "role"), View.text(w, "branch"), View.text(w, "ahead"), View.flag(w, "exists") ? View.text(w, "uncommitted") : "missing", View.text(w, "strategy"), View.text(w, "path")));
                table.print(cli, "No mission is running, so there are no worktrees.");
            });
        }
    }
}
