package mc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import mc.agent.check.ClaudeHome;
import mc.agent.check.ModelScript;
import mc.agent.check.ModelServer;

/** The same with the real claude, when {@code MC_TEST_CLAUDE} names it; a server on this machine stands in for the model. */
final class ClaudeBench implements Measurement {

    /** Between two tool calls. */
    private static final int WORDS = 30;

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
            model.script().rules(ModelScript.Rule.when("STEPS", Stream.concat(Stream.generate(() -> ModelScript.Step.bash("git status").saying("word ".repeat(WORDS))).limit(12), Stream.of(ModelScript.Step.say("Done."))).toArray(ModelScript.Step[]::new)));
            send(stage, model, repository, report, scale);
            start(stage, repository, report, scale);
        }
    }

    private static void send(Stage stage, ModelServer model, Path repository, Report report, Scale scale) throws IOException, InterruptedException {
        Team.start(stage, repository, "claude", Team.ONE);
        Samples whole = new Samples();
        for (int i = 0; i < scale.runs(); i++) {
            Team.awaitReady(stage);
            whole.add(stage.mc("send", "orchestrator", "How far are you, question " + i + "?").expect(0).millis());
        }
        report.add(new Figure("mc send until submitted (real claude, idle)", "ms", 500, whole, "the whole command, until claude's UserPromptSubmit hook proves it"));
        Samples urgent = new Samples();
        for (int i = 0; i < scale.runs(); i++) {
            Team.awaitReady(stage);
            model.delay(Duration.ofMillis(10));
            stage.mc("send", "orchestrator", "STEPS " + i).expect(0);
            Run run = stage.mc("send", "orchestrator", "--urgent", "--json", "Use integers, note " + i + ".").expect(0);
            if (!run.output().contains("transcript")) {
                throw new IOException("an urgent message did not go into the running turn: " + run.output());
            }
            urgent.add(run.millis());
            model.delay(Duration.ZERO);
        }
        report.add("mc send --urgent until submitted (real claude, in a turn)", "ms", urgent, "the whole command, until claude's transcript has it; that is at the next tool call, here about three a second");
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
