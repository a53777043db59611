package mc.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mc.cli.ApiClient;
import mc.store.Database;

/** A thousand messages at once to twenty agents, each of which gets its own in order, one turn after the other. */
final class QueueBench implements Measurement {

    private static final int MESSAGES = 1_000;
    private static final int AGENTS = 20;
    private static final long AT_MOST = 600_000_000_000L;

    @Override
    public void measure(Report report, Scale scale) throws IOException, InterruptedException {
        try (Stage stage = new Stage().script("when .\n  say Understood.\n")) {
            Team.start(stage, stage.repository("shop"), "demo", Team.TEN);
            Team.start(stage, stage.repository("bank"), "demo", Team.TEN);
            Team.awaitReady(stage);
            Database database = Database.inspect(stage.home().database());
            double cpu = Proc.cpuMillis(stage.daemon());
            long begun = System.nanoTime();
            List<String> sent = send(stage);
            report.add("1,000 messages to 20 agents: until all are stored", "ms", Samples.of((System.nanoTime() - begun) / 1e6), "message.send of the API, one after the other, without waiting for receipts");
            while (arrived(database) < MESSAGES) {
                if (System.nanoTime() - begun > AT_MOST) {
                    throw new IOException("of " + MESSAGES + " messages only " + arrived(database) + " are proven");
                }
                Thread.sleep(50);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            cpu = Proc.cpuMillis(stage.daemon()) - cpu;
            report.add("  until all are submitted", "s", Samples.of(seconds), "proven by the agents' own reports; 20 demo agents, a turn for each message, share this machine's cores");
            report.add("  the daemon's CPU for each message", "ms", Samples.of(cpu / MESSAGES), "from /proc/PID/stat, from the first until the last is proven");
            report.add("  the daemon's CPU meanwhile", "%", Samples.of(cpu / seconds / 10), "of a core");
            report.add(new Figure("  lost, doubled or out of order", "", 0, Samples.of(wrong(database, sent)), "of 1,000: the proofs in the log against what was sent"));
        }
    }

    /** The ids in the order they were sent. */
    private static List<String> send(Stage stage) throws IOException {
        List<String> sent = new ArrayList<>();
        try (ApiClient api = stage.api()) {
            List<Map<String, Object>> agents = Answers.maps(api.call("mission.list", Map.of()), "missions").stream().flatMap(m -> Answers.maps(m, "agents").stream().map(a -> Map.of("mission", m.get("id"), "to", a.get("role")))).toList();
            if (agents.size() != AGENTS) {
                throw new IOException("there are " + agents.size() + " agents");
            }
            for (int i = 0; i < MESSAGES; i++) {
                Map<String, Object> agent = agents.get(i % AGENTS);
                Map<String, Object> answer = api.call("message.send", Map.of("mission", agent.get("mission"), "to", agent.get("to"), "text", "Message " + i + " of a thousand.", "waitMs", 0));
                sent.add(Answers.text(Answers.maps(answer, "receipts").get(0), "id"));
            }
        }
        return sent;
    }

    private static int arrived(Database database) {
        return database.read(sql -> sql.createQuery("select count(*) from message where sender = 'operator' and status in ('submitted', 'read')").mapTo(Integer.class).one());
    }

    /** How many messages have not exactly one proof, or have it before that of an earlier one to the same agent. */
    private static int wrong(Database database, List<String> sent) {
        List<Map<String, Object>> proofs = database.read(sql -> sql.createQuery("select agent, json_extract(body, '$.message') as message from event where kind = 'MessageSubmitted' order by seq").mapToMap().list());
        List<String> order = proofs.stream().map(p -> Answers.text(p, "message")).filter(sent::contains).toList();
        int wrong = 0;
        for (int i = 0; i < MESSAGES; i++) {
            String id = sent.get(i);
            boolean isOnce = order.indexOf(id) >= 0 && order.indexOf(id) == order.lastIndexOf(id);
            boolean isInOrder = i < AGENTS || order.indexOf(id) > order.indexOf(sent.get(i - AGENTS));
            wrong += isOnce && isInOrder ? 0 : 1;
        }
        return wrong;
    }
}
