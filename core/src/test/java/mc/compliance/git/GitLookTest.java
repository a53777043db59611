package mc.compliance.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import mc.compliance.Rules;
import mc.compliance.Violations;
import mc.event.Event;
import mc.event.Signal;
import mc.git.BranchFacts;
import mc.git.Repository;
import mc.git.Worktree;
import mc.process.Exec;
import mc.testing.TestRepo;
import mc.text.Json;
import org.junit.jupiter.api.Test;

/** When a worktree is looked at, the limits for commits, and when a case is found anew. */
class GitLookTest extends GitTeam {

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
        assertThat(seen("git.commit-reminder")).contains("2 files not committed since 2030-01-01T00:00:00Z", "; no commit yet");
        assertThat(reminders()).singleElement().asString().contains("2 files in your worktree have not been committed for 30 minutes", "git diff --quiet --diff-filter=U && git add -A && git commit -m \"Progress: ");
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
    void howManyFilesAreNotCommittedIsWrittenDownAsItGrows() {
        write("new.txt", "work\n");
        look();
        write("more.txt", "work\n");
        write("src/app.txt", "changed\n");
        pass(10);
        look();
        pass(1);
        look();
        assertThat(engine.log(Event.WorktreeSeen.class)).as("and nothing when it is the same").extracting(Event.WorktreeSeen::changed).containsExactly(1, 3);
        assertThat(engine.log(Event.WorktreeSeen.class)).extracting(Event.WorktreeSeen::changedSince).as("the time runs on").doesNotContainNull().containsOnly(engine.log(Event.WorktreeSeen.class).get(0).changedSince());
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

    @Test
    void commitsThatNoReflogToldOfAreNotedAndThoseOfAColleagueAreNot() {
        repo.commitIn(worktree, "fixes");
        assertThat(isUnseen()).isTrue();
        repo.run("switch", "-q", "-c", "main-tester");
        String theirs = repo.commit("Progress: the tester's");
        engine.record(new Event.HeadMoved("app-1", PM, "commit", "Progress: the tester's", theirs, "2026-01-01T00:00:00Z", null, "main-tester"));
        repo.runIn(worktree, "reset", "-q", "--hard", theirs);
        assertThat(isUnseen()).isFalse();
    }

    private boolean isUnseen() {
        Repository repository = Repository.inspect(repo.dir());
        BranchFacts facts = BranchFacts.of(repository, Worktree.at(repository, worktree).orElseThrow(), List.of("refs/heads/main"));
        return engine.database().read(sql -> GitActivity.isUnseen(sql, engine.agent(DEV), facts));
    }

    @Test
    void aWorktreeThatIsGoneIsNoFailure() throws Exception {
        Exec.of("rm", "-r", worktree.toString()).run();
        assertThat(look().again()).isNull();
    }
}
