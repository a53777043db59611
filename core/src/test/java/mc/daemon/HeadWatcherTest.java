package mc.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import mc.Home;
import mc.compliance.RuleBook;
import mc.compliance.Rules;
import mc.compliance.Violations;
import mc.compliance.git.GitActivity;
import mc.event.Event;
import mc.process.Exec;
import mc.testing.Engine;
import mc.testing.TestRepo;
import mc.text.Templates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadWatcherTest {

    private static final String DEV = "app-1-developer";
    private static final String TESTER = "app-1-tester";

    @TempDir
    Path temp;

    private TestRepo repo;
    private Path dev;
    private Engine engine;
    private HeadWatcher watcher;
    private final TryAgain again = new TryAgain(Duration.ofMillis(10));
    private final Refusal refusal = new Refusal();

    @BeforeEach
    void aTeam() throws IOException {
        repo = TestRepo.create(temp, "app");
        repo.run("init", "-q", "--bare", temp.resolve("remote.git").toString());
        repo.run("remote", "add", "origin", temp.resolve("remote.git").toRealPath().toString());
        repo.run("push", "-q", "origin", "main");
        dev = repo.dir().resolveSibling("dev");
        Violations violations = new Violations(new RuleBook(Rules.shipped()));
        engine = Engine.live(temp, violations, new GitActivity(violations), refusal);
        List<Event.Seat> seats = Arrays.asList("developer", "tester").stream().map(role -> new Event.Seat("app-1-" + role, role, role, "does " + role, "demo", Engine.briefing(role))).toList();
        engine.record(new Event.MissionCreated("app-1", "app-1", "app", repo.dir().toString(), "mc-test", "app-1", "main", repo.run("rev-parse", "HEAD"), "none", "small", "offline", "default", null, false, "own", seats));
        watch();
        worktree(DEV, dev, "main-developer");
        worktree(TESTER, repo.dir().resolveSibling("tester"), "main-tester");
    }

    private void worktree(String agent, Path path, String branch) {
        repo.run("worktree", "add", "-q", "-b", branch, path.toString());
        engine.record(new Event.WorktreeReady("app-1", agent, path.toString(), branch, repo.run("rev-parse", "HEAD"), "agent-branch", List.of()));
        until(() -> read("logs/HEAD", agent) == 1);
    }

    /** How many logs are known as read whose path ends so; of the agent's own worktree. */
    private long read(String end, String agent) {
        String admin = repo.runIn(Path.of(engine.agent(agent).worktree()), "rev-parse", "--absolute-git-dir");
        return engine.database().read(sql -> sql.createQuery("select count(*) from reflog_read where log = :log").bind("log", admin + "/" + end).mapTo(Integer.class).one());
    }

    private void watch() throws IOException {
        watch(new DirectoryWatch("heads", again));
    }

    private void watch(DirectoryWatch directories) {
        watcher = new HeadWatcher(engine.database(), engine.loop(), again, directories);
        engine.loop().listen(watcher::noticed);
        watcher.start();
    }

    @AfterEach
    void end() throws IOException {
        watcher.close();
        again.close();
        engine.close();
    }

    private static void until(Callable<Boolean> condition) {
        await().pollInterval(Duration.ofMillis(10)).atMost(Duration.ofSeconds(60)).until(condition);
    }

    private List<Event.HeadMoved> moves() {
        return engine.log(Event.HeadMoved.class);
    }

    private List<Event.BranchPushed> pushes() {
        return engine.log(Event.BranchPushed.class);
    }

    /** Everything until now is read: a last movement of its own shows it. */
    private void settle(String marker) {
        repo.commitIn(dev, marker);
        until(() -> moves().stream().anyMatch(moved -> moved.subject().equals(marker)));
    }

    @Test
    void everyMovementIsToldOnceWithTheBranchItLeadsTo() {
        repo.commitIn(dev, "fixes");
        repo.runIn(dev, "switch", "-q", "-c", "feature/login/form");
        repo.commitIn(dev, "Second");
        repo.runIn(dev, "checkout", "-q", "--detach");
        repo.runIn(dev, "switch", "-q", "main-developer");
        repo.runIn(dev, "merge", "-q", "feature/login/form");
        repo.runIn(dev, "branch", "-m", "feature/other");
        repo.commit("The user's own");
        repo.runIn(dev, "rebase", "-q", "main");
        settle("Last");
        assertThat(moves()).extracting(Event.HeadMoved::action).containsExactly("commit", "checkout", "commit", "checkout", "checkout", "merge feature/login/form", "Branch",
                "rebase (start)", "rebase (pick)", "rebase (pick)", "rebase (finish)", "commit");
        assertThat(moves()).extracting(Event.HeadMoved::branch).containsExactly("main-developer", "feature/login/form", "feature/login/form", null, "main-developer", "main-developer", "feature/other",
                null, null, null, "feature/other", "feature/other");
        assertThat(moves().get(5).subject()).as("what the branch came to").isEqualTo("Second");
        assertThat(moves().get(1).before()).isEqualTo(moves().get(1).commit()).isEqualTo(moves().get(0).commit());
        until(() -> !engine.log(Event.StartingBranchMoved.class).isEmpty());
        assertThat(engine.log(Event.StartingBranchMoved.class)).singleElement().satisfies(moved -> assertThat(moved.subject()).isEqualTo("The user's own"));
        assertThat(engine.agent(DEV).lastCommitSubject()).isEqualTo("Last");
    }

    @Test
    void aPushIsTheAgentsWhoIsOnThatBranchOrWasGivenIt() {
        repo.commitIn(dev, "One");
        repo.runIn(dev, "push", "-q", "origin", "HEAD:refs/heads/review/deep/one"); // the user may have done that
        repo.runIn(dev, "switch", "-q", "-c", "feature/x");
        repo.runIn(dev, "push", "-q", "-u", "origin", "feature/x");
        Path tester = Path.of(engine.agent(TESTER).worktree());
        repo.runIn(tester, "push", "-q", "origin", "main-tester");
        repo.commit("The user's own");
        repo.run("push", "-q", "origin", "main");
        repo.commitIn(dev, "Two");
        repo.runIn(dev, "push", "-q", "-f", "origin", "feature/x");
        until(() -> pushes().size() == 3);
        assertThat(pushes()).extracting(push -> push.agent() + " " + push.remote() + " " + push.branch()).containsExactlyInAnyOrder(
                DEV + " origin feature/x", TESTER + " origin main-tester", DEV + " origin feature/x");
        assertThat(pushes().get(0).before()).isNull();
        assertThat(pushes().get(2).before()).isEqualTo(pushes().get(0).commit());
    }

    @Test
    void whatHappenedWhileNobodyWatchedIsTakenUpAndNothingTwice() throws IOException {
        settle("Before");
        watcher.close();
        repo.commitIn(dev, "Meanwhile");
        repo.runIn(dev, "push", "-q", "origin", "main-developer");
        repo.commit("The user's own");
        watch();
        until(() -> pushes().size() == 1 && engine.log(Event.StartingBranchMoved.class).size() == 1);
        watcher.close();
        watch();
        settle("After");
        assertThat(moves()).extracting(Event.HeadMoved::subject).containsExactly("Before", "Meanwhile", "After");
        assertThat(moves()).extracting(Event.HeadMoved::missed).startsWith(false, true);
        assertThat(pushes()).hasSize(1);
        assertThat(engine.log(Event.StartingBranchMoved.class)).hasSize(1);
    }

    @Test
    void whatCouldNotBeWrittenDownIsWrittenWithoutAFurtherMovement() throws IOException {
        refusal.of(Event.HeadMoved.class);
        repo.commitIn(dev, "While it is watched");
        refusal.happens();
        until(() -> moves().size() == 1);
        watcher.close();
        repo.commitIn(dev, "Before it is watched");
        refusal.of(Event.HeadMoved.class);
        watch();
        refusal.happens();
        until(() -> moves().size() == 2);
        refusal.of(Event.BranchPushed.class);
        repo.runIn(dev, "push", "-q", "origin", "main-developer");
        refusal.happens();
        until(() -> pushes().size() == 1);
    }

    @Test
    void whatHappenedBeforeTheLogsWereTakenUpIsTheMissionsAllTheSame() throws IOException {
        settle("Before");
        watcher.close();
        engine.loop().record(List.of(), tx -> tx.sql().execute("delete from reflog_read where log not like '%/worktrees/%'")); // as if mcd had died right after the worktrees were made
        nextSecond(); // an entry of the second in which the mission began may be older than it
        repo.runIn(dev, "push", "-q", "origin", "main-developer");
        repo.commit("The user's own");
        watch();
        until(() -> pushes().size() == 1 && engine.log(Event.StartingBranchMoved.class).size() == 1);
        assertThat(engine.log(Event.StartingBranchMoved.class)).extracting(Event.StartingBranchMoved::subject).containsExactly("The user's own");
    }

    /** Until the clock that git writes down has moved on from that of the mission's begin. */
    private void nextSecond() {
        Instant begin = engine.database().read(sql -> mc.agent.Mission.Table.find(sql, "app-1")).orElseThrow().createdAt();
        until(() -> Instant.now().getEpochSecond() > begin.getEpochSecond());
    }

    @Test
    void aLogThatIsRewrittenOrDeletedDoublesNothing() throws IOException {
        settle("One");
        settle("Two");
        Path log = Path.of(repo.runIn(dev, "rev-parse", "--absolute-git-dir"), "logs", "HEAD");
        List<String> lines = Files.readAllLines(log);
        Path other = Files.write(log.resolveSibling("other"), lines.subList(lines.size() - 2, lines.size()));
        Files.move(other, log, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        settle("Three");
        repo.runIn(dev, "reflog", "expire", "--expire=now", "--all");
        settle("Four");
        Files.delete(log);
        settle("Five");
        assertThat(moves()).extracting(Event.HeadMoved::subject).containsExactly("One", "Two", "Three", "Four", "Five");
    }

    @Test
    void theUsersPushesAreNobodysThoughAnAgentWasOnceOnThatBranch() {
        repo.run("switch", "-q", "-c", "mine");
        repo.run("branch", "feature/users");
        for (String branch : List.of("main", "feature/users")) {
            repo.runIn(dev, "switch", "-q", branch);
            repo.commitIn(dev, "On " + branch);
        }
        String later = Instant.now().plusSeconds(5).getEpochSecond() + " +0000";
        withDate(dev, later, "switch", "-q", "main-developer");
        until(() -> moves().size() == 5);
        String evenLater = Instant.now().plusSeconds(10).getEpochSecond() + " +0000";
        withDate(repo.dir(), evenLater, "push", "-q", "origin", "main", "feature/users");
        repo.runIn(dev, "push", "-q", "origin", "main-developer");
        until(() -> !pushes().isEmpty());
        assertThat(pushes()).extracting(Event.BranchPushed::branch).containsExactly("main-developer");
    }

    private void withDate(Path directory, String date, String... words) {
        List<String> argv = new ArrayList<>(List.of("env", "GIT_COMMITTER_DATE=" + date, "git"));
        argv.addAll(List.of(words));
        assertThat(new Exec(argv, directory, System.getenv(), false, new byte[0], Duration.ofSeconds(60), 1 << 20).run().exitCode()).isZero();
    }

    @Test
    void whatARewrittenLogTellsOfThePastIsNoNews() throws IOException {
        settle("One");
        repo.runIn(dev, "push", "-q", "origin", "main-developer");
        until(() -> pushes().size() == 1);
        Path pushed = repo.dir().resolve(".git/logs/refs/remotes/origin/main-developer");
        Path head = Path.of(repo.runIn(dev, "rev-parse", "--absolute-git-dir"), "logs", "HEAD");
        String past = "0".repeat(40) + " " + "2".repeat(40) + " A <a@x> 1700000000 +0000\t";
        for (Map.Entry<Path, String> log : Map.of(pushed, "update by push", head, "commit: Long ago").entrySet()) {
            Path other = Files.writeString(log.getKey().resolveSibling("other.lock"), past + log.getValue() + "\n" + Files.readString(log.getKey()));
            Files.move(other, log.getKey(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        settle("Two");
        repo.runIn(dev, "push", "-q", "origin", "main-developer");
        until(() -> pushes().size() == 2);
        assertThat(pushes()).extracting(Event.BranchPushed::commit).doesNotContain("2".repeat(40));
        assertThat(moves()).extracting(Event.HeadMoved::subject).containsExactly("One", "Two");
    }

    @Test
    void aPipeInThePlaceOfALogHoldsNobodyUp() throws IOException {
        Path log = Path.of(repo.runIn(dev, "rev-parse", "--absolute-git-dir"), "logs", "HEAD");
        Files.delete(log);
        assertThat(new Exec(List.of("mkfifo", log.toString()), dev, System.getenv(), false, new byte[0], Duration.ofSeconds(60), 1 << 20).run().exitCode()).isZero();
        Path tester = Path.of(engine.agent(TESTER).worktree());
        repo.commitIn(tester, "The others are seen");
        until(() -> moves().size() == 1);
        Files.delete(log);
        settle("So is this one again");
        assertThat(moves()).extracting(Event.HeadMoved::agent).containsExactly(TESTER, DEV);
    }

    @Test
    void aWorktreeThatCannotBeWatchedKeepsNothingElseFromIt() throws IOException {
        watcher.close();
        Path logs = Path.of(repo.runIn(dev, "rev-parse", "--absolute-git-dir"), "logs");
        Files.delete(logs.resolve("HEAD"));
        Files.delete(logs);
        Files.writeString(logs, "no directory");
        watch();
        Path tester = Path.of(engine.agent(TESTER).worktree());
        repo.commitIn(tester, "One");
        repo.runIn(tester, "push", "-q", "origin", "main-tester");
        until(() -> pushes().size() == 1 && moves().size() == 1);
    }

    @Test
    void aDirectoryThatCannotBeWatchedIsTriedAgainAndKeepsNothingElseFromIt() throws IOException {
        watcher.close();
        CountDownLatch mended = new CountDownLatch(1);
        CountDownLatch refused = new CountDownLatch(1);
        watch(new DirectoryWatch("heads", again) {
            @Override
            void watch(String who, Path directory, Listener listener) throws IOException {
                if (directory.endsWith("refs/remotes/origin") && mended.getCount() > 0) {
                    refused.countDown();
                    throw new IOException("User limit of inotify watches reached");
                }
                super.watch(who, directory, listener);
            }
        });
        until(() -> refused.getCount() == 0);
        settle("The worktrees are seen all the same");
        repo.commit("So is the starting branch");
        until(() -> engine.log(Event.StartingBranchMoved.class).size() == 1);
        mended.countDown();
        until(() -> !again.isBusy());
        repo.runIn(dev, "push", "-q", "origin", "main-developer");
        until(() -> pushes().size() == 1);
    }

    @Test
    void aThousandCommitsAtOnceAreOneLook() throws IOException {
        watcher.close();
        Path log = Path.of(repo.runIn(dev, "rev-parse", "--absolute-git-dir"), "logs", "HEAD");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 1_200; i++) {
            many.append(String.format("%040x %040x A <a@x> %d +0000\tcommit: Number %d%n", i, i + 1, 1_700_000_000 + i, i));
        }
        Files.writeString(log, many.toString(), StandardOpenOption.APPEND);
        watch();
        until(() -> !moves().isEmpty());
        assertThat(moves()).as("the newest thousand").hasSize(1_000);
        settle("Last");
        assertThat(moves().get(0).subject()).isEqualTo("Number 200");
        assertThat(engine.jobs()).containsOnlyOnce("git.look/" + DEV);
    }

    @Test
    void whatAnAgentWritesIntoItsLogIsCleanedAndBounded() throws IOException {
        Path log = Path.of(repo.runIn(dev, "rev-parse", "--absolute-git-dir"), "logs", "HEAD");
        String ids = "1".repeat(40) + " " + "2".repeat(40) + " A <a@x> 1700000000 +0000\t";
        Files.write(log, ("garbage\n" + ids + "commit: \u001b[31mred\u202e" + "x".repeat(5_000) + "\n" + ids + "checkout: moving from a to --upload-pack=touch/tmp/x\n").getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        settle("Last");
        assertThat(moves()).hasSize(3);
        assertThat(moves().get(0).subject()).hasSizeLessThanOrEqualTo(200).doesNotContain("\u001b", "\u202e");
        assertThat(moves().get(1).branch()).isNull();
    }

    @Test
    void aNameThatGitAllowsIsTakenAsItIs() {
        repo.runIn(dev, "switch", "-q", "-c", "feature/$(touch,x);'\u00e9\"");
        settle("One");
        repo.runIn(dev, "push", "-q", "origin", "HEAD");
        until(() -> pushes().size() == 1);
        assertThat(pushes().get(0).branch()).isEqualTo("feature/$(touch,x);'\u00e9\"");
    }

    @Test
    void logsThatWereRemovedAreReadAgainWhateverTimesTheyTell() throws IOException {
        settle("One");
        Path logs = Path.of(repo.runIn(dev, "rev-parse", "--absolute-git-dir"), "logs");
        for (String name : List.of("Two", "Three")) {
            Files.delete(logs.resolve("HEAD"));
            if (name.equals("Two")) {
                Files.deleteIfExists(logs);
            }
            Files.writeString(dev.resolve(name), name);
            repo.runIn(dev, "add", "-A");
            withDate(dev, "@1000 +0000", "commit", "-q", "-m", name);
            until(() -> moves().stream().anyMatch(moved -> moved.subject().equals(name)));
        }
        settle("Four");
        assertThat(moves()).extracting(Event.HeadMoved::subject).containsExactly("One", "Two", "Three", "Four");
        assertThat(moves()).extracting(Event.HeadMoved::gitAt).contains("1970-01-01T00:16:40Z");
    }

    @Test
    void ofAWorktreeThatIsRemovedNothingComesBack() {
        settle("One");
        Path admin = Path.of(repo.runIn(dev, "rev-parse", "--absolute-git-dir"));
        repo.run("worktree", "remove", "--force", dev.toString());
        repo.commitIn(Path.of(engine.agent(TESTER).worktree()), "What came before is known");
        until(() -> moves().size() == 2);
        assertThat(admin).doesNotExist();
    }

    @Test
    void aMergeHasTheNameThatItsCommitHas() {
        repo.runIn(dev, "switch", "-q", "-c", "feature/x");
        repo.commitIn(dev, "The form");
        repo.runIn(dev, "switch", "-q", "main-developer");
        repo.runIn(dev, "merge", "-q", "--no-ff", "-m", "Integrate the form", "feature/x");
        settle("Last");
        assertThat(moves()).extracting(Event.HeadMoved::subject).contains("Integrate the form");
    }

    @Test
    void whatAFetchBringsOfTheStartingBranchIsSeen() {
        repo.run("branch", "-q", "-u", "origin/main", "main");
        Path other = temp.resolve("other");
        repo.run("clone", "-q", "-b", "main", temp.resolve("remote.git").toString(), other.toString());
        repo.runIn(other, "-c", "user.name=O", "-c", "user.email=o@x", "commit", "-q", "--allow-empty", "-m", "Integrated elsewhere");
        repo.runIn(other, "push", "-q", "origin", "HEAD:main", "HEAD:review");
        repo.run("fetch", "-q", "origin");
        until(() -> !engine.log(Event.StartingBranchMoved.class).isEmpty());
        settle("Last");
        assertThat(engine.log(Event.StartingBranchMoved.class)).singleElement().satisfies(moved -> {
            assertThat(moved.branch()).isEqualTo("origin/main");
            assertThat(moved.action()).startsWith("fetch");
        });
    }
}
