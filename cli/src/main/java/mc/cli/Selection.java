package mc.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which mission a command is about: by id, by project, or the only one there is. */
final class Selection {

    @Option(names = "--mission", order = 1, paramLabel = "ID", description = "The mission's id, as mc status shows it.")
    String mission;

    @Option(names = "--project", order = 1, paramLabel = "DIR", description = "The project the mission works on.")
    Path project;

    /** The parameters of the call, to be extended by the command; one that is null counts as not given. An agent's own mission is known from its environment. */
    Map<String, Object> params(Cli cli) {
        Map<String, Object> params = new LinkedHashMap<>();
        if (mission != null) {
            params.put("mission", mission);
        } else if (project != null) {
            params.put("project", project.toAbsolutePath().normalize().toString());
        } else if (cli.env().containsKey("MC_MISSION")) {
            params.put("mission", cli.env().get("MC_MISSION"));
        }
        return params;
    }
}
