package mc.compliance.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import mc.Home;
import mc.compliance.RuleBook;
import mc.compliance.Rules;
import mc.compliance.Violations;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler.Outcome;
import mc.event.Signal;
import mc.testing.Engine;
import mc.testing.TestRepo;
import mc.text.Json;
import mc.text.Templates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules about git, on a real repository with real worktrees, by a clock the test moves. */
class GitLookTest {

    private static final String DEV = "app-1-developer";
    private static final String PM = "app-1-project_manager";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path temp;

    private TestRepo repo;
    private Path worktree;
    private Engine engine;
    private GitLook look;

    @BeforeEach
    void aTeam() {
        repo = TestRepo.create(temp, "app");
        worktree = repo.dir().resolveSibling("dev");
        repo.run("worktree", "add", "-q", "-b", "main-developer", worktree.toString());
        Templates templates = new Templates(Home.of(Map.of("MC_HOME", temp.resolve("mc").toString(), "HOME", temp.toString())));
        RuleBook book = new RuleBook(Rules.shipped());
        Violations violations = new Violations(book);
        engine = new Engine(temp, book, violations, new GitActivity(violations));
        look = new GitLook(engine.database(), engine.loop(), engine.clock(), violations, templates);
        List<Event.Seat> seats = Arrays.asList("orchestrator", "developer", "project_manager").stream().map(role -> new Event.Seat("app-1-" + role, role, role, "does " + role, "demo", Engine.briefing(role))).toList();
        engine.record(new Event.MissionCreated("app-1", "app-1", "app", repo.dir().toString(), "mc-test", "app-1", "main", repo.run("rev-parse", "HEAD"), "none", "small", "offline", "default", null, false, "own", seats));
        engine.record(new Event.WorktreeReady("app-1", DEV, worktree.toString(), "main-developer", repo.run("rev-parse", "HEAD"), "agent-branch", List.of()));
    }

    @AfterEach
    void end() {
        engine.close();
    }

    private Outcome look() {
        return look.run(Job.of(GitLook.LOOK, DEV, engine.clock().instant()), engine::record);
    }

    private void pass(long minutes) {
        engine.clock().advance(MINUTE.multipliedBy(minutes));
    }

    /** A file of the worktree that was written now. */
    private void write(String name, String text) {
        TestRepo.write(worktree, name, text);
        assertThat(worktree.resolve(name).toFile().setLastModified(engine.clock().instant().toEpochMilli())).isTrue();
    }

    /** A commit in the worktree, and the movement its reflog tells of. */
    private String commit(String message) {
        String before = repo.runIn(worktree, "rev-parse", "HEAD");
        String id = repo.commitIn(worktree, message);
        String branch = repo.tryIn(worktree, "branch", "--show-current").stdout().strip();
        engine.record(new Event.HeadMoved("app-1", DEV, "commit", message, id, "2026-01-01T00:00:00Z", before, branch.isEmpty() ? null : branch));
        return id;
    }

    private void push(String... args) {
        repo.runIn(worktree, args);
        String head = repo.runIn(worktree, "rev-parse", "HEAD");
        engine.record(new Event.BranchPushed("app-1", DEV, "origin", repo.runIn(worktree, "branch", "--show-current"), null, head, "2026-01-01T00:00:00Z"));
    }

    private void remote() {
        repo.run("init", "-q", "--bare", repo.dir().resolveSibling("remote.git").toString());
        repo.run("remote", "add", "origin", repo.dir().resolveSibling("remote.git").toString());
    }

    /** The starting branch gets this many commits, by a merge. */
    private void integrate(int commits) {
        for (int i = 0; i < commits; i++) {
            repo.commit("Integrate part " + i);
        }
        engine.record(new Event.StartingBranchMoved("app-1", "main", "merge main-tester", "Merge", "a".repeat(40), repo.run("rev-parse", "HEAD"), "2026-01-01T00:00:00Z"));
    }

    private List<String> open() {
        return engine.database().read(sql -> sql.createQuery("select rule from violation where resolved_at is null order by rule").mapTo(String.class).list());
    }

    private String seen(String rule) {
        return engine.database().read(sql -> sql.createQuery("select seen from violation where rule = :rule and resolved_at is null").bind("rule", rule).mapTo(String.class).one());
    }

    private List<String> reminders() {
        return engine.log(Event.MessageQueued.class).stream().filter(m -> m.from().equals("mc")).map(Event.MessageQueued::text).toList();
    }

    @Test
    void uncommittedWorkIsRemindedOfAfter30MinutesAndIsAViolationAfter60() {
        write("new.txt", "work\n");
        write("src/app.txt", "changed\n");
        assertThat(look().again()).as("looks again when the first limit is over").isEqualTo(Duration.ofMinutes(30));
        pass(29);
        assertThat(look().again()).isEqualTo(MINUTE);
        assertThat(open()).isEmpty();
        pass(1);
        assertThat(look().again()).isEqualTo(Duration.ofMinutes(30));
        assertThat(open()).containsExactly("git.commit-reminder");
        assertThat(seen("git.commit-reminder")).contains("2 files not committed since 2030-01-01T00:00:00Z", "last commit none yet");
        assertThat(reminders()).singleElement().asString().contains("2 files in your worktree have not been committed for 30 minutes", "git add -A && git commit -m \"Progress: ");
        pass(30);
        assertThat(look().again()).as("nothing runs any more").isNull();
        assertThat(open()).containsExactly("git.commit", "git.commit-reminder");
        look();
        assertThat(reminders()).as("once").hasSize(1);
        commit("Progress: new file with work");
        look();
        assertThat(open()).isEmpty();
        assertThat(engine.log(Event.ViolationResolved.class)).extracting(Event.ViolationResolved::by).containsOnly("mc");
    }

    @Test
    void aCleanWorktreeNeverViolatesAndACommitStartsTheTimeAnew() throws Exception {
        assertThat(look().again()).isNull();
        write("new.txt", "work\n");
        look();
        pass(20);
        Files.delete(worktree.resolve("new.txt"));
        look();
        pass(20);
        write("new.txt", "again\n");
        look();
        pass(20);
        assertThat(look().again()).isEqualTo(Duration.ofMinutes(10));
        commit("Progress: one of two");
        TestRepo.write(worktree, "other.txt", "work\n");
        assertThat(look().again()).as("the file's own time is long ago, but no earlier than the commit").isEqualTo(Duration.ofMinutes(30));
        write("other.txt", "worked on all the time\n");
        pass(30);
        write("other.txt", "worked on all the time, still\n");
        look();
        assertThat(open()).containsExactly("git.commit-reminder");
    }

    @Test
    void whatSomebodyResolvedIsNotFoundAgainButTheNextCaseIs() {
        write("new.txt", "work\n");
        look();
        pass(30);
        look();
        String id = engine.log(Event.ViolationFound.class).get(0).violation();
        engine.record(new Event.ViolationResolved("app-1", DEV, id, "operator", "it is large", Violations.DISMISSED));
        pass(5);
        look();
        assertThat(open()).isEmpty();
        commit("Progress: the large one");
        write("new.txt", "more\n");
        look();
        pass(30);
        look();
        assertThat(open()).containsExactly("git.commit-reminder");
    }

    @Test
    void whatWasMendedAndIsBrokenAgainIsFoundAgain() {
        repo.runIn(worktree, "switch", "-q", "-c", "quick-hack");
        look();
        repo.runIn(worktree, "branch", "-m", "feature/login");
        look();
        assertThat(open()).isEmpty();
        repo.runIn(worktree, "branch", "-m", "quick-hack");
        look();
        assertThat(open()).containsExactly("git.branch-name");
        engine.record(new Event.ViolationResolved("app-1", DEV, engine.log(Event.ViolationFound.class).get(1).violation(), "operator", "it may stay", Violations.DISMISSED));
        repo.runIn(worktree, "branch", "-m", "feature/login");
        look();
        repo.runIn(worktree, "branch", "-m", "quick-hack");
        look();
        assertThat(open()).as("the operator's word holds").isEmpty();
    }

    @Test
    void aBranchWithANameThatCannotBeShownStaysFoundWhileItIsThere() {
        for (String name : List.of("hack\u202e1", "h".repeat(120) + "/" + "a".repeat(120) + "/" + "c".repeat(120))) {
            repo.runIn(worktree, "switch", "-q", "-c", name);
            look();
            look();
            assertThat(open()).containsExactly("git.branch-name");
        }
        repo.runIn(worktree, "switch", "-q", "main-developer");
        look();
        assertThat(open()).isEmpty();
        assertThat(engine.log(Event.ViolationFound.class)).hasSize(2);
    }

    @Test
    void anOlderFileThatComesLaterMakesNoSecondCase() {
        pass(600);
        commit("Progress: the first part of it");
        pass(60);
        write("new.txt", "work\n");
        look();
        pass(60);
        look();
        assertThat(open()).containsExactly("git.commit", "git.commit-reminder");
        write("moved.txt", "from elsewhere\n");
        assertThat(worktree.resolve("moved.txt").toFile().setLastModified(engine.clock().instant().minus(Duration.ofMinutes(100)).toEpochMilli())).isTrue();
        look();
        assertThat(engine.log(Event.ViolationFound.class)).hasSize(2);
        assertThat(engine.log(Event.ViolationResolved.class)).isEmpty();
    }

    @Test
    void aReminderAtTheSameMinuteAsTheLimitIsOneViolationAndOneReminder() {
        Rules same = Rules.shipped();
        same = same.with(same.byId().get("git.commit").with("minutes", 30, "CLAUDE.md:3"));
        engine.record(new Event.RulesTaken("app", 1, same.digest(), List.of("CLAUDE.md"), Json.write(same)));
        write("new.txt", "work\n");
        look();
        pass(30);
        look();
        assertThat(open()).containsExactly("git.commit");
        assertThat(reminders()).hasSize(1);
    }

    @Test
    void whyACaseIsClosedIsTrue() {
        remote();
        Rules asked = Rules.shipped();
        asked = asked.with(asked.byId().get("git.push").with("minutes", 15, "CLAUDE.md:3"));
        engine.record(new Event.RulesTaken("app", 1, asked.digest(), List.of("CLAUDE.md"), Json.write(asked)));
        repo.run("push", "-q", "origin", "main");
        commit("Wipe stale sessions at the start");
        pass(15);
        look();
        assertThat(open()).as("that is no WIP").containsExactly("git.push");
        assertThat(seen("git.push")).startsWith("1 commit on no remote");
        repo.runIn(worktree, "switch", "-q", "--detach");
        look();
        repo.runIn(worktree, "switch", "-q", "main-developer");
        look();
        Rules longer = asked.with(asked.byId().get("git.push").with("minutes", 20, "CLAUDE.md:3"));
        engine.record(new Event.RulesTaken("app", 2, longer.digest(), List.of("CLAUDE.md"), Json.write(longer)));
        look();
        pass(5);
        look();
        push("push", "-q", "-u", "origin", "main-developer");
        look();
        assertThat(engine.log(Event.ViolationResolved.class)).extracting(Event.ViolationResolved::why)
                .containsExactly("the worktree is on no branch now", "its limit is longer now", "it is pushed");
    }

    @Test
    void aMessageThatSaysNothingIsFoundUntilItIsAmended() {
        String bad = commit("fixes");
        commit("WIP: update stuff #2");
        commit("fixup! Validate the form");
        commit("Progress: validate the login form on the server");
        commit("\u4fee\u590d\u767b\u5f55\u8868\u5355");
        look();
        assertThat(open()).containsExactly("git.commit-message", "git.commit-message");
        assertThat(engine.log(Event.ViolationFound.class)).extracting(Event.ViolationFound::seen).anyMatch(s -> s.equals("\"fixes\" says nothing of what was done: commit " + bad.substring(0, 8)));
        repo.runIn(worktree, "reset", "-q", "--hard", "main");
        look();
        assertThat(open()).isEmpty();
    }

    @Test
    void anotherOnesCommitsAndWhatOnlyAReflogClaimsAreNotBlamed() {
        repo.run("switch", "-q", "-c", "main-tester");
        repo.commit("fixes");
        repo.run("switch", "-q", "main");
        repo.runIn(worktree, "merge", "-q", "main-tester");
        engine.record(new Event.HeadMoved("app-1", DEV, "commit", "fixes", "b".repeat(40), "2026-01-01T00:00:00Z", null, "main-developer"));
        engine.record(new Event.HeadMoved("app-1", DEV, "commit", "x", "c".repeat(40), "2026-01-01T00:00:00Z", null, "main"));
        look();
        assertThat(open()).isEmpty();
    }

    @Test
    void aBranchIsNamedAfterTheRole() {
        repo.runIn(worktree, "switch", "-q", "-c", "quick-hack");
        look();
        assertThat(seen("git.branch-name")).isEqualTo("on branch quick-hack; branches of developer begin with feature/");
        repo.runIn(worktree, "branch", "-m", "feature/login");
        look();
        assertThat(open()).isEmpty();
        repo.runIn(worktree, "switch", "-q", "--detach");
        look();
        assertThat(open()).as("a detached HEAD has no name").isEmpty();
    }

    @Test
    void aCommitOnTheStartingBranchIsFoundUntilItIsGone() {
        repo.run("switch", "-q", "-c", "mine");
        repo.runIn(worktree, "switch", "-q", "main");
        String bad = commit("Progress: straight to main");
        look();
        assertThat(seen("git.direct-parent")).isEqualTo("commit " + bad.substring(0, 8) + " was made in the worktree of developer on main");
        assertThat(engine.log(Event.ViolationFound.class).get(0).severity()).isEqualTo("critical");
        repo.runIn(worktree, "switch", "-q", "-c", "feature/x");
        repo.run("branch", "-q", "-f", "main", "main~1");
        look();
        assertThat(open()).isEmpty();
    }

    @Test
    void withoutARemoteNothingIsToBePushed() {
        commit("Progress: a new thing");
        pass(20);
        look();
        assertThat(open()).isEmpty();
    }

    @Test
    void aCommitIsPushedWithin15MinutesWithAnUpstreamAndAnnounced() {
        remote();
        commit("WIP: the form is not ready");
        assertThat(look().again()).as("only the time until it should be integrated runs").isEqualTo(Duration.ofMinutes(240));
        commit("Progress: a new thing");
        assertThat(look().again()).as("nobody asked for pushes").isEqualTo(Duration.ofMinutes(240));
        Rules asked = Rules.shipped();
        asked = asked.with(asked.byId().get("git.push").with("minutes", 15, "CLAUDE.md:3"));
        assertThat(asked.digest()).as("the same limit, but somebody asks for it").isNotEqualTo(Rules.shipped().digest());
        engine.record(new Event.RulesTaken("app", 1, asked.digest(), List.of("CLAUDE.md"), Json.write(asked)));
        assertThat(look().again()).isEqualTo(Duration.ofMinutes(15));
        pass(15);
        look();
        assertThat(open()).containsExactly("git.push");
        push("push", "-q", "origin", "main-developer");
        look();
        assertThat(open()).as("pushed without -u").containsExactly("git.upstream");
        push("push", "-q", "-u", "origin", "main-developer");
        assertThat(look().again()).isEqualTo(Duration.ofMinutes(15));
        assertThat(open()).isEmpty();
        pass(15);
        look();
        assertThat(open()).containsExactly("git.announce");
        assertThat(engine.log(Event.ViolationFound.class)).last().satisfies(found -> assertThat(found.remedy()).isEqualTo("mc send project_manager \"Pushed main-developer - ready for review\", typed by developer"));
        engine.record(new Event.MessageQueued("app-1", PM, "m-1", "developer", "Pushed main-developer - ready for review"));
        look();
        assertThat(open()).isEmpty();
    }

    @Test
    void aBranchKeepsUpWithTheStartingBranch() {
        integrate(20);
        assertThat(look().again()).isEqualTo(Duration.ofMinutes(60));
        assertThat(open()).isEmpty();
        integrate(1);
        look();
        assertThat(seen("git.behind")).isEqualTo("21 commits behind main; allowed are 20");
        pass(60);
        look();
        assertThat(open()).containsExactly("git.behind", "git.sync");
        repo.runIn(worktree, "merge", "-q", "main");
        look();
        assertThat(open()).isEmpty();
    }

    @Test
    void workIsIntegratedWithin4Hours() {
        commit("Progress: the first of two");
        pass(120);
        commit("Progress: the second of two");
        assertThat(look().again()).isEqualTo(Duration.ofMinutes(120));
        pass(120);
        look();
        assertThat(open()).containsExactly("flow.integration");
        repo.run("merge", "-q", "main-developer");
        look();
        assertThat(open()).isEmpty();
    }

    @Test
    void aConflictIsResolvedWithin30Minutes() {
        write("src/app.txt", "mine\n");
        commit("Progress: my line in the file");
        repo.write("src/app.txt", "theirs\n");
        repo.commit("Another line in the file");
        assertThat(repo.tryIn(worktree, "merge", "-q", "main").ok()).isFalse();
        look();
        pass(30);
        look();
        assertThat(open()).contains("flow.conflict");
        assertThat(seen("flow.conflict")).isEqualTo("1 file in conflict since 2030-01-01T00:00:00Z, in a merge");
        repo.runIn(worktree, "merge", "--abort");
        look();
        assertThat(open()).isEmpty();
    }

    @Test
    void unwatchedNobodyIsRemindedUntilTheWatchGoesOn() {
        write("new.txt", "work\n");
        look();
        engine.record(new Event.WatchSet("app-1", false, "operator"));
        pass(40);
        look();
        assertThat(open()).isEmpty();
        assertThat(reminders()).isEmpty();
        engine.record(new Event.WatchSet("app-1", true, "operator"));
        assertThat(engine.jobs()).contains("git.look/" + DEV);
        look();
        assertThat(open()).containsExactly("git.commit-reminder");
        assertThat(reminders()).hasSize(1);
    }

    @Test
    void onlySignsOfLifeAndMovementsLeadToALook() {
        assertThat(engine.jobs()).doesNotContain("git.look/" + DEV);
        engine.launched(DEV);
        assertThat(engine.jobs()).doesNotContain("git.look/" + DEV);
        engine.signal(DEV, new Signal.ToolEnded("Edit"));
        assertThat(engine.jobs()).contains("git.look/" + DEV);
        engine.record(new Event.AgentEnding("app-1", DEV, "operator", "", "", ""));
        assertThat(engine.jobs()).doesNotContain("git.look/" + DEV);
    }
}
