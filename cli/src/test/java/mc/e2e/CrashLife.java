package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import mc.process.ProcessId;
import mc.testing.TestRepo;

/**
 * One mission of two agents from its start to its end, in which the daemon dies at chosen points. After each death the same command is
 * typed again, as a user would, and everything must be as if nothing had happened: no agent twice, no message twice, no work lost.
 */
final class CrashLife implements AutoCloseable {

    /** The kinds of events that come up in each part of a life, and so the points at which the daemon can be made to die. */
    static final List<String> STARTING = List.of("DaemonStarted", "MissionCreated", "CheckInsPlanned", "MissionPrepared", "TasksPlanned", "WorktreeReady", "SessionCreated", "AgentLaunched", "AgentSignalled", "MissionUnderWay", "HeadMoved");
    static final List<String> SENDING = List.of("MessageQueued", "MessageTyping", "MessageTyped", "MessageSubmitted", "MessageRead");
    static final List<String> INTERJECTING = List.of("MessageQueued", "MessageOffered", "MessageTyped", "MessagesAbsorbed", "MessageSubmitted", "MessageRead");
    static final List<String> COOPERATING = List.of("RulesTaken", "ThreadStarted", "DependenciesSet", "MessageAcknowledged", "StandupStarted", "StandupAnswered", "StandupEnded");
    static final List<String> BREAKING = List.of("ViolationFound", "ViolationsTold");
    static final List<String> RESUMING = List.of("AgentRestarting", "WorktreeReady", "HistorySaved", "AgentLaunched", "AgentSignalled");
    static final List<String> ENDING = List.of("AgentEnding", "HistorySaved", "AgentExited", "WorkPreserved", "WorktreeRemoved", "AgentEnded");
    static final List<String> STOPPING = List.of("MissionStopping", "HistorySaved", "AgentExited", "WorkPreserved", "WorktreeRemoved", "MissionStopped");

    private static final String[] TEAM = {"--roles", "orchestrator,developer", "--yes"};
    private static final String SCRIPT = """
            who developer
            when Hold on
              run while [ ! -e enough ]; do sleep 0.1; done; rm enough
              say Held.
            when go on with your work
              say I go on.
            once .
              run echo 1 >> commits && git add commits && git commit -q -m 'The one commit'; echo uncommitted > uncommitted
            when .
              say I heard: {prompt}
            who .*
            when .
              say Hello.
            """;

    final McRun mc = restartingOnRequestOnly();
    private final TestRepo project = mc.project("app");
    private final Path spec = mc.spec();

    private static McRun restartingOnRequestOnly() {
        McRun mc = new McRun();
        try {
            Files.createDirectories(mc.home().root());
            Files.writeString(mc.home().config(), "restart: {auto: false}\n");
            Files.createDirectories(mc.home().templates());
            Files.writeString(mc.home().templates().resolve("rules.yaml"), "rules: {comm.template: {severity: critical}}\n");
            return mc;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Types a command with the daemon set to die at {@code point} (empty: nowhere); whether it died. */
    private boolean dies(String point, McRun.Call command) {
        if (!point.isEmpty()) {
            mc.ok("daemon", "stop");
            command.with("MC_TEST_CRASH", point).run();
            McRun.until("the daemon dies at " + point, () -> mc.daemon().isEmpty() || isQuiet());
        }
        return mc.daemon().isEmpty();
    }

    /** Nothing is under way any more, so a point not reached by now is never reached. */
    private boolean isQuiet() {
        JsonNode missions = mc.call("status", "--json").here().json().path("missions");
        return missions.isEmpty() || Stream.of("orchestrator", "developer").allMatch(role -> McRun.agent(missions.get(0), role).path("state").asText().equals("ready"));
    }

    boolean start(String point) {
        McRun.Call orchestrate = mc.orchestrate(project, spec, SCRIPT, TEAM);
        boolean died = dies(point, orchestrate);
        if (died || point.isEmpty()) {
            startAgain(orchestrate);
        }
        McRun.until("the team rests", this::isQuiet);
        assertThat(mc.agents()).as("each agent once").hasSize(2);
        JsonNode developer = mc.agent("developer");
        assertThat(McRun.commandLine(developer.path("pid").asLong())).contains(developer.path("conversation").asText());
        McRun.until("the commit is known", () -> !mc.agent("developer").path("lastCommitAt").isNull());
        assertThat(mc.mission().path("status").asText()).isEqualTo("running");
        assertThat(mc.call("attach", "--print").here().out()).as("its session is known").contains("attach-session");
        return died;
    }

    /** As {@link #start} without a point, while somebody keeps killing the daemon. */
    void startUnderFire() {
        Torture.tryUntilDone(mc.orchestrate(project, spec, SCRIPT, TEAM));
    }

    /** The same command again; when the team had already got under way, mc says that it is. */
    private void startAgain(McRun.Call orchestrate) {
        McRun.Run again = orchestrate.run();
        if (again.code() == 5) {
            assertThat(again.err()).contains("app-1 is already running");
        } else {
            again.exits(0);
        }
    }

    boolean send(String point) {
        boolean died = dies(point, mc.call("send", "developer", "The first text"));
        mc.ok("send", "developer", "The second text");
        everyMessageArrivedOnce();
        return died;
    }

    void everyMessageArrivedOnce() {
        McRun.until("every accepted message was read", this::isEverythingRead);
        eachTextWasTypedOnce();
    }

    private void eachTextWasTypedOnce() {
        List<String> submitted = mc.events("MessageSubmitted").stream().filter(e -> e.path("agent").isTextual()).map(e -> e.path("message").asText()).toList(); // first: mc writes to its agents at any time
        Map<String, Integer> heard = new TreeMap<>();
        mc.events("AgentSignalled").forEach(e -> e.path("markers").forEach(id -> heard.merge(id.asText(), 1, Integer::sum)));
        assertThat(heard.values()).as("each text was typed once: %s", heard).allMatch(times -> times == 1);
        assertThat(heard.keySet()).as("each was reported by the agent itself").containsAll(submitted);
    }

    private List<JsonNode> toAgents() {
        return mc.events("MessageQueued").stream().filter(e -> !e.path("agent").asText("").isEmpty()).toList();
    }

    private boolean isEverythingRead() {
        long read = mc.events("MessageRead").stream().filter(e -> e.path("agent").isTextual()).count();
        return read == toAgents().size(); // asked last: the end of a turn reads one message and may send the next
    }

    private boolean isOver() {
        try {
            return isQuiet() && isEverythingRead();
        } catch (AssertionError e) {
            return mc.daemon().isEmpty(); // it died during the look
        }
    }

    /** An urgent message to the developer in the midst of a command; the daemon may die before it lies ready, while it does, or when it is taken. */
    boolean interject(String point) throws IOException {
        mc.ok("send", "developer", "Hold on.");
        McRun.until("it is in the middle of a command", () -> mc.agent("developer").path("reason").asText().equals("runs Bash"));
        Path worktree = Path.of(mc.agent("developer").path("worktree").asText());
        mc.ok("daemon", "stop");
        mc.call("send", "developer", "The urgent text", "--urgent", "--wait", "1s").with("MC_TEST_CRASH", point).run();
        Files.createFile(worktree.resolve("enough"));
        McRun.until("the daemon dies at " + point, () -> mc.daemon().isEmpty() || isOver());
        boolean died = mc.daemon().isEmpty();
        mc.ok("daemon", "stop"); // one that has not met its point yet would in the next round
        mc.ok("status");
        if (!mc.events("MessageQueued").stream().anyMatch(e -> e.path("text").asText().equals("The urgent text"))) {
            assertThat(point).as("not accepted, and the sender had no answer").isEqualTo("before:MessageQueued");
        }
        everyMessageArrivedOnce();
        McRun.until("the team rests", this::isQuiet);
        return died;
    }

    /** The developer is killed, and two people bring it back at once. */
    boolean resume(String point) throws InterruptedException {
        JsonNode before = mc.agent("developer");
        ProcessId.of(before.path("pid").asLong()).orElseThrow().kill();
        McRun.until("the end is known", () -> mc.agent("developer").path("state").asText().equals("exited"));
        boolean died = dies(point, mc.call("resume"));
        Thread other = new Thread(() -> mc.call("resume").run());
        other.start();
        mc.ok("resume");
        other.join();
        McRun.until("the team rests", () -> isQuiet() && mc.agent("developer").path("briefed").asBoolean() && !mc.agent("developer").path("pid").isNull());
        JsonNode after = mc.agent("developer");
        assertThat(mc.agents()).as("each agent once").hasSize(2);
        assertThat(mc.tmux("list-panes", "-a").stdout().lines()).as("no window of an earlier start").hasSize(2);
        assertThat(McRun.commandLine(after.path("pid").asLong())).contains("--resume " + before.path("conversation").asText());
        assertThat(mc.events("AgentRestarting")).as("asked for once").hasSize(1);
        everyMessageArrivedOnce();
        return died;
    }

    /** Ends one agent, which has a file that is not committed, and brings it back; {@code round} names the file. */
    boolean endOne(String point, int round) throws IOException {
        Path worktree = Path.of(mc.agent("developer").path("worktree").asText());
        Files.writeString(worktree.resolve("file-" + round), "uncommitted");
        String[] end = {"agent", "end", "developer", "--yes", "--handoff", "Notes of round " + round};
        mc.ok("daemon", "stop");
        boolean died = mc.call(end).with("MC_TEST_CRASH", point).run().code() != 0;
        assertThat(mc.run(end).code()).as("carried on, or over already").isIn(0, 5);
        assertThat(mc.agent("developer").path("reason").asText()).isEqualTo("ended by the operator");
        assertThat(mc.agents()).as("the orchestrator alone").hasSize(1);
        assertThat(mc.tmux("list-windows", "-a", "-F", "#{window_name}").stdout().lines()).containsExactly("Orchestrator");
        assertThat(worktree).doesNotExist();
        List<String> refs = project.run("for-each-ref", "--format=%(refname)", "refs/mc/preserved/app-1/developer").lines().toList();
        assertThat(refs.stream().filter(ref -> project.run("ls-tree", "--name-only", ref).lines().anyMatch(("file-" + round)::equals))).as("the uncommitted work, kept once").hasSize(1);
        McRun.until("the orchestrator read the notes", this::isEverythingRead);
        assertThat(mc.events("MessageQueued").stream().filter(e -> e.path("text").asText().contains("Notes of round " + round))).as("told once, and where the work is").singleElement()
                .satisfies(e -> assertThat(e.path("text").asText()).contains("is kept in refs/mc/preserved/app-1/developer/", "Its commits are on main-developer."));
        try (Stream<Path> logs = Files.list(mc.home().logs())) {
            assertThat(logs.filter(f -> contains(f, "Handoff Notes: Notes of round " + round))).as("its history, once").hasSize(1).allMatch(f -> contains(f, "[mc b-"), "what its window had shown");
        }
        mc.ok("agent", "restart", "developer");
        McRun.until("the team rests", this::isQuiet);
        assertThat(worktree.resolve("commits")).exists();
        return died;
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            return false;
        }
    }

    /** The developer breaks a rule, at once critical; the orchestrator hears of it once, and it is mended. {@code round} counts the calls. */
    void breakRule(String point, int round) {
        String[] wrong = {"send", "orchestrator", "STATUS of round " + round, "--from", "developer"};
        mc.ok("daemon", "stop");
        mc.call(wrong).with("MC_TEST_CRASH", point).run();
        McRun.until("the daemon dies at " + point, () -> mc.daemon().isEmpty());
        mc.ok(wrong); // the same again: it is not known whether it was accepted
        McRun.until("the orchestrator is told", () -> told().size() == round);
        McRun.until("every accepted message has arrived", () -> mc.events("MessageQueued").size() == mc.events("MessageSubmitted").size());
        eachTextWasTypedOnce();
        assertThat(found()).as("found once each time").hasSize(round);
        assertThat(told()).as("told once each time").hasSize(round);
        mc.ok("send", "orchestrator", "STATUS developer now\nCurrent: the counter\nBlocked: none", "--from", "developer");
        assertThat(mc.events("ViolationResolved").stream().map(e -> e.path("violation").asText()).filter(found()::contains)).hasSize(round);
        McRun.until("the team rests", this::isQuiet);
    }

    /** The cases of that rule; its commit without a report is another. */
    private List<String> found() {
        return mc.events("ViolationFound").stream().filter(e -> e.path("rule").asText().equals("comm.template")).map(e -> e.path("violation").asText()).toList();
    }

    /** Those of them that somebody was told of, as often as that was. */
    private List<String> told() {
        List<String> found = found();
        return mc.events("ViolationsTold").stream().flatMap(e -> java.util.stream.StreamSupport.stream(e.path("violations").spliterator(), false)).map(JsonNode::asText).filter(found::contains).toList();
    }

    /** A changed rule, a thread, who waits for whom, an answer and a stand-up; {@code round} counts the calls. */
    boolean cooperate(String point, int round) throws IOException {
        String question = mc.ok("send", "operator", "Which counter, in round " + round + "?", "--from", "developer", "--json").json().path("id").asText();
        int rules = mc.events("RulesTaken").size();
        int starts = mc.events("DaemonStarted").size();
        mc.ok("daemon", "stop");
        mc.call("status").with("MC_TEST_CRASH", point).run();
        Files.writeString(project.dir().resolve("CLAUDE.md"), "# Rules\n\n- Commit every " + (30 + round) + " minutes\n");
        Torture.tryUntilDone(mc.call("compliance", "rules"));
        Torture.tryUntilDone(mc.call("thread", "create", "Round " + round));
        Torture.tryUntilDone(mc.call("deps", "set", "developer", "on", "orchestrator"));
        Torture.tryUntilDone(mc.call("ack", question, "The first, in round " + round));
        Torture.tryUntilDone(mc.call("standup", "--wait", "1m"));
        McRun.until("each stand-up ends", () -> mc.events("StandupStarted").size() == mc.events("StandupEnded").size());
        boolean died = mc.events("DaemonStarted").size() > starts + 1;
        everyMessageArrivedOnce();
        assertThat(mc.events("RulesTaken")).as("one edition for one change").hasSize(rules + 1);
        assertThat(mc.events("ThreadStarted")).as("one thread").filteredOn(e -> e.path("title").asText().equals("Round " + round)).hasSize(1);
        assertThat(mc.events("DependenciesSet")).as("set once, and taken away once").hasSize(2 * round - 1);
        assertThat(mc.events("MessageAcknowledged")).filteredOn(e -> e.path("message").asText().equals(question)).hasSize(1);
        assertThat(toAgents()).as("the answer").filteredOn(e -> e.path("text").asText().equals("The first, in round " + round)).hasSize(1);
        assertThat(mc.events("StandupEnded")).as("each ends once").extracting(e -> e.path("standup").asText()).doesNotHaveDuplicates();
        assertThat(mc.events("StandupAnswered")).as("each answer once").extracting(e -> e.path("standup").asText() + e.path("agent").asText()).doesNotHaveDuplicates();
        for (JsonNode standup : mc.events("StandupStarted")) {
            assertThat(toAgents()).as("its report, once").filteredOn(e -> e.path("text").asText().startsWith("Stand-up " + standup.path("standup").asText() + " of ")).hasSize(1);
        }
        mc.ok("deps", "rm", "developer");
        McRun.until("the team rests", this::isQuiet);
        return died;
    }

    boolean stop(String point) throws IOException {
        boolean died = dies(point, mc.call("stop", "--yes"));
        mc.ok("stop", "--yes");
        hasEnded();
        return died;
    }

    void hasEnded() throws IOException {
        assertThat(mc.agents()).isEmpty();
        assertThat(mc.tmux("list-sessions").ok()).isFalse();
        assertThat(mc.mission("--mission", "app-1").path("status").asText()).isEqualTo("stopped");
        assertThat(project.run("worktree", "list").lines()).hasSize(1);
        assertThat(project.run("log", "--format=%s", "main..main-developer")).isEqualTo("The one commit");
        String preserved = project.run("for-each-ref", "--format=%(refname)", "refs/mc/preserved/app-1/developer");
        assertThat(preserved.lines()).as("the uncommitted work, kept once").hasSize(1);
        assertThat(project.run("show", preserved + ":uncommitted")).isEqualTo("uncommitted");
        try (Stream<Path> logs = Files.list(mc.home().logs())) {
            assertThat(logs.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".log")).map(f -> f.replaceFirst("_\\d{8}_\\d{6}", "")).distinct()).contains("app-impl_developer.log", "app-impl_orchestrator.log");
        }
        assertThat(mc.call("doctor", "--json").here().out()).contains("whole, and its log of events unchanged");
    }

    @Override
    public void close() {
        mc.close();
    }
}
