package mc.cli;

@picocli.CommandLine.Command(
        name = "starting-branch",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the branch the mission started from: the one all work goes back to. When it started on none, the commit.",
            "The repository's file STARTING_BRANCH says the same to everybody; when it does not, that is told, and mc goes by its own record."
        },
        footer = {"", "  git merge $(mc git starting-branch)"})
final class GitStartingBranchCommand extends MissionCommand {

    @Override
    public int run(Cli cli) {
        return ask(cli, "git.startingBranch", selection.params(cli), answer -> {
            cli.say(View.text(answer, "startingBranch").isEmpty() ? View.text(answer, "startingCommit") : View.text(answer, "startingBranch"));
            if (!View.flag(answer, "agrees")) {
                cli.err().println("The file STARTING_BRANCH in the repository says " + (View.text(answer, "file").isEmpty() ? "nothing" : View.text(answer, "file")) + "; mc goes by its own record.");
            }
        });
    }
}
