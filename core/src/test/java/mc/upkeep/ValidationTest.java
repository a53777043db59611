package mc.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Home;
import mc.agent.AgentReactor;
import mc.agent.AgentState;
import mc.agent.Autopsy;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobRunner;
import mc.mission.LaunchFiles;
import mc.process.ProcessId;
import mc.testing.Engine;
import mc.testing.TestRepo;
import mc.testing.TestTmux;
import mc.tmux.PaneAddress;
import mc.tmux.PaneInfo;
import mc.tmux.TmuxServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is written down against real panes, worktrees and files that are something else. */
@Timeout(120)
class ValidationTest {

    @TempDir
    private Path dir;

    private Home home;
    private Engine engine;
    private TestTmux tmux;
    private TestRepo repo;
    private Path worktree;
    private PaneInfo pane;

    /** A mission of one agent, which runs in a pane and a worktree, and nothing is wrong. */
    @BeforeEach
    void aMission() throws IOException {
        home = new Home(dir.toRealPath().resolve("mc"));
        home.createDirectories();
        Home.privateDirectory(home.project("app"));
        engine = Engine.live(home.root());
        tmux = new TestTmux();
        repo = TestRepo.create(dir, "app");
        worktree = home.project("app").resolve("worktrees/tester");
        engine.record(Engine.created("app-1", "app", repo.dir().toString(), "tester"));
        addWorktree(worktree, "main-tester", "tester");
        engine.record(new Event.WorktreeReady("app-1", "app-1-tester", worktree.toString(), "main-tester", repo.run("rev-parse", "HEAD"), "agent-branch", List.of()));
        PaneAddress address = tmux.server().createSession("app-1-impl", "tester", worktree, launch("app-1-tester"));
        pane = tmux.server().panes().get(0);
        engine.record(new Event.SessionCreated("app-1", "app-1-impl", address.session().value()), launched(pane));
        engine.loop().record(List.of(), tx -> tx.sql().execute("delete from job")); // all is done
        Path folder = home.project("app").resolve("missions/app-1");
        Home.privateDirectory(folder);
        for (Map.Entry<String, String> file : Map.of("spec.md", "spec", "plan.md", "plan", "plan.json", "{\"version\":1,\"tasks\":[]}", "env.json", "{}").entrySet()) {
            write(folder.resolve(file.getKey()), file.getValue());
        }
    }

    @AfterEach
    void end() {
        engine.close();
        tmux.close();
    }

    private static Event launched(PaneInfo pane) {
        return new Event.AgentLaunched("app-1", "app-1-tester", pane.address().window().value(), pane.address().pane().value(), pane.pid(), ProcessId.of(pane.pid()).orElseThrow().start(), "c", "hash");
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private void addWorktree(Path path, String branch, String role) {
        repo.run("worktree", "add", "-q", "--lock", "--reason", "mc: mission app-1, role " + role + ", strategy agent-branch", "-b", branch, path.toString());
    }

    /** The command of an agent's pane, as a launch makes it. */
    private List<String> launch(String agent) throws IOException {
        LaunchFiles files = LaunchFiles.of(home, agent);
        Home.privateDirectory(files.dir());
        write(files.dir().resolve("launch.sh"), "exec sleep 600\n");
        return List.of("/bin/sh", files.dir().resolve("launch.sh").toString(), agent + "-" + mc.text.Ids.hash(files.dir().toString()).substring(0, 12));
    }

    private Validation validation() {
        return Validation.of(home, engine.database(), tmux.server(), Clock.systemUTC());
    }

    private List<String> found() {
        return validation().look().stream().map(f -> (f.isNote() ? "note " : "") + f.area() + ": " + f.what()).toList();
    }

    @Test
    void whatIsAsItShouldBeIsNoFinding() {
        assertThat(validation().look()).isEmpty();
    }

    @Test
    void aMessageThatSomebodyChangedIsFound() {
        engine.queue("app-1-tester", "m-1", "as it was sent");
        assertThat(validation().look()).isEmpty();
        engine.loop().record(List.of(), tx -> tx.sql().execute("update message set body = 'FORGED'"));
        assertThat(found()).containsExactly("database: The message m-1 is not as it was sent.");
    }

    @Test
    void whoeverLocksTheDatabaseIsToldOf() throws java.sql.SQLException {
        Health health = new Health(home, engine.database(), validation(), Map::of, Optional::empty, Optional.empty(), () -> engine.loop().record(), Clock.systemUTC());
        try (var other = java.sql.DriverManager.getConnection("jdbc:sqlite:" + home.database()); var statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThat(health.look()).filteredOn(part -> part.subsystem().equals("database")).singleElement().satisfies(part -> {
                assertThat(part.level()).isEqualTo("broken");
                assertThat(part.remedy()).contains("Another program holds mc.db locked").doesNotContain("disk");
            });
        }
        assertThat(health.look()).contains(new Health.Part("database", "ok", "as it was written down, and can be written", ""));
    }

    @Test
    void healthIsALineAPartAndNamesWhatNeedsSomebody() {
        Runnable write = () -> engine.loop().record();
        Health health = new Health(home, engine.database(), validation(), Map::of, Optional::empty, Optional.empty(), write, Clock.systemUTC());
        assertThat(health.look()).extracting(Health.Part::subsystem).isEqualTo(Health.SUBSYSTEMS);
        assertThat(health.look()).allSatisfy(part -> assertThat(part.level()).as(part.toString()).isEqualTo("ok"));
        Health withShipped = new Health(home, engine.database(), validation(), Map::of, Optional::empty, Optional.of("matrices.yaml: teams is not known."), write, Clock.systemUTC());
        assertThat(withShipped.look()).filteredOn(part -> part.subsystem().equals("rules")).singleElement().satisfies(part -> {
            assertThat(part.level()).isEqualTo("attention");
            assertThat(part.detail()).contains("what mc ships", "matrices.yaml: teams is not known.");
        });
        engine.record(new Event.DialogSeen("app-1", "app-1-tester", "folder trust", "answer it"));
        assertThat(health.look()).contains(new Health.Part("agents", "attention", "tester of app-1 is waiting", "mc why tester --mission app-1"));
        engine.record(new Event.AgentSighted("app-1", "app-1-tester", pane.pid(), "transcript", "limited", "5-hour limit", Instant.now().toString(), "2099-01-01T00:00:00Z", true));
        assertThat(health.look()).contains(new Health.Part("limits", "attention", "tester of app-1 until 2099-01-01T00:00:00Z", "mc status"));
        engine.loop().record(List.of(), tx -> tx.schedule(Job.of("no.such.job", "x", Instant.now().minusSeconds(90))));
        assertThat(health.look()).contains(new Health.Part("jobs", "broken", "1 should have been done a minute ago", "mc daemon logs"));
        tmux.server().killWindow(pane.address().window());
        org.awaitility.Awaitility.await().until(() -> health.look().stream().anyMatch(p -> p.subsystem().equals("agents") && p.level().equals("broken") && p.remedy().equals("mc validate")));
    }

    @Test
    void agentsThatAreGoneAreAskedForAgainAndOnlyThen() throws Exception {
        tmux.server().createWindow(pane.address().session(), "mine", tmux.home(), TestTmux.sh("exec sleep 600"));
        PaneAddress stranger = tmux.server().createWindow(pane.address().session(), "who", tmux.home(), launch("app-9-ghost"));
        PaneAddress twin = tmux.server().createWindow(pane.address().session(), "twin", tmux.home(), launch("app-1-tester"));
        assertThat(found()).containsExactlyInAnyOrder(
                "tmux: A pane runs the agent app-9-ghost, of which mc knows nothing.", "tmux: The agent app-1-tester runs in a pane that is not the one written down for it.", "note tmux: A window in a mission's session belongs to no agent.");
        tmux.server().killWindow(stranger.window());
        tmux.server().killWindow(twin.window());
        tmux.server().killWindow(pane.address().window());
        assertThat(ProcessId.of(pane.pid()).stream()).allMatch(program -> program.awaitEnd(Duration.ofSeconds(10)));
        Finding gone = validation().look().get(0);
        assertThat(gone.what()).isEqualTo("The agent tester of app-1 is believed to be starting, and its program or pane is gone.");
        assertThat(gone.evidence()).contains("pane " + pane.address().pane(), "process " + pane.pid(), "no such pane", "does not run");
        assertThat(engine.agent("app-1-tester").state()).as("looking changes nothing").isEqualTo(AgentState.STARTING);

        try (JobRunner jobs = new JobRunner(engine.database(), engine.loop(), Clock.systemUTC(), Map.of(AgentReactor.AUTOPSY, new Autopsy(engine.database(), tmux.server(), a -> false)))) {
            jobs.start();
            assertThat(validation().mend(engine.loop())).containsExactly("asked tmux again about tester of app-1");
        }
        assertThat(engine.agent("app-1-tester").state()).isEqualTo(AgentState.LOST);
        assertThat(found()).containsExactly("note tmux: A window in a mission's session belongs to no agent.");
    }

    @Test
    void aProcessThatOutlivesWhatIsSaidOfItIsFound() {
        engine.record(new Event.AgentLost("app-1", "app-1-tester", "said somebody"));
        assertThat(found()).containsExactly("agents: The agent tester of app-1 is said to have ended, and its process runs.");
    }

    @Test
    void noAnswerOfTmuxIsNoVerdictOnAgents() {
        TmuxServer hanging = new TmuxServer(tmux.settings().withProgram("/bin/false"));
        List<Finding> findings = Validation.of(home, engine.database(), hanging, Clock.systemUTC()).look();
        assertThat(findings).extracting(Finding::what).hasSize(1).first().asString().startsWith("tmux did not answer, so nothing is known of panes");
    }

    @Test
    void whatGitKnowsOtherwiseIsFound() throws IOException {
        repo.runIn(worktree, "checkout", "-q", "--detach");
        assertThat(found()).containsExactly("git: The worktree of tester of app-1 is on no branch: what is committed there now belongs to none.");
        repo.runIn(worktree, "checkout", "-q", "main-tester");
        TestRepo.write(worktree, "README", "one way\n");
        repo.commitIn(worktree, "one way");
        repo.runIn(worktree, "checkout", "-q", "-b", "other", "main");
        TestRepo.write(worktree, "README", "another way\n");
        repo.commitIn(worktree, "another way");
        assertThat(repo.tryIn(worktree, "rebase", "main-tester").ok()).isFalse();
        assertThat(validation().look()).singleElement().satisfies(f -> {
            assertThat(f.what()).isEqualTo("In the worktree of tester of app-1 a rebase is under way.");
            assertThat(f.evidence()).contains("1 in conflict");
            assertThat(f.remedy()).contains("git rebase --abort");
        });
        repo.runIn(worktree, "rebase", "--abort");
        repo.run("branch", "-D", "main-tester");
        Path lock = Files.createFile(repo.dir().resolve(".git/worktrees/tester/index.lock"));
        Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        addWorktree(dir.toRealPath().resolve("forgotten"), "main-ghost", "ghost");
        repo.run("worktree", "add", "-q", "--detach", dir.resolve("the users own").toString());
        assertThat(found()).containsExactlyInAnyOrder("git: The branch main-tester of tester of app-1 is gone.", "git: A git that was killed has left its lock in the worktree of tester of app-1: no commit works there.",
                "git: A worktree was made for ghost of mission app-1, of which mc knows nothing.");
        Files.delete(lock);
        repo.run("worktree", "remove", "-f", "-f", dir.resolve("forgotten").toString());
        repo.run("branch", "main-tester");
        Files.move(worktree, dir.resolve("elsewhere"));
        assertThat(found()).containsExactly("git: The worktree of tester of app-1 is gone from the disk.");
        repo.run("worktree", "unlock", worktree.toString());
        repo.run("worktree", "prune");
        assertThat(found()).containsExactly("git: git knows no worktree of tester of app-1.");
        Files.move(repo.dir(), dir.resolve("moved"));
        assertThat(found()).singleElement().asString().startsWith("git: The project ").endsWith(" cannot be looked at.");
    }

    @Test
    void filesAreClosedToOthersAndHalvesPutAside() throws Exception {
        Path spec = home.project("app").resolve("missions/app-1/spec.md");
        Files.setPosixFilePermissions(spec, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(home.launch(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(home.config(), "plan: max5\n");
        Files.createSymbolicLink(home.root().resolve("link"), Path.of("/etc"));
        Path half = home.spool().resolve(".app-1-tester.Stop.1-1.tmp");
        Path fresh = home.spool().resolve(".app-1-tester.Stop.2-2.tmp");
        Path unread = home.spool().resolve("app-1-tester.Stop.3-3.json");
        for (Path file : List.of(half, fresh, unread)) {
            write(file, "{");
        }
        for (Path file : List.of(half, unread)) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofMinutes(2))));
        }
        Files.delete(home.project("app").resolve("missions/app-1/plan.md"));
        Files.writeString(home.project("app").resolve("missions/app-1/plan.json"), "{nonsense");
        assertThat(found()).containsExactlyInAnyOrder("files: 2 files or directories of mc's can be read or changed by other users.", "spool: 1 report of agents was never finished: the hook that wrote it was killed.",
                "spool: 1 report of agents waits for more than a minute to be read.", "files: The mission app-1 has lost its plan.md.", "files: The mission app-1 has lost its plan.json.");
        assertThat(validation().mend(engine.loop())).containsExactly("took other users' rights to 2 of mc's files and directories", "put 1 unfinished report aside");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.launch()))).isEqualTo("rwx------");
        assertThat(fresh).exists();
        assertThat(unread).exists();
        assertThat(home.spool().resolve("aside/app-1-tester.Stop.1-1.tmp")).content().isEqualTo("{");
        assertThat(validation().mend(engine.loop())).isEmpty();
        assertThat(found()).doesNotContain("files: 2 files or directories of mc's can be read or changed by other users.").contains("note spool: 1 report made no sense and was put aside.");
    }

    @Test
    void aLogThatWasChangedAndRowsThatReferToNothingAreFound() {
        engine.loop().record(List.of(), tx -> tx.sql().execute("delete from event where seq = (select max(seq) from event)"));
        assertThat(validation().look()).singleElement().satisfies(f -> assertThat(f.evidence()).matches("events up to \\d+ were written, and the last one there is \\d+"));
    }

    @Test
    void withoutADaemonACopyIsLookedAt() throws IOException {
        engine.close();
        Files.createFile(home.socket());
        try (DaemonLock lock = DaemonLock.tryLock(home).orElseThrow()) {
            OfflineValidation offline = new OfflineValidation(home, Optional.of(tmux.server()), Clock.systemUTC());
            Files.setPosixFilePermissions(home.socket(), PosixFilePermissions.fromString("rw-------"));
            assertThat(offline.run(lock, false).findings()).extracting(Finding::what).containsExactly("A daemon that ended without a word has left its socket behind.");
            assertThat(offline.run(lock, true)).satisfies(r -> {
                assertThat(r.findings()).isEmpty();
                assertThat(r.mended()).hasSize(1);
            });
            byte[] damaged = "no database ".repeat(900).getBytes();
            Files.write(home.database(), damaged);
            assertThat(offline.run(lock, true).findings()).extracting(Finding::what).containsExactly("The database cannot be read.");
            assertThat(home.database()).hasBinaryContent(damaged);
            assertThat(DaemonLock.tryLock(home)).as("one at a time").isEmpty();
        }
    }
}
