package mc.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import mc.cli.ApiClient;

/** Starts missions on a stage and waits for their agents. Stateless. */
final class Team {

    static final List<String> TEN = List.of("orchestrator", "developer", "tester", "testrunner", "researcher", "logtracker", "devops", "code_reviewer", "documentation_writer", "sysadmin");
    static final List<String> FIVE = TEN.subList(0, 5);
    static final List<String> ONE = TEN.subList(0, 1);

    private static final String SPEC = "# A small web shop\n\n1. List the products.\n2. Put a product into the basket.\n3. Pay.\n";

    private Team() {}

    /** A mission with exactly these roles; the answer is the whole {@code mc orchestrate}, which ends when each has started its first turn. */
    static Run start(Stage stage, Path repository, String agent, List<String> roles) throws IOException, InterruptedException {
        Path spec = stage.write("spec.md", SPEC);
        return stage.mc("orchestrate", "--project", repository.toString(), "--spec", spec.toString(), "--agent", agent, "--planner", "offline", "--plan", "console", "--no-pm", "--force", "--yes", "--roles",
                String.join(",", roles)).expect(0);
    }

    static void stop(Stage stage) throws IOException, InterruptedException {
        stage.mc("stop", "--all", "--yes").expect(0);
    }

    static void awaitReady(Stage stage) throws IOException, InterruptedException {
        await(stage, agent -> Answers.text(agent, "state").equals("ready"));
    }

    /** Waits until all agents are so, for a minute at most. */
    static void await(Stage stage, Predicate<Map<String, Object>> wanted) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        try (ApiClient api = stage.api()) {
            while (!Answers.agents(api).stream().allMatch(wanted)) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("the agents did not get there: " + Answers.agents(api));
                }
                Thread.sleep(20);
            }
        }
    }
}
