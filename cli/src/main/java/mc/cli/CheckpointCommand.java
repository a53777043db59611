package mc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mc.Failure;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "checkpoint",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Notes where an agent stands, for the briefing it gets when it is restarted or briefed anew.",
            "An agent calls it for itself; you name the role. Branch and recent work come from git. The file goes into MC_HOME/registry/notes, not into the worktree, where it would be committed by accident."
        },
        footer = {"", "  mc checkpoint --task \"The count survives a restart\" --next \"Read it at the start\" --next \"Test with two processes\""})
final class CheckpointCommand extends MissionCommand {

    @Option(names = "--role", paramLabel = "ROLE", description = "Whose; an agent's is its own.")
    String role;

    @Option(names = "--task", paramLabel = "TEXT", description = "What it is at; without it the plan's first task stands there, as a guess.")
    String task;

    @Option(names = "--next", paramLabel = "TEXT", description = "A next step; may be given again. Without one the plan's tasks stand there.")
    List<String> next = new ArrayList<>();

    @Override
    public int run(Cli cli) {
        if (role == null && !cli.isAgent()) {
            throw Failure.usage("The option --role=ROLE is missing.", "mc checkpoint --role developer; an agent leaves it out");
        }
        Map<String, Object> params = selection.params(cli);
        params.put("role", role);
        params.put("task", task);
        params.put("next", next);
        return ask(cli, "agent.checkpoint", params, written -> cli.say("Noted in " + View.text(written, "file")));
    }
}
