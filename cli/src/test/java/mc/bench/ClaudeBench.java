package mc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mc.agent.check.ClaudeHome;
import mc.agent.check.ModelServer;

/** The same with the real claude, when {@code MC_TEST_CLAUDE} names it; a server on this machine stands in for the model. */
final class ClaudeBench implements Measurement {

    @Override
    public void measure(Report report, Scale scale) throws IOException, InterruptedException {
        String program = System.getenv().getOrDefault("MC_TEST_CLAUDE", "");
        if (program.isEmpty()) {
            report.note("MC_TEST_CLAUDE is not set: nothing was measured with the real claude.");
            return;
        }
        try (Stage stage = new Stage(); ModelServer model = ModelServer.start()) {
            Path repository = stage.repository("shop");
            ClaudeHome.in(Path.of(stage.env().get("HOME"))).onboarded().trusting(repository).apiKey().env(model).forEach(stage::with);
            Files.createDirectories(stage.home().root());
            Files.writeString(stage.home().config(), "claude:\n  program: '" + program.replace("'", "''") + "'\n");
            send(stage, repository, report, scale);
            start(stage, repository, report, scale);
        }
    }

    private static void send(Stage stage, Path repository, Report report, Scale scale) throws IOException, InterruptedException {
        Team.start(stage, repository, "claude", Team.ONE);
        Samples whole = new Samples();
        for (int i = 0; i < scale.runs(); i++) {
            Team.awaitReady(stage);
            whole.add(stage.mc("send", "orchestrator", "How far are you, question " + i + "?").expect(0).millis());
        }
        report.add(new Figure("mc send until submitted (real claude, idle)", "ms", 500, whole, "the whole command, until claude's UserPromptSubmit hook proves it"));
        Team.awaitReady(stage);
        Team.stop(stage);
    }

    private static void start(Stage stage, Path repository, Report report, Scale scale) throws IOException, InterruptedException {
        Samples five = new Samples();
        Samples ratio = new Samples();
        for (int round = 0; round < scale.rounds(); round++) {
            double one = Team.start(stage, repository, "claude", Team.ONE).millis();
            Team.awaitReady(stage);
            Team.stop(stage);
            five.add(Team.start(stage, repository, "claude", Team.FIVE).millis());
            ratio.add(five.last() / one);
            Team.awaitReady(stage);
            Team.stop(stage);
        }
        report.add("mc orchestrate, five agents (real claude)", "ms", five, "until each has started its first turn");
        report.add(new Figure("mc orchestrate, five against one (real claude)", "x", 1.25, ratio, "the quotient of each pair; the programs share this machine's cores"));
    }
}
