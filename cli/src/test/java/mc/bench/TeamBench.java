package mc.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import mc.cli.ApiClient;
import mc.process.ProcessId;
import mc.store.Database;

/** What a daemon with twenty agents costs, and how fast it notices and comes back. */
final class TeamBench implements Measurement {

    private static final int AGENTS = 20;
    private static final String SCRIPT = "when busy-work\n  work 600s\nwhen .\n  say Understood.\n";

    @Override
    public void measure(Report report, Scale scale) throws IOException, InterruptedException {
        try (Stage stage = new Stage().script(SCRIPT)) {
            Team.start(stage, stage.repository("shop"), "demo", Team.TEN);
            Team.start(stage, stage.repository("bank"), "demo", Team.TEN);
            Team.awaitReady(stage);
            commits(stage, report, scale);
            idle(stage, report, scale);
            working(stage, report, scale);
            restart(stage, report, scale);
        }
    }

    private static void commits(Stage stage, Report report, Scale scale) throws IOException {
        Samples samples = new Samples();
        try (ApiClient api = stage.api()) {
            List<Map<String, Object>> agents = Answers.agents(api);
            for (int i = 0; i < scale.runs(); i++) {
                Map<String, Object> agent = agents.get(i % agents.size());
                String subject = "Change " + i;
                stage.git(Path.of(Answers.text(agent, "worktree")), "commit", "-q", "--allow-empty", "-m", subject);
                long begun = System.nanoTime();
                while (Answers.agents(api).stream().noneMatch(a -> Answers.text(a, "lastCommitSubject").equals(subject))) {
                    if (System.nanoTime() - begun > 10_000_000_000L) {
                        throw new IOException("the commit in " + Answers.text(agent, "worktree") + " was not noticed");
                    }
                }
                samples.add((System.nanoTime() - begun) / 1e6);
            }
        }
        report.add(new Figure("commit until the status shows it", "ms", 1_000, samples, "from git's end to the first answer with it; the budget is that of a whole fast lane"));
    }

    private static void idle(Stage stage, Report report, Scale scale) throws IOException, InterruptedException {
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
        report.add(new Figure("daemon: CPU with 20 idle agents", "%", 0.3, cpu, "of a core, over " + scale.idleSeconds() + " s, from /proc/PID/stat"));
        report.add(new Figure("programs started while idle (0 none, 1 some)", "", 0, programs, "by the daemon or the tmux server, in the same time: their ended children's page faults have not changed"));
        report.add(new Figure("daemon: memory with 20 agents", "MB", 150, Samples.of(Proc.megabytes(stage.daemon(), "VmRSS")), "VmRSS, shared pages included"));
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
