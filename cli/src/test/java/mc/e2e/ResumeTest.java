package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import mc.process.ProcessId;
import mc.testing.TestRepo;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Dead agents come back to their conversation, branch and work, and the others are left alone. */
@Execution(ExecutionMode.CONCURRENT)
class ResumeTest {

    private static final String SCRIPT = """
            who developer
            when go on with your work
              say Restarted, and I read: {prompt}
            when die
              crash 9
            once .
              run echo 1 > one && git add one && git commit -q -m 'The first step' && echo 2 > two
              say Ready.
            who .*
            when .
              say Hello.
            """;
    private static final String[] TEAM = {"--roles", "orchestrator,developer,tester", "--yes"};

    private static void rest(McRun mc) {
        McRun.until("the team rests", () -> StreamSupport.stream(mc.mission().path("agents").spliterator(), false).allMatch(a -> a.path("state").asText().equals("ready") && a.path("briefed").asBoolean()));
    }

    private static McRun started(TestRepo[] project, String config) throws IOException {
        McRun mc = new McRun();
        project[0] = mc.project("app");
        Files.createDirectories(mc.home().root());
        Files.writeString(mc.home().config(), config);
        mc.orchestrate(project[0], mc.spec(), SCRIPT, TEAM).run().exits(0);
        rest(mc);
        McRun.until("the commit is known", () -> !mc.agent("developer").path("lastCommitAt").isNull());
        return mc;
    }

    private static Map<String, String> kinds(JsonNode resume) {
        Map<String, String> kinds = new TreeMap<>();
        resume.path("agents").forEach(a -> kinds.put(a.path("role").asText(), a.path("kind").asText()));
        return kinds;
    }

    private static ProcessId process(McRun mc, String role) {
        return ProcessId.of(mc.agent(role).path("pid").asLong()).orElseThrow(() -> new AssertionError(role + " does not run: " + mc.agent(role)));
    }

    @Test
    void whatIsGoneIsMadeAnewAndTheRestLeftAlone() throws IOException {
        TestRepo[] project = new TestRepo[1];
        try (McRun mc = started(project, "restart: {auto: false}\n")) {
            JsonNode developer = mc.agent("developer");
            ProcessId tester = process(mc, "tester");
            Path worktree = Path.of(developer.path("worktree").asText());

            assertThat(mc.ok("resume").out()).contains("3 active", "There was nothing to restart.");

            // a crash: the same conversation, the same place, with what it needs to know
            Files.writeString(worktree.resolve("DEVELOPER_CHECKPOINT_20261121_0230.md"), "## Context Checkpoint\nNext steps: the third step\n");
            process(mc, "developer").kill();
            McRun.until("the crash is known", () -> mc.agent("developer").path("state").asText().equals("exited"));
            String question = mc.ok("send", "--wait", "0", "developer", "Are you there?", "--json").json().path("id").asText();
            McRun.until("the message waits", () -> !mc.events("MessageHeld").isEmpty());
            JsonNode[] looked = new JsonNode[1];
            McRun.until("looking changes nothing", () -> { // what the daemon had still to write down may come in between: then once more
                Map<String, String> before = everythingAtRest(mc, project[0]);
                looked[0] = mc.ok("resume", "--status-only", "--json").json();
                assertThat(mc.ok("orchestrate", "--project", project[0].dir().toString(), "--resume", "--status-only").out()).contains("1 dead", "Nothing was changed.");
                return everything(mc, project[0]).equals(before);
            });
            assertThat(kinds(looked[0])).containsExactlyInAnyOrderEntriesOf(Map.of("developer", "dead", "orchestrator", "active", "tester", "active"));
            assertThat(mc.ok("resume", "--role", "tester").out()).contains("left down: not named", "There was nothing to restart.");
            McRun.Run run = mc.ok("resume");
            assertThat(run.out()).contains("1 dead", "restarted, with its conversation", "its program was ended by signal 9", "Every agent started has begun a turn: developer.");
            JsonNode again = mc.agent("developer");
            assertThat(again.path("conversation").asText()).isEqualTo(developer.path("conversation").asText());
            assertThat(McRun.commandLine(again.path("pid").asLong())).contains("--resume " + developer.path("conversation").asText());
            assertThat(tester.isAlive()).isTrue();
            rest(mc);
            String read = promptOf(mc, "developer");
            assertThat(read).contains("its program was ended by signal 9", "Your conversation goes on", "The first step", "?? two", "Are you there?", "Next steps: the third step", worktree.toString());
            McRun.until("the message that waited arrived", () -> messages(mc, "MessageRead").contains(question));
            assertThat(mc.tmux("list-windows", "-a", "-F", "#{window_name}").stdout().lines()).as("the dead window is gone").hasSize(3);
            assertThat(mc.events("HistorySaved")).hasSize(1);

            // everything at once: the server, and a worktree with what was not committed
            deleteAll(worktree);
            mc.tmux("kill-server");
            McRun.until("the loss is known", () -> kinds(mc.ok("resume", "--status-only", "--json").json()).values().stream().allMatch("dead"::equals));
            mc.ok("orchestrate", "--project", project[0].dir().toString(), "--resume");
            rest(mc);
            assertThat(mc.agents()).hasSize(3);
            assertThat(project[0].runIn(worktree, "log", "-1", "--format=%s")).isEqualTo("The first step");
            assertThat(project[0].runIn(worktree, "branch", "--show-current")).isEqualTo("main-developer");
            assertThat(promptOf(mc, "developer")).contains("Your worktree had been deleted");
            assertThat(mc.agent("developer").path("conversation").asText()).isEqualTo(developer.path("conversation").asText());

            // a conversation that is lost begins anew and says so; a closed window comes back
            Files.delete(transcript(mc, "tester"));
            mc.tmux("kill-window", "-t", mc.agent("tester").path("windowId").asText());
            McRun.until("the loss is known", () -> mc.agent("tester").path("state").asText().equals("lost"));
            mc.ok("resume", "--json");
            rest(mc);
            assertThat(promptOf(mc, "tester")).contains("Nothing of your earlier conversation is left", "BEGIN SPECIFICATION");
            int earlier = messages(mc, "MessageQueued").size();
            assertThat(mc.ok("resume", "--rebrief-all").out()).contains("briefed again by a message");
            List<String> briefings = messages(mc, "MessageQueued").subList(earlier, earlier + 3);
            McRun.until("all were briefed again", () -> messages(mc, "MessageRead").containsAll(briefings));
            mc.ok("daemon", "stop");
            Map<String, String> withoutDaemon = everything(mc, project[0]);
            assertThat(mc.run("resume", "--status-only").exits(3).err()).contains("The daemon does not run", "mc daemon start");
            assertThat(everything(mc, project[0])).isEqualTo(withoutDaemon);
            assertThat(mc.daemon()).isEmpty();
            mc.ok("stop", "--yes");
            assertThat(mc.run("resume", "--mission", "app-1").exits(5).err()).contains("The mission app-1 is stopped", "mc orchestrate");
        }
    }

    /** MC_HOME, the repository with its git directory, and what tmux has, byte for byte; not the shared memory of the database's readers. */
    /** As {@link #everything}, once the jobs that what happened before has led to are done. */
    private static Map<String, String> everythingAtRest(McRun mc, TestRepo project) {
        List<Map<String, String>> seen = new ArrayList<>(List.of(Map.of()));
        Awaitility.await("nothing is written any more").pollInterval(Duration.ofMillis(500)).atMost(McRun.PATIENCE).until(() -> {
            seen.add(everything(mc, project));
            return seen.get(seen.size() - 1).equals(seen.get(seen.size() - 2));
        });
        return seen.get(seen.size() - 1);
    }

    private static Map<String, String> everything(McRun mc, TestRepo project) {
        Map<String, String> all = new TreeMap<>(TestRepo.fingerprint(mc.home().root(), Set.of("mc.sock", "mc.db-shm")));
        TestRepo.fingerprint(project.dir(), Set.of()).forEach((name, content) -> all.put("project/" + name, content));
        all.put("tmux", mc.tmux("list-panes", "-a", "-F", "#{session_id} #{window_id} #{pane_id} #{pane_pid} #{pane_dead} #{window_name}").stdout() + mc.tmux("show-options", "-g").stdout() + mc.tmux("list-buffers").stdout());
        return all;
    }

    /** The last briefing its program has got, as its transcript holds it. */
    private static List<String> messages(McRun mc, String kind) {
        return mc.events(kind).stream().map(e -> e.path("message").asText()).toList();
    }

    private static String promptOf(McRun mc, String role) throws IOException {
        List<String> prompts = Files.readAllLines(transcript(mc, role)).stream().filter(line -> line.contains("\"type\":\"user\"") && line.contains("[mc b-")).toList();
        return prompts.get(prompts.size() - 1);
    }

    /** What its program has written of its conversation. */
    static Path transcript(McRun mc, String role) throws IOException {
        String name = mc.agent(role).path("conversation").asText() + ".jsonl";
        try (var files = Files.walk(mc.root().resolve("home/.mc-demo-agent/projects"))) {
            return files.filter(f -> f.endsWith(name)).findFirst().orElseThrow(() -> new AssertionError("no transcript " + name));
        }
    }

    private static void deleteAll(Path dir) throws IOException {
        try (var files = Files.walk(dir)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        }
    }
}
