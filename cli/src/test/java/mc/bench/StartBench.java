package mc.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import mc.cli.ApiClient;

/** The start of a team: five agents against one, and against the plain-script way, all in turn so that they meet the same machine. */
final class StartBench implements Measurement {

    @Override
    public void measure(Report report, Scale scale) throws IOException, InterruptedException {
        try (Stage stage = new Stage(); Stage plainStage = new Stage()) {
            Path repository = stage.repository("shop");
            Team.start(stage, repository, "demo", Team.ONE);
            PlainTeam plain = new PlainTeam(plainStage, pidOfAnAgent(stage));
            Team.stop(stage);
            Samples five = new Samples();
            Samples one = new Samples();
            Samples ratio = new Samples();
            Samples bareFive = new Samples();
            Samples bareOne = new Samples();
            Samples bareRatio = new Samples();
            Samples script = new Samples();
            for (int round = 0; round < scale.rounds(); round++) {
                one.add(start(stage, repository, Team.ONE));
                five.add(start(stage, repository, Team.FIVE));
                ratio.add(five.last() / one.last());
                bareOne.add(atOnce(plain, 1));
                bareFive.add(atOnce(plain, 5));
                bareRatio.add(bareFive.last() / bareOne.last());
                if (round < Math.max(1, scale.rounds() / 2)) {
                    script.add(plain.startOneByOne(5));
                    plain.end();
                }
            }
            report.add("mc orchestrate, one agent", "ms", one, "demo agent; the whole command, until it has started its first turn");
            report.add("mc orchestrate, five agents", "ms", five, "demo agents; until each has started its first turn");
            report.add(new Figure("mc orchestrate, five agents against one", "x", 1.25, ratio, "the quotient of each pair; the demo agents are five JVMs that share this machine's cores"));
            report.add("  the five programs alone against one, without mc", "x", bareRatio, "tmux new-window with the briefing as argument, until each reports its first turn: what no orchestrator can beat");
            report.add("  the five programs alone", "ms", bareFive, "the same, as time");
            report.add("plain script, five agents", "ms", script, "new-window, sleep 5, send-keys, sleep 1, Enter for each in turn; until each has reported its briefing");
        }
    }

    private static double start(Stage stage, Path repository, List<String> roles) throws IOException, InterruptedException {
        double millis = Team.start(stage, repository, "demo", roles).millis();
        Team.awaitReady(stage);
        Team.stop(stage);
        return millis;
    }

    private static double atOnce(PlainTeam plain, int count) throws IOException, InterruptedException {
        double millis = plain.startAtOnce(count);
        plain.end();
        return millis;
    }

    static long pidOfAnAgent(Stage stage) throws IOException {
        try (ApiClient api = stage.api()) {
            return Long.parseLong(Answers.text(Answers.agents(api).get(0), "pid"));
        }
    }

}
