package mc.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import mc.cli.ApiClient;
import mc.store.Database;
import org.jdbi.v3.core.Handle;

/** Listings over a million events. */
final class EventsBench implements Measurement {

    private static final int ROWS = 1_000_000;

    @Override
    public void measure(Report report, Scale scale) throws IOException, InterruptedException {
        try (Stage stage = new Stage()) {
            fill(stage);
            stage.mc("daemon", "start").expect(0);
            Map<String, Map<String, Object>> questions = new LinkedHashMap<>();
            questions.put("the newest 50", Map.of("newest", 50));
            questions.put("the newest 1,000", Map.of("newest", 1_000));
            questions.put("one mission's newest 50", Map.of("newest", 50, "mission", Seed.mission(3)));
            questions.put("50 of a mission whose events are the oldest", Map.of("newest", 50, "mission", Seed.mission(10)));
            try (ApiClient api = stage.api()) {
                for (Map.Entry<String, Map<String, Object>> question : questions.entrySet()) {
                    Samples samples = new Samples();
                    for (int i = 0; i < scale.runs() + 2; i++) {
                        AtomicLong lines = new AtomicLong();
                        long begun = System.nanoTime();
                        api.call("event.list", question.getValue(), event -> lines.incrementAndGet());
                        double millis = (System.nanoTime() - begun) / 1e6;
                        if (lines.get() == 0) {
                            throw new IOException("no events were listed: " + question.getKey());
                        }
                        if (i >= 2) {
                            samples.add(millis);
                        }
                    }
                    report.add(new Figure("event.list of 1,000,000: " + question.getKey(), "ms", 200, samples, "one call of the API, to its last line"));
                }
            }
            Samples command = new Samples();
            for (int i = 0; i < scale.rounds(); i++) {
                command.add(stage.mc("events", "-n", "50").expect(0).millis());
            }
            report.add("mc events -n 50 over 1,000,000", "ms", command, "the whole command");
        }
    }

    /** Real events of eleven missions; those of the first ten are then copied by SQL, so the hash chain is not a true one. */
    private static void fill(Stage stage) {
        Seed.missions(stage.home(), 11, 10);
        Database database = Database.open(stage.home().database());
        try (Handle sql = database.openWriter()) {
            int seeded = sql.createQuery("select max(seq) from event").mapTo(Integer.class).one();
            sql.execute("BEGIN IMMEDIATE");
            sql.execute("create temp table sample as select row_number() over (order by seq) - 1 as n, * from event where kind = 'AgentSignalled' and mission <> ?", Seed.mission(10));
            sql.execute("with recursive i(x) as (select 1 union all select x + 1 from i where x < ?) insert into event(seq, at, kind, mission, agent, body, hash)"
                    + " select ? + i.x, s.at, s.kind, s.mission, s.agent, s.body, s.hash from i join sample s on s.n = i.x % 100", ROWS - seeded, seeded);
            sql.execute("update log_end set seq = ?", ROWS);
            sql.execute("COMMIT");
        }
    }
}
