package mc.compliance.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import mc.event.Event;
import mc.process.Exec;
import mc.testing.TestRepo;
import org.junit.jupiter.api.Test;

/** The rules about branches and what is on them: names, messages, the starting branch, conflicts. */
class BranchRulesTest extends GitTeam {

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
    void theBranchThatWasJudgedIsRenamedWhateverIsCheckedOutThen() {
        String name = "it's-#1-$(touch${IFS}hacked)";
        repo.runIn(worktree, "switch", "-q", "-c", name);
        look();
        repo.runIn(worktree, "switch", "-q", "main-developer");
        assertThat(mendOnly()).isTrue();
        assertThat(repo.runIn(worktree, "branch", "--show-current")).isEqualTo("main-developer");
        assertThat(repo.run("branch", "--list", "--format=%(refname:short)").lines()).contains("feature/login").doesNotContain(name);
        assertThat(temp.resolve("hacked")).doesNotExist();
    }

    /** Without the character that nobody sees it is another branch's name. */
    @Test
    void aNameThatHidesCharactersIsInNoCommand() {
        repo.run("branch", "release");
        repo.runIn(worktree, "switch", "-q", "-c", "rele\u200base");
        look();
        assertThat(open()).containsExactly("git.branch-name");
        assertThat(mendOnly()).isFalse();
        assertThat(repo.tryIn(worktree, "rev-parse", "-q", "--verify", "release").ok()).isTrue();
    }

    /** A merge of main that is in conflict about src/app.txt; whole files keep others company. */
    private void conflict() {
        write("src/app.txt", "mine\n");
        commit("Progress: my line in the file");
        repo.write("src/app.txt", "theirs\n");
        repo.commit("Another line in the file");
        assertThat(repo.tryIn(worktree, "merge", "-q", "main").ok()).isFalse();
    }

    @Test
    void nobodyIsToldToCommitWhileFilesAreInConflict() {
        conflict();
        look();
        pass(70);
        look();
        assertThat(open()).containsExactly("flow.conflict");
        assertThat(reminders()).isEmpty();
        write("src/app.txt", "both\n");
        repo.runIn(worktree, "add", "-A");
        assertThat(look().again()).as("the time for the commit begins now").isEqualTo(Duration.ofMinutes(30));
        assertThat(open()).isEmpty();
        pass(30);
        look();
        assertThat(open()).containsExactly("git.commit-reminder");
        assertThat(reminders()).singleElement().asString().contains("diff --quiet --diff-filter=U && git add -A");
    }

    @Test
    void aConflictThatIsCommittedWithItsMarkersIsNotResolved() {
        conflict();
        look();
        pass(30);
        look();
        repo.runIn(worktree, "add", "-A");
        look();
        assertThat(seen("flow.conflict")).isEqualTo("marked as resolved, but the conflict markers (<<<<<<< and >>>>>>>) are still in src/app.txt");
        pass(70);
        look();
        assertThat(open()).as("the markers are not to be committed").containsExactly("flow.conflict");
        commit("Progress: merge main");
        look();
        look();
        assertThat(open()).containsExactly("flow.conflict");
        assertThat(engine.log(Event.ViolationResolved.class)).extracting(Event.ViolationResolved::outcome).containsExactly("lapsed");
        write("src/app.txt", "both\n");
        look();
        assertThat(open()).as("not committed, not even staged").containsExactly("flow.conflict");
        commit("Progress: take the markers out");
        look();
        assertThat(open()).isEmpty();
        assertThat(engine.log(Event.ViolationFound.class)).hasSize(2);
    }

    @Test
    void aConflictThatNoLookSawIsFoundByItsMarkersButWhatWasThereBeforeIsNone() {
        repo.write("how-to.txt", "<<<<<<< HEAD\n>>>>>>> main\n");
        repo.commit("Explain what a conflict looks like");
        repo.runIn(worktree, "merge", "-q", "main");
        conflict();
        write("src/app.txt", "both\n");
        String before = repo.runIn(worktree, "rev-parse", "HEAD");
        engine.record(new Event.HeadMoved("app-1", DEV, "commit (merge)", "Merge", repo.commitIn(worktree, "Merge main"), "2026-01-01T00:00:00Z", before, "main-developer"));
        look();
        assertThat(open()).isEmpty();
        repo.runIn(worktree, "reset", "-q", "--hard", "HEAD~1");
        repo.tryIn(worktree, "merge", "-q", "main");
        engine.record(new Event.HeadMoved("app-1", DEV, "commit (merge)", "Merge", repo.commitIn(worktree, "Merge main"), "2026-01-01T00:00:00Z", before, "main-developer"));
        look();
        assertThat(seen("flow.conflict")).endsWith("are still in src/app.txt");
    }

    /** Types the remedy of the only open case, as a person would, and looks again. */
    private boolean mend() {
        boolean isDone = mendOnly();
        look();
        return isDone;
    }

    private boolean mendOnly() {
        String remedy = engine.log(Event.ViolationFound.class).stream().reduce((a, b) -> b).orElseThrow().remedy().replace("what-it-is-for", "login");
        return new Exec(List.of("sh", "-c", remedy), temp, System.getenv(), false, new byte[0], Duration.ofSeconds(60), 1 << 20).run().ok();
    }

    @Test
    void aBadMessageIsMendedByItsRemedyAndNothingElseChanges() {
        TestRepo.write(worktree, "work.txt", "work");
        repo.runIn(worktree, "commit", "-q", "--author", "Somebody Else <else@example.invalid>", "--allow-empty", "-m", "fixes");
        engine.record(new Event.HeadMoved("app-1", DEV, "commit", "fixes", repo.runIn(worktree, "rev-parse", "HEAD"), "2026-01-01T00:00:00Z", repo.runIn(worktree, "rev-parse", "HEAD~1"), "main-developer"));
        String content = repo.runIn(worktree, "rev-parse", "HEAD^{tree}");
        look();
        assertThat(open()).containsExactly("git.commit-message");
        repo.runIn(worktree, "add", "work.txt");
        assertThat(mend()).isTrue();
        assertThat(open()).isEmpty();
        assertThat(repo.runIn(worktree, "rev-parse", "HEAD^{tree}")).isEqualTo(content);
        assertThat(repo.runIn(worktree, "log", "--format=%an: %s", "main..")).isEqualTo("Somebody Else: what was done, and why");
        assertThat(repo.runIn(worktree, "diff", "--cached", "--name-only")).isEqualTo("work.txt");
    }

    @Test
    void aBadMessageThatAnotherBranchHasOrOthersCameAfterIsLeftAlone() {
        String bad = commit("fixes");
        look();
        repo.run("merge", "-q", "--ff-only", "main-developer");
        assertThat(mendOnly()).as("it is in the starting branch").isFalse();
        repo.run("reset", "-q", "--hard", "HEAD~1");
        repo.run("tag", "v1", bad);
        assertThat(mendOnly()).as("a tag has it").isFalse();
        repo.run("tag", "-d", "v1");
        repo.runIn(worktree, "commit", "-q", "--allow-empty", "-m", "Progress: the part that follows");
        assertThat(mendOnly()).as("another came after it").isFalse();
        assertThat(repo.runIn(worktree, "rev-parse", "HEAD~1")).isEqualTo(bad);
        repo.runIn(worktree, "reset", "-q", "--hard", "HEAD~1");
        assertThat(mendOnly()).isTrue();
    }

    @Test
    void aBadMessageIsLeftAloneWhileARebaseStandsOnIt() {
        String bad = commit("fixes");
        look();
        repo.runIn(worktree, "commit", "-q", "--allow-empty", "-m", "Progress: the part that follows");
        String after = repo.runIn(worktree, "rev-parse", "HEAD");
        assertThat(repo.tryIn(worktree, "rebase", "-q", "--force-rebase", "--exec", "false", "HEAD~2").ok()).isFalse();
        repo.runIn(worktree, "reset", "-q", "--hard", bad);
        assertThat(mendOnly()).isFalse();
        assertThat(repo.runIn(worktree, "rev-parse", "HEAD")).isEqualTo(bad);
        assertThat(repo.runIn(worktree, "rev-parse", "main-developer")).isEqualTo(after);
    }

    @Test
    void aBadMessageThatIsPushedOrElsewhereIsLeftAlone() {
        remote();
        commit("fixes");
        look();
        String head = repo.runIn(worktree, "rev-parse", "HEAD");
        repo.runIn(worktree, "switch", "-q", "-c", "feature/other", "main");
        assertThat(mend()).as("it is on another branch").isFalse();
        repo.runIn(worktree, "switch", "-q", "main-developer");
        push("push", "-q", "-u", "origin", "main-developer");
        assertThat(mend()).as("it is pushed").isFalse();
        assertThat(repo.runIn(worktree, "rev-parse", "HEAD")).isEqualTo(head);
        commit("updates");
        push("push", "-q");
        look();
        assertThat(engine.log(Event.ViolationFound.class)).last().satisfies(found -> assertThat(found.seen()).endsWith(", which is pushed and stays as it is"));
    }

    @Test
    void aCommitOnTheStartingBranchGoesToABranchOfItsOwn() {
        repo.run("switch", "-q", "-c", "mine");
        String before = repo.run("rev-parse", "main");
        repo.runIn(worktree, "switch", "-q", "main");
        String bad = commit("Progress: straight to main");
        look();
        TestRepo.write(worktree, "dirty.txt", "not committed");
        assertThat(mend()).isTrue();
        assertThat(open()).isEmpty();
        assertThat(repo.run("rev-parse", "main")).isEqualTo(before);
        assertThat(repo.runIn(worktree, "rev-parse", "feature/login")).isEqualTo(bad);
        assertThat(repo.runIn(worktree, "branch", "--show-current")).isEqualTo("feature/login");
        assertThat(worktree.resolve("dirty.txt")).exists();
    }

    @Test
    void aCommitOnTheStartingBranchThatOthersBuiltOnStays() {
        repo.run("switch", "-q", "-c", "mine");
        repo.runIn(worktree, "switch", "-q", "main");
        String bad = commit("Progress: straight to main");
        look();
        repo.runIn(worktree, "switch", "-q", "main-developer");
        repo.run("switch", "-q", "main");
        String later = repo.commit("The user's own, after it");
        repo.run("switch", "-q", "mine");
        assertThat(mend()).isFalse();
        assertThat(repo.run("rev-parse", "main")).isEqualTo(later);
        assertThat(repo.run("rev-parse", "feature/login")).isEqualTo(bad);
        assertThat(open()).contains("git.direct-parent");
        repo.run("switch", "-q", "mine");
        repo.runIn(worktree, "switch", "-q", "main");
        commit("Progress: and once more");
        repo.commitIn(worktree, "Somebody came after it");
        look();
        assertThat(engine.log(Event.ViolationFound.class)).last().satisfies(found -> assertThat(found.seen()).endsWith("on main; it is pushed, or others came after it: only a revert takes it back"));
    }

    @Test
    void aCommitOnTheStartingBranchThatWasPushedMeanwhileStays() {
        remote();
        repo.run("switch", "-q", "-c", "mine");
        repo.runIn(worktree, "switch", "-q", "main");
        String bad = commit("Progress: straight to main");
        look();
        repo.runIn(worktree, "push", "-q", "origin", "main");
        assertThat(mend()).isFalse();
        assertThat(repo.run("rev-parse", "main")).isEqualTo(bad);
        assertThat(repo.runIn(worktree, "branch", "--show-current")).isEqualTo("main");
        assertThat(repo.tryIn(worktree, "rev-parse", "-q", "--verify", "feature/login").ok()).as("nothing is changed").isFalse();
    }

    @Test
    void whatIsOnTheRemotesBranchCountsLikeTheStartingBranch() {
        remote();
        repo.run("push", "-q", "-u", "origin", "main");
        String mine = commit("Progress: to be integrated elsewhere");
        repo.run("switch", "-q", "-c", "elsewhere", mine);
        for (int i = 0; i < 21; i++) {
            repo.commit("Integrated elsewhere " + i);
        }
        repo.run("push", "-q", "origin", "elsewhere:main");
        repo.run("switch", "-q", "main");
        repo.run("fetch", "-q", "origin");
        engine.record(new Event.StartingBranchMoved("app-1", "origin/main", "fetch", "fast-forward", "a".repeat(40), repo.run("rev-parse", "origin/main"), "2026-01-01T00:00:00Z"));
        look();
        assertThat(seen("git.behind")).isEqualTo("21 commits behind origin/main; allowed are 20");
        assertThat(engine.log(Event.ViolationFound.class)).last().satisfies(found -> assertThat(found.remedy()).endsWith(" merge origin/main"));
        pass(240);
        look();
        assertThat(open()).as("its own commit is integrated there").containsExactly("git.behind", "git.sync");
        assertThat(seen("git.sync")).startsWith("origin/main got ");
        repo.runIn(worktree, "merge", "-q", "origin/main");
        look();
        assertThat(open()).isEmpty();
    }
}
