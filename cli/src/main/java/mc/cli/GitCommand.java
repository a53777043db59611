package mc.cli;

@picocli.CommandLine.Command(
        name = "git",
        mixinStandardHelpOptions = true,
        description = {
            "How the team's branches stand: to the branch the mission started from, to the remotes, and to one another.",
            "These commands change nothing in the repository; health --fetch asks the remotes, risk --notify sends messages."
        },
        footer = {"", "  mc git status", "  mc git health --graph", "  mc git risk --notify", "More: docs/compliance.md, Git rules"},
        subcommands = {GitStatusCommand.class, GitHealthCommand.class, GitRiskCommand.class, GitStartingBranchCommand.class})
final class GitCommand {}
