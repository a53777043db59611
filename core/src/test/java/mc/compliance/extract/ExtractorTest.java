package mc.compliance.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import mc.compliance.Rules;
import mc.compliance.extract.Statement.Outcome;
import mc.testing.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read out of a project's file, and what is not. */
class ExtractorTest {

    private static final Extractor EXTRACTOR = new Extractor(Map.of("developer", "developer", "dev", "developer", "projectmanager", "project_manager", "tester", "tester"));

    private static List<Statement> read(String text) {
        return EXTRACTOR.read("CLAUDE.md", text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            Commit every 30 minutes.                                          | git.commit-reminder | minutes    | 30
            - **Commit** at least every `45` min                              | git.commit-reminder | minutes    | 45
            Every agent commits every half an hour.                           | git.commit-reminder | minutes    | 30
            30-minute commits are the rule.                                   | git.commit-reminder | minutes    | 30
            1. Never work more than 1 hour without committing.                | git.commit          | minutes    | 60
            Never more than an hour without committing!                       | git.commit          | minutes    | 60
            NEVER work >1 hour without committing                             | git.commit          | minutes    | 60
            Push within 15 min                                                | git.push            | minutes    | 15
            Push within 15 minutes of any significant commit.                 | git.push            | minutes    | 15
            Commits must be pushed after fifteen minutes at the latest.       | git.push            | minutes    | 15
            A branch may be at most 20 commits behind.                        | git.behind          | commits    | 20
            max 25 commits behind the parent branch                           | git.behind          | commits    | 25
            Max three exchanges, then escalate.                               | comm.exchanges      | exchanges  | 3
            No more than 4 messages back and forth.                           | comm.exchanges      | exchanges  | 4
            Acknowledge tasks within 10 minutes                               | comm.ack            | minutes    | 10
            ACK every task within five minutes.                               | comm.ack            | minutes    | 5
            Merge conflicts are resolved within 30 minutes.                   | flow.conflict       | minutes    | 30
            All agents pull within 1 hour after integration                   | git.sync            | minutes    | 60
            The integration cycle completes within 4 hours.                   | flow.integration    | minutes    | 240
            Escalate after 10 minutes.                                        | comm.blocked        | minutes    | 10
            Don't stay blocked more than 12 minutes.                          | comm.blocked        | minutes    | 12
            Announce each push to the PM within 20 minutes                    | git.announce        | minutes    | 20
            Agents respond within 40 minutes.                                 | flow.silent         | minutes    | 40
            Never broadcast to more than 3 roles.                             | comm.broadcast      | recipients | 3
            See [committing](docs/commits-2-minutes.md): commit every 50 minutes | git.commit-reminder | minutes | 50
            Commit every ½ hour                                               | git.commit-reminder | minutes    | 30
            Commit every quarter of an hour                                   | git.commit-reminder | minutes    | 15
            Commit once an hour                                               | git.commit-reminder | minutes    | 60
            Commit hourly                                                     | git.commit-reminder | minutes    | 60
            1/2 hour without commit is too long                               | git.commit          | minutes    | 30
            More than 40 minutes without a commit is forbidden.               | git.commit          | minutes    | 40
            No push later than 25 minutes after the commit                    | git.push            | minutes    | 25
            Pushes happen <= 25 min after the commit                          | git.push            | minutes    | 25
            Commit often: every 20 minutes                                    | git.commit-reminder | minutes    | 20
            You must not be more than 20 commits behind                       | git.behind          | commits    | 20
            If you are blocked for more than 10 minutes, tell the PM          | comm.blocked        | minutes    | 10
            After three exchanges, escalate.                                  | comm.exchanges      | exchanges  | 3
            Escalate to the PM after 10 minutes                               | comm.blocked        | minutes    | 10
            When blocked for more than 10 minutes, tell the PM                | comm.blocked        | minutes    | 10
            Push within 15 minutes, and reply within 5 minutes after a push   | git.push            | minutes    | 15
            For every agent: commit at least every 25 minutes                 | git.commit-reminder | minutes    | 25
            Max 3 rounds of discussion, then ask the orchestrator.            | comm.exchanges      | exchanges  | 3
            Run the tests and commit every 40 minutes                         | git.commit-reminder | minutes    | 40
            Commit every 20 minutes, even if it does not work yet             | git.commit-reminder | minutes    | 20
            Commit every 20 minutes (no exceptions).                          | git.commit-reminder | minutes    | 20
            Don't fall behind (max 20 commits)                                | git.behind          | commits    | 20
            ~~Commit every 9 minutes.~~ Commit every 12 minutes.              | git.commit-reminder | minutes    | 12
            """)
    void aLimitIsUnderstood(String line, String rule, String limit, int value) {
        assertThat(read(line)).hasSize(1).first().satisfies(s -> {
            assertThat(s.outcome()).as(s.why()).isEqualTo(Outcome.TAKEN);
            assertThat(s.rule()).isEqualTo(rule);
            assertThat(s.limit()).isEqualTo(limit);
            assertThat(s.value()).isEqualTo(value);
            assertThat(s.where()).isEqualTo("CLAUDE.md:1");
        });
    }

    @Test
    void severalLimitsInASentenceGoToTheirOwnRules() {
        assertThat(read("Commit every 30 minutes and push within 15 minutes, at most 20 commits behind.")).extracting(s -> s.rule() + "=" + s.value()).containsExactly("git.commit-reminder=30", "git.push=15", "git.behind=20");
        assertThat(read("Targets: commit -> push 15 min, push -> PR 30 min, PR -> merge 2 h, merge -> pull 1 h, full cycle 4 h maximum")).extracting(s -> s.rule() + "=" + s.value())
                .containsExactly("git.push=15", "git.sync=60", "flow.integration=240");
    }

    @Test
    void whatTimeIsCountedFromIsNotWhatIsLimited() {
        assertThat(read("Pull every hour, and after each integration within 1 hour")).extracting(Statement::outcome).doesNotContain(Outcome.TAKEN);
    }

    @Test
    void aHeadingTellsWhomItsItemsAreFor() {
        assertThat(read("# Roles\n## Tester\n- Commit every 20 minutes\n## Developer guidelines\n- Commit every 30 minutes\n## During releases\n- Push within 5 minutes\n## When to push\n- Within 16 minutes of a commit\n"))
                .extracting(s -> s.rule() + "=" + s.value()).containsExactly("git.commit-reminder=null", "git.commit-reminder=30", "git.push=null", "git.push=16");
    }

    @Test
    void aHeadingTellsWhatItsItemsAreAbout() {
        assertThat(read("# Rules\n\n## Pushing: push early\n- within 15 minutes\n\n## Other\n- within 16 minutes\n")).extracting(s -> s.rule() + "=" + s.value() + "@" + s.line()).containsExactly("git.push=15@4", "null=null@7");
    }

    @Test
    void aHeadingTellsWhetherItsItemsAreLimits() {
        assertThat(read("## Limits\n- Commit: 30 minutes\n## Previously\n- Push within 5 minutes\n")).extracting(s -> s.rule() + "=" + s.value() + " " + s.outcome().text()).containsExactly("git.commit-reminder=30 taken", "git.push=null refused");
    }

    @Test
    void aRowOfATableIsASentence() {
        assertThat(read("| what | when |\n|---|---|\n| Commit | every 20 minutes |")).extracting(s -> s.rule() + "=" + s.value() + "@" + s.line()).containsExactly("git.commit-reminder=20@3");
    }

    @Test
    void aSentenceMayGoOnOnTheNextLine() {
        assertThat(read("Some words.\nCommit\nevery 30\nminutes. Push\nwithin 15 minutes.\n")).extracting(s -> s.rule() + "@" + s.line()).containsExactly("git.commit-reminder@2", "git.push@4");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Commit every 15-30 minutes                       | range
            Commit every 15 to 30 minutes                    | range
            Commit every 0 minutes                           | from 1 to 1440
            Commit every 3 days                              | from 1 to 1440
            Push within 999999999 hours                      | from 1 to 1440
            Commit every 0.3 minutes                         | from 1 to 1440
            At most 5000 commits behind                      | from 1 to 1000
            Do not commit every 5 minutes                    | denied
            Escalate after at least 10 minutes               | least
            It is fine to commit on main                     | cannot switch a rule off
            Broadcasts are allowed                           | cannot switch a rule off
            Do not use templates for messages                | cannot switch a rule off
            You never have to report completions             | cannot switch a rule off
            Never commit more often than every 10 minutes    | at the most
            Push only every 45 minutes, not sooner           | at the most
            Push every 45 minutes, not sooner                | at the most
            Commit at most every 12 minutes                  | at the most
            Commit no more than once every 12 minutes        | at the most
            We used to push within 15 minutes                | what was
            We no longer push within 15 minutes              | what was
            In the old days we pushed within 15 minutes      | what was
            Previously: commit every 6 minutes               | what was
            The old limit was 7 commits behind               | what was
            Commit is optional every 7 minutes               | allows
            You may push every 5 minutes                     | allows
            The commit hook times out after 2 minutes        | what something does
            The CI runs on push, every 4 minutes             | what something does
            The integration takes at most 20 minutes         | what something does
            Agents stay silent for more than 5 minutes       | forbids
            The parser is 2 commits behind upstream on purpose | in some cases
            The parser is 2 commits behind upstream          | no word makes
            When the CI is green, push within 15 minutes     | in some cases
            When you work on the schema, commit every 5 minutes | in some cases
            While debugging, commit every 5 minutes          | in some cases
            For hotfixes, push within 5 minutes              | in some cases
            On the release branch, commit every 10 minutes   | in some cases
            Try to commit every 10 minutes                   | in some cases
            Typically an agent commits every 10 minutes      | in some cases
            A commit every 5 minutes is too often            | at the most
            Instead of committing every 5 minutes, commit per feature | in the place of
            Wait at most 10 minutes for a push               | how long to wait
            Commit within 5 minutes of finishing a task      | something else
            Push within 5 minutes after the tests            | something else
            Testers push within 10 minutes                   | one role
            The project manager must acknowledge tasks within 2 minutes | one role
            The release script pushes within 5 minutes       | what something does
            A message costs 3 roles                          | what something does
            Commit every 5 minutes in emergencies            | in some cases
            If you touch the schema, commit every 5 minutes  | in some cases
            Commit every 1 hour 30 minutes                   | several numbers
            Commit every hour and a half                     | several numbers
            Commit every 1 ½ hours                           | several numbers
            Commit every twenty five minutes                 | several numbers
            Branches named docs/ are deleted after a week    | not plainly say
            Branches named docs/ are old                     | not plainly say that branches are named so
            Branches that start with docs/ are old           | not plainly say that branches are named so
            Branch names start with hotfix/ only in emergencies | in some cases
            Branch names start with hotfix/ in emergencies   | in some cases
            Branches used to start with feature/             | what was
            Branch names never start with feature/           | denied
            Branch names start with féature/                 | a prefix is
            """)
    void whatIsUnderstoodAndNotTakenSaysWhy(String line, String why) {
        assertThat(read(line)).hasSize(1).first().satisfies(s -> {
            assertThat(s.outcome()).as(s.toString()).isEqualTo(Outcome.REFUSED);
            assertThat(s.rule()).isNotNull();
            assertThat(s.why()).contains(why);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            - Report completions                              | comm.report-completion
            No broadcasts.                                    | comm.broadcast
            Use templates for status messages.                | comm.template
            All messages go through the hub.                  | comm.hub
            No chit-chat.                                     | comm.work-related
            One topic per message.                            | comm.one-topic
            Never commit to main directly.                    | git.direct-parent
            Commit messages must be meaningful.               | git.commit-message
            The first push uses -u.                           | git.upstream
            """)
    void whatIsWatchedAnywayHolds(String line, String rule) {
        assertThat(read(line)).hasSize(1).first().satisfies(s -> {
            assertThat(s.outcome()).as(s.toString()).isEqualTo(Outcome.HOLDS);
            assertThat(s.rule()).isEqualTo(rule);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Branch names start with feature/                            | any             | feature/
            Developer branches start with `feature/`.                   | developer       | feature/
            The Project Manager's branches begin with pm-feature/*      | project_manager | pm-feature/
            - Branches of developers are prefixed with feature/ or fix/ | developer       | feature/ fix/
            Branches of testers are named test/<what>                   | tester          | test/
            """)
    void branchesHaveTheirPrefix(String line, String role, String prefixes) {
        assertThat(read(line)).hasSize(1).first().satisfies(s -> {
            assertThat(s.outcome()).isEqualTo(Outcome.TAKEN);
            assertThat(s.rule()).isEqualTo("git.branch-name");
            assertThat(s.limit()).isEqualTo(role);
            assertThat(String.join(" ", s.words())).isEqualTo(prefixes);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"The parser must never allocate.", "1. Tests first.", "- Use Java 17", "Answer within 30 minutes.", "Pages load within 20 seconds must hold.", "You should sleep well", "Open a pull request within 30 minutes of the push.", "The integration test takes 20 minutes; it is slow", "Never use tmux send-keys.",
        "After each integration, test within 1 hour.", "Run the tests within 10 minutes of each commit.", "Reply within 5 minutes after a push.", "The lock is released within 30 minutes after the last commit.", "Review commits every 2 hours.",
        "Check for pushes every 30 minutes.", "Spend at most 15 minutes on commit messages.", "Transactions must commit within 1 minute.", "Consumer offsets are committed every 5 minutes.", "Push notifications go out within 5 minutes.",
        "The server must respond within 2 minutes.", "Workers send a heartbeat every minute, at most 1 minute late.", "Never block the main thread for more than 1 minute.", "Block the IP for at most 30 minutes.",
        "Reply to blocked colleagues within 5 minutes.", "Notify on-call about stuck jobs after 10 minutes.", "Version conflicts are retried within 5 minutes.", "Sync the docs within 5 minutes of a merge.", "Pull the docker image within 10 minutes after a merge.",
        "Integrate the payment API within 2 hours.", "The release cycle takes at most 24 hours.", "You must stop after at most 3 rounds of review.", "Wait 5 minutes before you must push.", "The CI runs 4 minutes after each push.", "Stay silent for 5 minutes after a commit.", "Acknowledge incidents within 5 minutes."})
    void whatLooksLikeARuleAndIsNoneOfMcsIsTold(String line) {
        assertThat(read(line)).hasSize(1).first().extracting(Statement::outcome).isEqualTo(Outcome.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "```\ncommit every 5 minutes\n```", "~~~sh\ncommit every 5 minutes\n~~~", "> commit every 5 minutes", "<!-- commit every 5 minutes -->", "<!--\ncommit every 5 minutes\n-->", "    commit every 5 minutes",
        "---\ncommit: every 5 minutes\n---", "The history of this project is long.", "## Commit every 5 minutes", "~~Commit every 9 minutes.~~", "~~Commit every\n9 minutes. Push within\n10 minutes.~~", "Should we commit every 5 minutes?", "", "-", "1.", "|---|---|"
    })
    void whatIsNoRuleIsLeftOut(String text) {
        assertThat(read(text)).isEmpty();
    }

    /** Each statement as what it does: {@code RULE=NUMBER}, {@code ROLE: PREFIXES}, {@code holds RULE}, {@code not RULE}, {@code ?}. */
    private static String told(Statement s) {
        return switch (s.outcome()) {
            case TAKEN, OUTDONE -> s.words() == null ? s.rule() + "=" + s.value() : s.limit() + ": " + String.join(" ", s.words());
            case HOLDS -> "holds " + s.rule();
            case REFUSED -> "not " + s.rule();
            case UNKNOWN -> "?";
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\1', textBlock = """
            Developer branches start with feature/, tester branches start with test/.             | developer: feature/; tester: test/
            Developers use `dev/` branches, testers use `qa/` branches.                            | developer: dev/; tester: qa/
            `feature/` branches are for developers and `test/` ones for testers.                   | not git.branch-name
            Use `feature/` or `fix/` branches for developers, `test/` branches for testers.        | developer: feature/ fix/; tester: test/
            Developers and testers use feature/ branches.                                          | developer: feature/; tester: feature/
            Developer and tester branches start with feature/ and test/ respectively.              | not git.branch-name
            Branches: `feat/<ticket>-<slug>`                                                       | any: feat/
            Branch naming: feature/xyz                                                             | any: feature/
            Branch names: `feature/…`                                                              | any: feature/
            **Branch naming**: `feature/JIRA-123-short-description`                                | any: feature/
            Tester branches: `test/`                                                               | tester: test/
            Branches follow the pattern `feature/<name>`, e.g. `feature/login`.                    | any: feature/
            Name branches feature/your-feature                                                     | any: feature/
            Create branches named `feature/<ticket>`.                                              | any: feature/
            Branch names start with feature/ for features and fix/ for bugs.                       | any: feature/ fix/
            All branches must be prefixed with `team/`                                             | any: team/
            Branch format: `<type>/<description>`                                                  | not git.branch-name
            Branch names: type/description                                                         | not git.branch-name
            Branch names: feature/<x>, fix/<x> (see docs/git.md)                                   | any: feature/ fix/
            Work on feature branches (`feature/<name>`), never on main.                            | holds git.direct-parent
            Create a new branch for each task: `feature/<task>`                                    | not git.branch-name
            Tester branches start with test/ and are reviewed by the developer.                    | not git.branch-name
            Branch names start with feature/, not with feat/.                                      | not git.branch-name
            Each developer works on a dev/<name> branch.                                           | developer: dev/
            Branch naming: feature/login-form                                                      | not git.branch-name
            Name branches like e.g. feature/login                                                  | not git.branch-name
            Branch names are lowercase with hyphens.                                               | not git.branch-name
            Branch names start with hotfix/ for urgent fixes.                                      | not git.branch-name
            Release branches: `release/<version>`                                                  | not git.branch-name
            Delete `feature/` branches after the merge.                                            | not git.branch-name
            Never push to release/ branches.                                                       | not git.branch-name
            The naming of branches is described in docs/                                           | not git.branch-name
            Branches are described in docs/branches.md                                             |
            Commit every 25 minutes to your branch, docs/ included.                                | git.commit-reminder=25
            ## Branch naming⏎- Developer: `feature/description`⏎- Tester: `test/description`     | developer: feature/; tester: test/
            **Branch Naming Convention:**⏎- Developer: `feature/description`⏎- `fix/`            | developer: feature/; any: fix/
            - Branch names:⏎  - developers: dev/⏎  - testers: qa/⏎- Keep docs/ tidy            | developer: dev/; tester: qa/; ?
            ## Branch naming⏎- Features: `feature/<name>`⏎- Bug fixes: `fix/<name>`             | any: feature/; any: fix/
            ## Branch names⏎- Delete `feature/` branches after the merge                          | not git.branch-name
            # Tester⏎## Git⏎- Branches: `test/<what>`                                           | tester: test/
            # Tester⏎## Git⏎- Commit every 20 minutes                                           | not git.commit-reminder
            Testers:⏎- Commit every 20 minutes                                                    | not git.commit-reminder
            Testers:⏎- Push within 20 minutes⏎⏎Everybody:⏎- Push within 30 minutes            | not git.push; git.push=30
            When a release is near:⏎- Push within 5 minutes                                       | not git.push
            Pushing:⏎- within 20 minutes                                                          | git.push=20
            Developers commit every 20 minutes; testers commit every 40 minutes.                   | not git.commit-reminder; not git.commit-reminder
            Developers commit every 20 minutes, testers every 40 minutes.                          | not git.commit-reminder
            Commit every 30 minutes during the day and every 60 minutes at night.                  | not git.commit-reminder
            Commit every 30 minutes by day and every 60 minutes by night.                          | not git.commit-reminder
            Commit every 30 minutes, every 60 minutes at weekends.                                 | not git.commit-reminder
            Commit every 30 minutes (tester: every 15 minutes).                                    | not git.commit-reminder
            Commit every 30 minutes, testers every 15 minutes.                                     | not git.commit-reminder
            Commit every 30 minutes and never work more than 60 minutes without a commit.          | git.commit-reminder=30; git.commit=60
            Sync with main at least once an hour.                                                  | git.sync=60
            Rebase on main every 2 hours.                                                          | git.sync=120
            Standup every day at 9:00.                                                             | ?
            Weekly retrospectives on Friday.                                                       | ?
            Never merge to main.                                                                   | holds git.direct-parent
            Do not merge into the main branch without review.                                      | holds git.direct-parent
            Never merge main into your branch.                                                     | ?
            No direct commits to master!                                                           | holds git.direct-parent
            Never force-push.                                                                      | ?
            At most 1e30 commits behind.                                                           | not git.behind
            Max 99999999999 exchanges.                                                             | not comm.exchanges
            Push within -1 minutes.                                                                | not git.push
            Commit every 10^30 minutes.                                                            | not git.commit-reminder
            At most 1,000 commits behind.                                                          | git.behind=1000
            Commit every 1,5 hours.                                                                | not git.commit-reminder
            Commit every ٣٠ minutes.                                                               | not git.commit-reminder
            Update the changelog with every pull request.                                          | ?
            Every task has a test.                                                                 | ?
            - Use conventional commits.                                                            | ?
            Squash commits before merging; rebase, never merge.                                    | ?
            Agents acknowledge each task within 5 minutes and report completion.                   | comm.ack=5
            The pipeline on main runs every 2 hours.                                               | ?
            Secrets never go into the repository.                                                  | ?
            Keep pull requests under 400 lines.                                                    |
            We deploy from main.                                                                   |
            """)
    void whatTeamsWriteIsReadAsTheyMeanIt(String text, String told) {
        assertThat(read(text.replace('⏎', '\n')).stream().map(ExtractorTest::told).collect(Collectors.joining("; "))).isEqualTo(told == null ? "" : told);
    }

    @Test
    void whatIsNoPlainNumberIsToldAsOutOfBounds() {
        assertThat(read("Push within -1 minutes. Commit every 10^30 minutes. At most 1e30 commits behind.")).hasSize(3).extracting(Statement::why).allSatisfy(why -> assertThat(why).startsWith("a limit here is a whole number from 1"));
        assertThat(read("Commit every 30 minutes by day and every 60 minutes by night.")).extracting(Statement::why).containsExactly("it names several limits for one rule; name one");
    }

    @Test
    void windowsLinesAndMarksDoNotMatter() {
        assertThat(read("# Title\r\n\r\n* _Commit_ every **30** minutes\r\n")).extracting(Statement::line, Statement::value).containsExactly(org.assertj.core.groups.Tuple.tuple(3, 30));
    }

    @Test
    @Timeout(20)
    void noTextTakesLong() {
        int size = 256 * 1024;
        for (String piece : List.of("a", " ", "- ", "1 ", "1.", "((", "](", "<!--", "*", "a. ", "a.\n", "commit 30 minutes ", "commit every 30 minutes.\n", "- must\n", "#", "# a\n", "~~", "1 hour ", "|", "30-30-", "<", "developer ", "branch names start a/ ", "branches: a/", "- a:\n", "  - branch names:\n", "-1e", "1,000", "a/developer ", "branch names a/ developer ")) {
            read(piece.repeat(size / piece.length()));
        }
        for (int seed = 0; seed < 200; seed++) {
            read(Hostile.next(new Random(seed)));
        }
    }

    @Test
    void noControlCharacterComesThrough() {
        assertThat(read("- You must \u001b[31mnever\u0007 \u202edo that")).hasSize(1).first().extracting(Statement::text).asString().isEqualTo("You must never do that");
    }
}
