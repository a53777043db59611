package mc.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "boot",
        mixinStandardHelpOptions = true,
        description = {"What the machine runs when it starts, see mc daemon install: starts the daemon.", "With --resume it brings missions back, one after the other, and at most once after each start of the machine, however that went."})
final class DaemonBootCommand implements Command {

    private static final long PATIENCE_MS = 300_000;

    @Option(names = "--resume", description = "Brings the missions back that had not ended.")
    boolean resume;

    @Override
    public int run(Cli cli) {
        try (ApiClient api = ApiClient.connect(cli)) {
            cli.say("The daemon runs: process " + View.text(api.call("daemon.hello", Map.of()), "pid") + ".");
            return resume ? resume(api, cli) : 0;
        }
    }

    private static int resume(ApiClient api, Cli cli) {
        Optional<BootId> boot = BootId.current();
        if (boot.isEmpty()) {
            throw Failure.failed("This system does not tell one start from another, so missions are not brought back by themselves.", "mc resume brings one back");
        }
        if (boot.get().wasTried(cli.home())) {
            cli.say("Missions were looked after already since this start of the machine. mc resume brings one back.");
            return 0;
        }
        boot.get().tried(cli.home()); // before anything is done: what makes the machine fall over must not do so at each start
        List<Map<String, Object>> missions = View.maps(api.call("mission.list", Map.of()), "missions").stream().filter(m -> !View.text(m, "status").equals("stopping")).toList();
        int failed = 0;
        for (Map<String, Object> mission : missions) {
            String id = View.text(mission, "id");
            try {
                failed += bringBack(api, id, cli) ? 0 : 1;
            } catch (Failure e) {
                failed++;
                cli.say(id + ": " + e.getMessage());
            }
            cli.out().flush();
        }
        if (missions.isEmpty()) {
            cli.say("No mission had been running.");
        }
        return failed == 0 ? 0 : Failure.Kind.FAILED.exitCode();
    }

    /** Resumes one mission and waits until its agents are at work again, so that missions follow each other; false when some are not. */
    private static boolean bringBack(ApiClient api, String mission, Cli cli) {
        List<Map<String, Object>> agents = View.maps(api.call("mission.resume", Map.of("mission", mission, "by", "boot")), "agents");
        agents.forEach(a -> cli.say(mission + ": " + View.text(a, "role") + " is " + View.text(a, "kind") + ": " + View.text(a, "action") + " (" + View.text(a, "reason") + ")"));
        List<String> restarted = agents.stream().filter(a -> View.flag(a, "restarted")).map(a -> View.text(a, "role")).toList();
        if (restarted.isEmpty()) {
            return true;
        }
        Map<String, Object> result = api.call("mission.await", Map.of("mission", mission, "roles", restarted, "timeoutMs", PATIENCE_MS));
        List<Map<String, Object>> missing = View.maps(result, "agents").stream().filter(a -> restarted.contains(View.text(a, "role")) && !View.flag(a, "briefed")).toList();
        missing.forEach(a -> cli.say(mission + ": " + View.text(a, "role") + " has not begun a turn, it is " + View.text(a, "state") + ": " + View.text(a, "reason")));
        return missing.isEmpty();
    }
}
