package mc.bench;

import java.io.IOException;

/** The start-up of short commands and of the daemon. */
final class CommandBench implements Measurement {

    @Override
    public void measure(Report report, Scale scale) throws IOException, InterruptedException {
        try (Stage stage = new Stage()) {
            Seed.missions(stage.home(), 10, 10);
            ready(stage, report, scale);
            report.add(new Figure("mc --version", "ms", 100, times(stage, report, scale, "--version"), "the whole command"));
            report.add(new Figure("mc status at 100 agents", "ms", 150, times(stage, report, scale, "status"), "the whole command; 10 missions of 10 agents, filled through the product's own events"));
            report.add("mc status --json at 100 agents", "ms", times(stage, report, scale, "status", "--json"), "the same");
            report.add("mc send, first refusal", "ms", times(stage, report, scale, "send", "nobody", "x"), "the whole command; the daemon answers that the mission is not named");
        }
    }

    private static void ready(Stage stage, Report report, Scale scale) throws IOException, InterruptedException {
        Samples samples = new Samples();
        for (int i = 0; i < scale.rounds() + 1; i++) {
            double millis = stage.mc("daemon", "start").expect(0).millis();
            if (i > 0) {
                samples.add(millis); // the first one unpacks the SQLite library
            }
            if (i < scale.rounds()) {
                stage.mc("daemon", "stop").expect(0);
            }
        }
        report.add(new Figure("daemon: ready after start", "ms", 1_000, samples, "mc daemon start, from the command's start to its answer"));
    }

    private static Samples times(Stage stage, Report report, Scale scale, String... args) throws IOException, InterruptedException {
        stage.mc(args);
        stage.mc(args);
        Samples samples = new Samples();
        double cpu = Proc.childrenCpuMillis();
        for (int i = 0; i < scale.runs(); i++) {
            samples.add(stage.mc(args).millis());
        }
        report.note("mc " + String.join(" ", args) + " takes " + Figure.text((Proc.childrenCpuMillis() - cpu) / scale.runs()) + " ms of CPU a call, whatever else runs");
        return samples;
    }
}
