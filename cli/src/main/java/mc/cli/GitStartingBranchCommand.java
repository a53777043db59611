package mc.cli;

import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "starting-branch",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the branch the mission started from: the one all work goes back to. When it started on none, the commit.",
            "The repository's file STARTING_BRANCH says the same to everybody; when it does not, that is told, and mc goes by its own record."
        },
        footer = {"", "  git merge $(mc git starting-branch)"})
final class GitStartingBranchCommand implements Command {

    @Option(names = "--json", description = "The answer for scripts.")
    boolean json;

    @Mixin
    Selection selection;

    @Override
    public int run(Cli cli) {
        Map<String, Object> answer;
        try (ApiClient api = ApiClient.connect(cli)) {
            answer = api.call("git.startingBranch", selection.params(cli));
        }
        if (json) {
            cli.json(answer);
            return 0;
        }
        cli.say(View.text(answer, "startingBranch").isEmpty() ? View.text(answer, "startingCommit") : View.text(answer, "startingBranch"));
        if (!View.flag(answer, "agrees")) {
            cli.err().println("The file STARTING_BRANCH in the repository says " + (View.text(answer, "file").isEmpty() ? "nothing" : View.text(answer, "file")) + "; mc goes by its own record.");
        }
        return 0;
    }
}
