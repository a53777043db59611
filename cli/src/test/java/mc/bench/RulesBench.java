package mc.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mc.cli.ApiClient;
import mc.store.Database;
import org.jdbi.v3.core.Handle;

/** How soon a changed rule is in force, and how long the check of the log takes. */
final class RulesBench implements Measurement {

    private static final int CHECKED = 10_000;

    @Override
    public void measure(Report report, Scale scale) throws IOException, InterruptedException {
        change(report, scale);
        verify(report, scale);
    }

    /** From the moment the file is saved until the event says that the new set holds. */
    private static void change(Report report, Scale scale) throws IOException, InterruptedException {
        try (Stage stage = new Stage()) {
            Seed.missions(stage.home(), 1, 10);
            Path project = Files.createDirectories(stage.place().resolve("project"));
            try (Database database = Database.open(stage.home().database()); Handle sql = database.openWriter()) {
                sql.execute("update project set path = ?", project.toString());
            }
            stage.mc("daemon", "start").expect(0);
            BlockingQueue<Long> taken = new LinkedBlockingQueue<>();
            Thread listener = new Thread(() -> {
                try (ApiClient api = stage.api()) {
                    api.call("event.subscribe", Map.of("newest", 0), event -> {
                        if ("RulesTaken".equals(event.get("kind"))) {
                            taken.add(System.nanoTime());
                        }
                    });
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }, "listener");
            listener.setDaemon(true);
            listener.setUncaughtExceptionHandler((thread, e) -> { }); // the daemon ends with the stage
            listener.start();
            Samples samples = new Samples();
            for (int i = 0; i < scale.runs() + 2; i++) {
                TimeUnit.MILLISECONDS.sleep(300); // what was written before is noticed by then, and the listener listens
                long begun = System.nanoTime();
                Files.writeString(project.resolve("CLAUDE.md"), "Push within " + (100 + i) + " minutes.\n");
                Long at = taken.poll(30, TimeUnit.SECONDS);
                if (at == null) {
                    throw new IOException("the changed rule never came into force");
                }
                if (i >= 2) {
                    samples.add((at - begun) / 1e6);
                }
            }
            report.add(new Figure("rule change in force", "ms", 2_000, samples, "from the file being saved until the daemon tells of the new set; of that 100 ms are waited for the editor to finish"));
        }
    }

    private static void verify(Report report, Scale scale) throws IOException, InterruptedException {
        try (Stage stage = new Stage()) {
            Seed.missions(stage.home(), 1, 10);
            Seed.events(stage.home(), CHECKED);
            try (Database database = Database.open(stage.home().database()); Handle sql = database.openWriter()) {
                sql.execute("update event set body = replace(body, 'backup', 'Backup') where seq = ?", CHECKED / 2);
            }
            stage.mc("daemon", "start").expect(0);
            Samples samples = new Samples();
            for (int i = 0; i < scale.runs(); i++) {
                samples.add(stage.mc("audit", "--verify").expect(1).millis());
            }
            report.add(new Figure("mc audit --verify, one changed row in 10,000", "ms", 1_000, samples, "the whole command, which finds it"));
        }
    }
}
