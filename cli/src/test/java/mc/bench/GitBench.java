package mc.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mc.cli.ApiClient;

/** From a commit that breaks a rule to the verdict, with git asked in between whether the commit is what the reflog says. */
final class GitBench implements Measurement {

    @Override
    public void measure(Report report, Scale scale) throws IOException, InterruptedException {
        try (Stage stage = new Stage().script("when .\n  say Understood.\n")) {
            Team.start(stage, stage.repository("shop"), "demo", Team.FIVE);
            Team.awaitReady(stage);
            Samples samples = new Samples();
            try (ApiClient api = stage.api()) {
                List<Map<String, Object>> agents = Answers.agents(api);
                for (int i = 0; i < scale.runs() * 2; i++) {
                    Path worktree = Path.of(Answers.text(agents.get(i % agents.size()), "worktree"));
                    String subject = "update " + i;
                    stage.git(worktree, "commit", "-q", "--allow-empty", "-m", subject);
                    samples.add(verdict(api, subject, System.nanoTime()));
                    Thread.sleep(200); // the orchestrator is told of some; its turn is not what is measured
                }
            }
            report.add(new Figure("commit until the verdict on its message, median", "ms", 1_000, samples, "from git's end to the first answer with the violation; five demo agents"));
            report.add(new Figure("  the same, 95th percentile", "ms", 1_000, Samples.of(samples.percentile95()), "of " + samples.count()));
        }
    }

    private static double verdict(ApiClient api, String subject, long begun) throws IOException {
        while (Answers.maps(api.call("violation.list", Map.of()), "violations").stream().noneMatch(violation -> Answers.text(violation, "seen").startsWith("\"" + subject + "\""))) {
            if (System.nanoTime() - begun > 30_000_000_000L) {
                throw new IOException("the commit \"" + subject + "\" was not judged");
            }
        }
        return (System.nanoTime() - begun) / 1e6;
    }
}
