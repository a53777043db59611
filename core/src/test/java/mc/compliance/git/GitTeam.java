package mc.compliance.git;

import static org.assertj.core.api.Assertions.assertThat;

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
import mc.testing.Engine;
import mc.testing.TestRepo;
import mc.text.Templates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A team on a real repository with real worktrees, under the shipped rules, by a clock that the test moves. */
abstract class GitTeam {

    static final String DEV = "app-1-developer";
    static final String PM = "app-1-project_manager";
    static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path temp;

    TestRepo repo;
    Path worktree;
    Engine engine;
    GitLook look;

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

    Outcome look() {
        return look.run(Job.of(GitLook.LOOK, DEV, engine.clock().instant()), engine::record);
    }

    void pass(long minutes) {
        engine.clock().advance(MINUTE.multipliedBy(minutes));
    }

    /** A file of the worktree that was written now. */
    void write(String name, String text) {
        TestRepo.write(worktree, name, text);
        assertThat(worktree.resolve(name).toFile().setLastModified(engine.clock().instant().toEpochMilli())).isTrue();
    }

    /** A commit in the worktree, and the movement its reflog tells of. */
    String commit(String message) {
        String before = repo.runIn(worktree, "rev-parse", "HEAD");
        String id = repo.commitIn(worktree, message);
        String branch = repo.tryIn(worktree, "branch", "--show-current").stdout().strip();
        engine.record(new Event.HeadMoved("app-1", DEV, "commit", message, id, "2026-01-01T00:00:00Z", before, branch.isEmpty() ? null : branch));
        return id;
    }

    void push(String... args) {
        repo.runIn(worktree, args);
        String head = repo.runIn(worktree, "rev-parse", "HEAD");
        engine.record(new Event.BranchPushed("app-1", DEV, "origin", repo.runIn(worktree, "branch", "--show-current"), null, head, "2026-01-01T00:00:00Z"));
    }

    void remote() {
        repo.run("init", "-q", "--bare", repo.dir().resolveSibling("remote.git").toString());
        repo.run("remote", "add", "origin", repo.dir().resolveSibling("remote.git").toString());
    }

    /** The starting branch gets this many commits, by a merge. */
    void integrate(int commits) {
        for (int i = 0; i < commits; i++) {
            repo.commit("Integrate part " + i);
        }
        engine.record(new Event.StartingBranchMoved("app-1", "main", "merge main-tester", "Merge", "a".repeat(40), repo.run("rev-parse", "HEAD"), "2026-01-01T00:00:00Z"));
    }

    List<String> open() {
        return engine.database().read(sql -> sql.createQuery("select rule from violation where resolved_at is null order by rule").mapTo(String.class).list());
    }

    String seen(String rule) {
        return engine.database().read(sql -> sql.createQuery("select seen from violation where rule = :rule and resolved_at is null").bind("rule", rule).mapTo(String.class).one());
    }

    List<String> reminders() {
        return engine.log(Event.MessageQueued.class).stream().filter(m -> m.from().equals("mc")).map(Event.MessageQueued::text).toList();
    }
}
