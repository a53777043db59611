package mc.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mc.cli.ApiClient;
import mc.store.Database;
import org.jdbi.v3.core.Handle;

/** Every listing over a million messages, their receipts in the log, and a million violations, nearly all of them of one mission. */
final class ListBench implements Measurement {

    private static final int ROWS = 1_000_000;
    private static final int OPEN = 1_000;
    private static final String MISSION = Seed.mission(0);
    private static final String PLACE = " from n join (select id, role, row_number() over (order by position) - 1 as n from agent where mission = :mission) a on a.n = n.x % 10";
    private static final String NUMBERS = "with recursive n(x) as (select 1 union all select x + 1 from n where x < :rows) ";

    /** A command, and the call of the API that it makes. */
    private record Question(String method, Map<String, Object> params, String... command) {}

    private static final List<Question> QUESTIONS = List.of(
            new Question("message.inbox", Map.of("role", "role4"), "inbox", "role4"),
            new Question("message.inbox", Map.of("role", "role4", "from", "role7", "status", "unread"), "inbox", "role4", "--from", "role7", "--status", "unread"),
            new Question("thread.list", Map.of(), "thread", "list"),
            new Question("thread.show", Map.of("thread", "t-1"), "thread", "show", "t-1"),
            new Question("message.receipt", Map.of("id", "m-500000"), "receipt", "m-500000"),
            new Question("violation.list", Map.of(), "compliance", "violations"),
            new Question("violation.list", Map.of("severity", "critical"), "compliance", "violations", "--severity", "critical"),
            new Question("violation.list", Map.of("all", true, "role", "role4"), "compliance", "violations", "--all", "--role", "role4"),
            new Question("violation.list", Map.of("all", true, "rule", "comm.hub", "severity", "low"), "compliance", "violations", "--all", "--rule", "comm.hub", "--severity", "low"),
            new Question("audit.list", Map.of("limit", 50), "audit"),
            new Question("audit.list", Map.of("limit", 50, "agent", "role4"), "audit", "--agent", "role4"),
            new Question("audit.list", Map.of("limit", 50, "kind", "MessageRead"), "audit", "--kind", "MessageRead"),
            new Question("audit.list", Map.of("limit", 50, "kind", "HeadMoved"), "audit", "--kind", "HeadMoved"), // of which there are few
            new Question("event.list", Map.of("newest", 50), "events"),
            new Question("task.list", Map.of(), "task", "list"),
            new Question("mission.list", Map.of(), "status"));

    @Override
    public void measure(Report report, Scale scale) throws IOException, InterruptedException {
        try (Stage stage = new Stage()) {
            Seed.missions(stage.home(), 1, 10);
            fill(stage);
            report.add(new Figure("daemon: ready over 1,000,000 messages", "ms", 1_000, Samples.of(stage.mc("daemon", "start").expect(0).millis()), "mc daemon start, from the command's start to its answer"));
            try (ApiClient api = stage.api()) {
                for (Question question : QUESTIONS) {
                    ask(stage, api, question, report, scale);
                }
            }
        }
    }

    private static void ask(Stage stage, ApiClient api, Question question, Report report, Scale scale) throws IOException, InterruptedException {
        Samples command = new Samples();
        Samples daemon = new Samples();
        double cpu = Proc.childrenCpuMillis();
        for (int i = 0; i < scale.runs() + 1; i++) {
            Run run = stage.mc(question.command()).expect(0);
            if (run.output().isBlank()) {
                throw new IOException("nothing was listed: " + question);
            }
            Map<String, Object> params = new HashMap<>(question.params());
            params.put("mission", MISSION);
            long begun = System.nanoTime();
            api.call(question.method(), params, line -> { });
            if (i > 0) {
                daemon.add((System.nanoTime() - begun) / 1e6);
                command.add(run.millis());
            }
        }
        cpu = Proc.childrenCpuMillis() - cpu;
        String name = "mc " + String.join(" ", question.command());
        report.add(new Figure(name, "ms", 200, command, "the whole command, over 1,000,000 messages, events and violations"));
        report.add("  of that in the daemon", "ms", daemon, "one call of the API, to its last line");
        report.note(name + " takes " + Figure.text(cpu / (scale.runs() + 1)) + " ms of CPU a call, whatever else runs");
    }

    /** By SQL, so the hash chain is not a true one. */
    private static void fill(Stage stage) {
        try (Database database = Database.open(stage.home().database()); Handle sql = database.openWriter()) {
            int seeded = sql.createQuery("select max(seq) from event").mapTo(Integer.class).one();
            sql.execute("PRAGMA synchronous = OFF");
            sql.execute("BEGIN IMMEDIATE");
            each(sql, ROWS - seeded, "insert into event(seq, at, kind, mission, agent, body, hash) select " + seeded + " + x, '2026-01-01T00:00:00Z', case when x % 2 = 0 then 'MessageQueued' else 'MessageRead' end, :mission, a.id,"
                    + " json_object('mission', :mission, 'agent', a.id, 'message', 'm-' || (x / 2 * 2), 'from', 'operator', 'text', 'The text of message ' || x), 'x'" + PLACE);
            sql.execute("update log_end set seq = ?", ROWS);
            sql.execute("insert into mirror(name, seq) values ('logs', ?)", ROWS); // a daemon that writes a million lines meanwhile would be measured, too
            each(sql, 100, "insert into thread(id, mission, title, started_by, started_at) select 't-' || x, :mission, 'Topic ' || x, 'operator', '2026-01-01T00:00:00Z' from n");
            each(sql, ROWS, "insert into message(id, mission, agent, recipient, sender, type, body, urgent, inbox, critical, thread, status, reason, attempts, created_at, changed_at) select 'm-' || x, :mission, a.id, a.role,"
                    + " 'role' || (x / 10 % 10), 'notification', 'The text of message ' || x, 0, 0, 0, case when x % 10 = 4 then 't-1' when x % 10 = 5 then 't-' || (x / 10 % 100 + 1) end,"
                    + " case when x % 1000 = 74 then 'submitted' else 'read' end, 'the turn ended', 1, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'" + PLACE);
            sql.createUpdate("update message set turns_left = 0, inbox = 1 where mission = :mission and status = 'submitted'").bind("mission", MISSION).execute(); // nothing is to be done for any
            each(sql, ROWS, "insert into violation(id, mission, agent, rule, severity, key, seen, remedy, rules, at, told_in, resolved_at, resolved_by, resolution) select 'v-' || x, :mission, a.id,"
                    + " case when x % 3 = 0 then 'comm.hub' else 'git.push' end, case x % 4 when 0 then 'low' when 1 then 'medium' when 2 then 'high' else 'critical' end, a.id || '/' || x, 'What was seen in case ' || x, 'mc why', 0,"
                    + " strftime('%Y-%m-%dT%H:%M:%SZ', 1767225600 + x, 'unixepoch'), 'm-1', case when x % " + ROWS / OPEN + " = 0 then null else '2026-02-01T00:00:00Z' end, 'mc', 'mended'" + PLACE);
            each(sql, 200, "insert into task(mission, id, position, role, title, depends_on, state, note, changed_at) select :mission, 'T' || x, x, a.role, 'Build part ' || x, '[]', 'open', '', '2026-01-01T00:00:00Z'" + PLACE);
            sql.execute("COMMIT");
        }
    }

    private static void each(Handle sql, int rows, String statement) {
        sql.createUpdate(NUMBERS + statement).bind("rows", rows).bind("mission", MISSION).execute();
    }
}
