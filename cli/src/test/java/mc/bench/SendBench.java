package mc.bench;

import java.io.IOException;
import mc.text.PlainJson;

/** A message to an idle agent, against the plain-script way; and what each makes of an agent that loses an Enter key. */
final class SendBench implements Measurement {

    private static final String FRIENDLY = "when .\n  say Understood.\n";
    private static final int AGENTS = 5;

    @Override
    public void measure(Report report, Scale scale) throws IOException, InterruptedException {
        speed(report, scale);
        loss(report);
    }

    private static void speed(Report report, Scale scale) throws IOException, InterruptedException {
        try (Stage stage = new Stage().script(FRIENDLY); Stage plainStage = new Stage().script(FRIENDLY)) {
            Team.start(stage, stage.repository("shop"), "demo", Team.ONE);
            PlainTeam plain = new PlainTeam(plainStage, StartBench.pidOfAnAgent(stage));
            plain.startAtOnce(1);
            Samples whole = new Samples();
            Samples daemon = new Samples();
            Samples script = new Samples();
            for (int i = 0; i < scale.runs(); i++) {
                Team.awaitReady(stage);
                Run run = stage.mc("send", "orchestrator", "How far are you, question " + i + "?", "--json").expect(0);
                whole.add(run.millis());
                daemon.add(((Number) PlainJson.object(run.output()).get("elapsedMs")).doubleValue());
                script.add(plain.send("agent1", "How far are you, question " + i + "."));
            }
            report.add(new Figure("mc send until submitted (demo agent, idle)", "ms", 500, whole, "the whole command, until the agent's own report proves it"));
            report.add("  of that in the daemon", "ms", daemon, "elapsedMs of the receipt");
            report.add("plain script: a message", "ms", script, "send-keys, sleep 0.5, Enter, until the agent reports it; the script itself never knows");
        }
    }

    /** Each agent loses the Enter key after its first paste; each gets three messages. */
    private static void loss(Report report) throws IOException, InterruptedException {
        String script = "swallow-enter 1\n" + FRIENDLY;
        try (Stage stage = new Stage().script(script); Stage plainStage = new Stage().script(script)) {
            Team.start(stage, stage.repository("shop"), "demo", Team.FIVE);
            PlainTeam plain = new PlainTeam(plainStage, StartBench.pidOfAnAgent(stage));
            plain.startAtOnce(AGENTS);
            int proven = 0;
            int arrived = 0;
            for (int message = 0; message < 3; message++) {
                for (int agent = 0; agent < AGENTS; agent++) {
                    Team.awaitReady(stage);
                    Run run = stage.mc("send", Team.FIVE.get(agent), "Message " + message, "--json");

                    proven += run.exitCode() == 0 ? 1 : 0;
                    plain.paste("agent" + (agent + 1), "Message " + message);
                }
            }
            Thread.sleep(1_000); // whatever the script has typed has long arrived by then, or never will
            for (int message = 0; message < 3; message++) {
                for (int agent = 1; agent <= AGENTS; agent++) {
                    arrived += plain.hasArrived("agent" + agent, "Message " + message) ? 1 : 0;
                }
            }
            report.add("messages of 15 that arrive whole, Enter lost once: mc", "", Samples.of(proven), "five demo agents that swallow the first Enter after a paste; proven by the agents' reports");
            report.add("messages of 15 that arrive whole, Enter lost once: script", "", Samples.of(arrived), "paste, sleep 0.5, Enter; the first stays in the input line and goes out glued to the second");
        }
    }
}
