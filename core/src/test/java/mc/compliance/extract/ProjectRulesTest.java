package mc.compliance.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mc.Failure;
import mc.Home;
import mc.compliance.Rule;
import mc.compliance.Rules;
import mc.compliance.Severity;
import mc.compliance.extract.Statement.Outcome;
import mc.text.Json;
import mc.text.Placeholders;
import mc.text.Templates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped rules, the user's own file, and a project's files, one upon the other. */
class ProjectRulesTest {

    @TempDir
    Path dir;

    private Templates templates;
    private Path project;

    @BeforeEach
    void prepare() throws IOException {
        templates = new Templates(new Home(dir.resolve("home")));
        Files.createDirectories(templates.home().templates());
        project = Files.createDirectories(dir.resolve("project"));
    }

    private void own(String yaml) throws IOException {
        Files.writeString(templates.home().templates().resolve("rules.yaml"), yaml);
    }

    private ProjectRules read() {
        return ProjectRules.read(templates, project);
    }

    private ProjectRules read(String claude) throws IOException {
        Files.writeString(project.resolve("CLAUDE.md"), claude);
        return read();
    }

    private static int limit(ProjectRules read, String rule) {
        return read.rules().byId().get(rule).numbers().values().iterator().next();
    }

    @Test
    void everyShippedRuleCanBeSaid() {
        assertThat(Rules.shipped().byId().values()).hasSizeGreaterThan(20).allSatisfy(rule -> {
            assertThat(rule.id()).matches("(comm|git|flow)\\.[a-z-]+");
            assertThat(rule.sentence()).doesNotContain("{");
            assertThat(Placeholders.names(rule.remedy())).isSubsetOf("role", "branch", "prefix", "message", "worktree", "hub", "commit", "before");
            assertThat(rule.source()).isEqualTo("shipped");
        });
        assertThat(Rules.load(templates)).isEqualTo(Rules.shipped());
    }

    @Test
    void theUsersFileNamesOnlyWhatItChanges() throws IOException {
        own("rules: {git.push: {numbers: {minutes: 40}, severity: high}, comm.one-topic: {enabled: false}, git.branch-name: {words: {developer: [feature/, fix/]}}}");
        Rules rules = Rules.load(templates);
        assertThat(rules.byId().keySet()).containsExactlyElementsOf(Rules.shipped().byId().keySet());
        assertThat(rules.byId().get("git.push")).satisfies(push -> {
            assertThat(push.number("minutes")).isEqualTo(40);
            assertThat(push.severity()).isEqualTo(Severity.HIGH);
            assertThat(push.title()).isEqualTo(Rules.shipped().byId().get("git.push").title());
            assertThat(push.origin("minutes")).endsWith("templates/rules.yaml");
            assertThat(push.origin("remedy")).isEqualTo("shipped");
        });
        assertThat(rules.enabled("comm.one-topic")).isEmpty();
        assertThat(rules.byId().get("git.branch-name").words("developer")).containsExactly("feature/", "fix/");
        assertThat(rules.byId().get("git.commit")).isEqualTo(Rules.shipped().byId().get("git.commit"));
        assertThat(Json.parse(Json.write(rules), Rules.class)).isEqualTo(rules);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rules: {git.pushh: {enabled: false}}                  | git.pushh is no rule mc knows
            rule: {}                                              | rule is not known here
            rules: {git.push: {minutes: 5}}                       | rules.git.push.minutes is not known here (known: enabled
            rules: {git.push: {numbers: {hours: 5}}}              | rules.git.push.numbers.hours is not known here (known: minutes)
            rules: {git.push: {numbers: {minutes: 0}}}            | rules.git.push.numbers.minutes must be a whole number from 1
            rules: {git.push: {numbers: {minutes: soon}}}         | rules.git.push.numbers.minutes must be a whole number
            rules: {git.push: {words: {soon: [now]}}}             | rules.git.push.words.soon is not known here
            rules: {git.push: {severity: huge}}                   | rules.git.push.severity is one of low
            rules: {git.push: {enabled: perhaps}}                 | rules.git.push.enabled is true or false
            rules: {git.push: {remedy: 'push {{everything}}'}}    | {{everything}}
            rules: {git.push: {title: 'within {{hours}}'}}        | {{hours}}
            rules: {git.push: 5}                                  | rules.git.push must be a mapping
            rules: [git.push]                                     | rules must be a mapping
            rules: {git.push: {}, git.push: {}}                   | not valid YAML
            rules: {                                              | not valid YAML
            """, quoteCharacter = '\1')
    void aMistakeInTheUsersFileIsTold(String yaml, String message) throws IOException {
        own(yaml);
        assertThatThrownBy(() -> Rules.load(templates)).isInstanceOf(Failure.class).hasMessageContaining(message).hasMessageContaining("rules.yaml");
        ProjectRules read = read("Push within 25 minutes.");
        assertThat(read.problems()).hasSize(1).first().asString().contains(message);
        assertThat(read.sources()).containsExactly(project.resolve("CLAUDE.md").toString());
        assertThat(limit(read, "git.push")).isEqualTo(25);
    }

    @Test
    void eachMistakeInTheUsersFileIsTold() throws IOException {
        own("rules: {git.pushh: {}, git.push: {minutes: 5, severity: huge, enabled: perhaps}, git.commit: {numbers: {minutes: 0}}}");
        assertThat(read().problems()).hasSize(1).first().asString().contains("rules.git.pushh is no rule", "rules.git.push.minutes is not known", "rules.git.push.severity is one of", "rules.git.push.enabled is true or false", "rules.git.commit.numbers.minutes must be");
        assertThat(read().rules()).isEqualTo(Rules.shipped());
    }

    @Test
    @Timeout(20)
    void whatIsNoFileInThePlaceOfTheUsersIsTold() throws Exception {
        Path own = templates.home().templates().resolve("rules.yaml");
        Files.createDirectory(own);
        assertThat(read().problems()).hasSize(1).first().asString().contains(own.toString(), "no regular file");
        Files.delete(own);
        assertThat(new ProcessBuilder("mkfifo", own.toString()).start().waitFor()).isZero();
        assertThat(read().problems()).hasSize(1).first().asString().contains(own.toString(), "no regular file");
        Files.delete(own);
        Files.createSymbolicLink(own, Path.of("nowhere.yaml"));
        assertThat(read().problems()).hasSize(1).first().asString().contains("leads nowhere");
        Files.delete(own);
        own("#" + "x".repeat(30_000_000) + "\nrules: {git.push: {numbers: {minutes: 40}}}");
        assertThat(read().problems()).hasSize(1).first().asString().contains(own.toString(), "larger than 256 KB");
        assertThat(limit(read(), "git.push")).isEqualTo(15);
        own("#" + "x".repeat(255 * 1024) + "\nrules: {git.push: {numbers: {minutes: 40}}}");
        assertThat(limit(read(), "git.push")).isEqualTo(40);
        Files.delete(own);
        assertThat(read().problems()).isEmpty();
    }

    @Test
    void theProjectsFilesChangeLimits() throws IOException {
        own("rules: {git.push: {numbers: {minutes: 40}}}");
        Files.writeString(project.resolve("AGENTS.md"), "# Git\n\n- Push within 20 minutes.\n- Developers' branches start with feature/\n");
        ProjectRules read = read("# Rules\n1. At most 30 commits behind.\n2. Push within 25 minutes.\n3. Branches of a developer start with fix/\n");
        assertThat(limit(read, "git.push")).isEqualTo(20);
        assertThat(read.rules().byId().get("git.push").origin("minutes")).isEqualTo("AGENTS.md:3");
        assertThat(limit(read, "git.behind")).isEqualTo(30);
        assertThat(read.rules().byId().get("git.branch-name").words("developer")).containsExactly("fix/", "feature/");
        assertThat(read.statements()).extracting(s -> s.where() + " " + s.outcome().text() + " " + s.why()).containsExactly(
                "CLAUDE.md:2 taken ", "CLAUDE.md:3 outdone AGENTS.md:3 is stricter: 20", "CLAUDE.md:4 taken ", "AGENTS.md:3 taken ", "AGENTS.md:4 taken ");
        assertThat(read.sources()).containsExactly(templates.home().templates().resolve("rules.yaml").toString(), project.resolve("CLAUDE.md").toString(), project.resolve("AGENTS.md").toString());
    }

    @Test
    void theReminderNeverComesAfterTheLastLimit() throws IOException {
        Map<String, List<Integer>> cases = new HashMap<>();
        cases.put("Commit every 2 hours.", List.of(120, 120));
        cases.put("Never work longer than 20 minutes without committing.", List.of(20, 20));
        cases.put("Commit every 45 minutes.", List.of(45, 60));
        cases.put("Commit every 50 minutes. Never work more than 40 minutes without committing.", List.of(40, 40));
        for (Map.Entry<String, List<Integer>> each : cases.entrySet()) {
            ProjectRules read = read(each.getKey());
            assertThat(List.of(limit(read, "git.commit-reminder"), limit(read, "git.commit"))).as(each.getKey()).isEqualTo(each.getValue());
        }
    }

    @Test
    void aProjectSwitchesNothingOff() throws IOException {
        ProjectRules read = read("- Everybody may commit to main.\n- Do not use the hub.\n- Broadcasts are fine.\n- Commit messages need not be clear: never meaningful.\n");
        assertThat(read.rules().digest()).isEqualTo(Rules.shipped().digest());
        assertThat(read.statements()).hasSize(4).extracting(Statement::outcome).containsOnly(Outcome.REFUSED);
        own("rules: {comm.hub: {enabled: false}, git.push: {enabled: false}}");
        read = read("- Use the hub.\n- Push within 5 minutes.");
        assertThat(read.rules().enabled("git.push")).isEmpty();
        assertThat(read.statements()).allSatisfy(s -> assertThat(s.why()).contains("switched off", "rules.yaml"));
    }

    @Test
    void theSameRulesElsewhereInTheFileAreTheSameSet() throws IOException {
        String before = read("Push within 20 minutes.").rules().digest();
        ProjectRules after = read("# A title\n\nPush within 20 minutes.");
        assertThat(after.rules().digest()).isEqualTo(before);
        assertThat(after.rules().byId().get("git.push").origin("minutes")).isEqualTo("CLAUDE.md:3");
        assertThat(read("Push within 21 minutes.").rules().digest()).isNotEqualTo(before);
    }

    @Test
    void aLinkInsideTheProjectIsReadOnce() throws IOException {
        Files.createDirectories(project.resolve("docs"));
        Files.writeString(project.resolve("docs/team.md"), "Push within 20 minutes.");
        Files.createSymbolicLink(project.resolve("AGENTS.md"), Path.of("docs/team.md"));
        Files.createSymbolicLink(project.resolve("CLAUDE.md"), Path.of("AGENTS.md"));
        assertThat(read().problems()).isEmpty();
        assertThat(read().statements()).extracting(Statement::where).containsExactly("CLAUDE.md:1");
    }

    @Test
    @Timeout(20)
    void whatIsNoPlainFileOfTheProjectIsNotRead() throws Exception {
        Path outside = Files.writeString(dir.resolve("outside.md"), "Push within 20 minutes.");
        Path file = project.resolve("CLAUDE.md");
        Files.createSymbolicLink(file, outside);
        refused("leads out of the project");
        Files.createSymbolicLink(file, Path.of("nowhere.md"));
        refused("leads nowhere");
        Files.createSymbolicLink(file, file);
        refused("leads nowhere");
        Files.createDirectory(file);
        refused("no regular file");
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
        refused("no regular file");
        Files.writeString(file, "Push within 20 minutes.\n".repeat(500_000));
        refused("larger than 256 KB");
        Files.write(file, new byte[] {'P', 'u', 's', 'h', 0, 1, 2, 3});
        refused("zero bytes");
        Files.write(file, "Push within 20 minutes, schön.".getBytes(StandardCharsets.ISO_8859_1));
        refused("not UTF-8");
        assertThat(read("\ufeffPush within 20 minutes.").rules().byId().get("git.push").number("minutes")).isEqualTo(20);
    }

    private void refused(String why) throws IOException {
        ProjectRules read = read();
        assertThat(read.problems()).hasSize(1).first().asString().contains(project.resolve("CLAUDE.md").toString(), why);
        assertThat(read.rules().digest()).isEqualTo(Rules.shipped().digest());
        Files.delete(project.resolve("CLAUDE.md"));
    }
}
