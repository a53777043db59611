package mc.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import mc.cli.ApiClient;
import mc.process.ProcessId;
import mc.store.Database;

/** What a daemon with its agents costs, and how fast it notices and comes back. */
final class TeamBench implements Measurement {

    private static final int AGENTS = 20;
    private static final int MANY = 100;
    private static final String SCRIPT = "when busy-work\n  work 600s\nwhen .\n  say Understood.\n";

    @Override
    public void measure(Report report, Scale scale) throws IOException, InterruptedException {
        try (Stage stage = new Stage().script(SCRIPT)) {
            Team.start(stage, stage.repository("shop"), "demo", Team.TEN);
            Team.start(stage, stage.repository("bank"), "demo", Team.TEN);
            Team.awaitReady(stage);
            signals(stage, report, scale);
            commits(stage, report, scale);
            idle(stage, report, scale, AGENTS);
            working(stage, report, scale);
            restart(stage, report, scale);
            crashes(stage, report, scale);
        }
        if (scale == Scale.FULL) {
            try (Stage stage = new Stage().script(SCRIPT)) {
                for (int i = 0; i < MANY / Team.TEN.size(); i++) {
                    Team.start(stage, stage.repository("shop-" + i), "demo", Team.TEN);
                }
                Team.awaitReady(stage);
                idle(stage, report, scale, MANY);
            }
        }
    }

    /** From the end of an agent's hook to the first answer that shows what it told. */
    private static void signals(Stage stage, Report report, Scale scale) throws IOException, InterruptedException {
        Samples samples = new Samples();
        try (ApiClient api = stage.api()) {
            List<Map<String, Object>> agents = Answers.agents(api);
            for (int i = 0; i < scale.runs() * 4; i++) {
                Map<String, Object> agent = agents.get(i % agents.size());
                String tool = "Tool" + i;
                Path payload = stage.write("payload", "{\"tool_name\":\"" + tool + "\"}");
                Map<String, String> env = Map.of("PATH", "/usr/bin:/bin", "MC_AGENT", Answers.text(agent, "name"), "MC_SPOOL", stage.home().spool().toString());
                Run.of(List.of(stage.home().run().resolve("mc-hook").toString(), "PreToolUse"), env, payload.toFile(), stage.place().resolve("output")).expect(0);
                samples.add(until("the hook of " + tool, System.nanoTime(), () -> Answers.agents(api).stream().anyMatch(a -> Answers.text(a, "reason").equals("runs " + tool))));
            }
            for (Map<String, Object> agent : agents) { // as they were
                Map<String, String> env = Map.of("PATH", "/usr/bin:/bin", "MC_AGENT", Answers.text(agent, "name"), "MC_SPOOL", stage.home().spool().toString());
                Run.of(List.of(stage.home().run().resolve("mc-hook").toString(), "Stop"), env, stage.write("payload", "{}").toFile(), stage.place().resolve("output")).expect(0);
            }
        }
        Team.awaitReady(stage);
        report.add(new Figure("hook's end until the status shows it", "ms", 100, samples, "with 20 agents; the budget is the median's"));
        report.add(new Figure("  the same, 95th percentile", "ms", 300, Samples.of(samples.percentile95()), "of " + samples.count()));
    }

    /** From a kill -9 of an agent's program to the first answer that shows its end; mc then restarts it. */
    private static void crashes(Stage stage, Report report, Scale scale) throws IOException, InterruptedException {
        Samples noticed = new Samples();
        Samples back = new Samples();
        try (ApiClient api = stage.api()) {
            List<Map<String, Object>> agents = Answers.agents(api);
            for (int i = 0; i < Math.min(scale.runs(), AGENTS); i++) {
                String name = Answers.text(agents.get(i), "name");
                long pid = ((Number) agents.get(i).get("pid")).longValue();
                ProcessId.of(pid).ifPresent(ProcessId::kill);
                long begun = System.nanoTime();
                noticed.add(until("the end of " + name, begun, () -> agent(api, name, a -> List.of("exited", "starting").contains(Answers.text(a, "state")))));
                back.add(until("the restart of " + name, begun, () -> agent(api, name, a -> Boolean.TRUE.equals(a.get("briefed")) && !Long.valueOf(pid).equals(a.get("pid")))));
            }
        }
        report.add(new Figure("kill -9 of an agent until the status shows it", "ms", 2_000, noticed, "from the signal to the first answer with it"));
        report.add("  until mc has restarted it and its turn has begun", "ms", back, "the same; a second of it is left for the program's last report");
    }

    private static boolean agent(ApiClient api, String name, Predicate<Map<String, Object>> wanted) {
        return Answers.agents(api).stream().filter(a -> Answers.text(a, "name").equals(name)).anyMatch(wanted);
    }

    /** Milliseconds from {@code begun} until it is so. */
    private static double until(String what, long begun, BooleanSupplier isSo) throws IOException {
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() - begun > 30_000_000_000L) {
                throw new IOException(what + " was not noticed");
            }
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    private static void commits(Stage stage, Report report, Scale scale) throws IOException {
        Samples samples = new Samples();
        try (ApiClient api = stage.api()) {
            List<Map<String, Object>> agents = Answers.agents(api);
            for (int i = 0; i < scale.runs(); i++) {
                Map<String, Object> agent = agents.get(i % agents.size());
                String subject = "Change " + i;
                stage.git(Path.of(Answers.text(agent, "worktree")), "commit", "-q", "--allow-empty", "-m", subject);
                samples.add(until("the commit in " + Answers.text(agent, "worktree"), System.nanoTime(), () -> Answers.agents(api).stream().anyMatch(a -> Answers.text(a, "lastCommitSubject").equals(subject))));
            }
        }
        report.add(new Figure("commit until the status shows it", "ms", 1_000, samples, "from git's end to the first answer with it; the budget is that of a whole fast lane"));
    }

    private static void idle(Stage stage, Report report, Scale scale, int agents) throws IOException, InterruptedException {
        long tmux = tmuxServer(stage);
        Thread.sleep(scale.idleSeconds() >= 60 ? 65_000 : 3_000); // a minute after its turn each agent reports that it is idle
        Samples cpu = new Samples();
        Samples programs = new Samples();
        for (int round = 0; round < 2; round++) {
            long daemon = stage.daemon();
            long faults = Proc.childrenFaults(daemon) + Proc.childrenFaults(tmux);
            int children = children(daemon) + children(tmux);
            cpu.add(percent(daemon, scale.idleSeconds()));
            boolean isQuiet = faults == Proc.childrenFaults(daemon) + Proc.childrenFaults(tmux) && children == children(daemon) + children(tmux);
            programs.add(isQuiet ? 0 : 1);
        }
        report.add(new Figure("daemon: CPU with " + agents + " idle agents", "%", agents == AGENTS ? 0.3 : Double.NaN, cpu, "of a core, over " + scale.idleSeconds() + " s, from /proc/PID/stat"));
        report.add(new Figure("programs started, " + agents + " idle agents (0 none, 1 some)", "", 0, programs, "by the daemon or the tmux server, in the same time: their ended children's page faults have not changed"));
        report.add(new Figure("daemon: memory with " + agents + " agents", "MB", agents == AGENTS ? 150 : Double.NaN, Samples.of(Proc.megabytes(stage.daemon(), "VmRSS")), "VmRSS, shared pages included"));
        report.add("  of that its own", "MB", Samples.of(Proc.megabytes(stage.daemon(), "RssAnon")), "RssAnon");
    }

    private static void working(Stage stage, Report report, Scale scale) throws IOException, InterruptedException {
        Samples perPane = new Samples();
        double idle = percent(stage.daemon(), Math.max(10, scale.idleSeconds() / 2));
        try (ApiClient api = stage.api()) {
            for (Map<String, Object> mission : Answers.maps(api.call("mission.list", Map.of()), "missions")) {
                for (Map<String, Object> agent : Answers.maps(mission, "agents")) {
                    api.call("message.send", Map.of("mission", Answers.text(mission, "id"), "to", Answers.text(agent, "role"), "text", "busy-work"));
                }
            }
        }
        Team.await(stage, agent -> Answers.text(agent, "state").equals("working"));
        long tmux = tmuxServer(stage);
        double tmuxBefore = Proc.cpuMillis(tmux);
        int seconds = Math.max(10, scale.idleSeconds() / 2);
        perPane.add((percent(stage.daemon(), seconds) - idle) / AGENTS);
        report.add(new Figure("daemon: CPU per working pane", "%", 0.2, perPane, "of a core: 20 agents redraw their busy line ten times a second; less that of idle agents, by 20; over " + seconds + " s"));
        report.add("  the tmux server's own, per working pane", "%", Samples.of((Proc.cpuMillis(tmux) - tmuxBefore) / seconds / 10 / AGENTS), "the same");
    }

    private static void restart(Stage stage, Report report, Scale scale) throws IOException, InterruptedException {
        Samples samples = new Samples();
        Database database = Database.open(stage.home().database());
        for (int round = 0; round < scale.rounds(); round++) {
            TreeSet<String> before = agents(stage);
            ProcessId.of(stage.daemon()).ifPresent(ProcessId::kill);
            long begun = System.nanoTime();
            stage.mc("status").expect(0);
            while (database.read(sql -> sql.createQuery("select count(*) from job where kind = 'agent.autopsy'").mapTo(Integer.class).one()) > 0) {
                Thread.sleep(2);
            }
            samples.add((System.nanoTime() - begun) / 1e6);
            TreeSet<String> after = agents(stage);
            if (before.size() != AGENTS || !before.equals(after)) {
                throw new IOException("after the restart the agents are others: " + before + ", then " + after);
            }
        }
        report.add(new Figure("restart after kill -9 until every agent is known", "ms", 2_000, samples, "kill, mc status, until each of the 20 panes has been looked at; same panes, processes and states as before"));
    }

    private static TreeSet<String> agents(Stage stage) throws IOException {
        TreeSet<String> agents = new TreeSet<>();
        try (ApiClient api = stage.api()) {
            Answers.agents(api).forEach(a -> agents.add(a.get("name") + " " + a.get("paneId") + " " + a.get("pid") + " " + a.get("state")));
        }
        return agents;
    }

    private static double percent(long pid, int seconds) throws IOException, InterruptedException {
        double before = Proc.cpuMillis(pid);
        Thread.sleep(seconds * 1_000L);
        return (Proc.cpuMillis(pid) - before) / seconds / 10;
    }

    private static int children(long pid) {
        return (int) ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).count();
    }

    private static long tmuxServer(Stage stage) throws IOException, InterruptedException {
        return Long.parseLong(stage.run(stage.tmux("display-message", "-p", "#{pid}")).expect(0).output().strip());
    }
}
