package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mc.testing.TestRepo;
import mc.text.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** What agents do with git is seen, judged and shown: with agents that commit, push and collide. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class GitCommandTest {

    private static final String SCRIPT = """
            who developer
            once .
              run printf 'mine\\n' > src/app.txt && git commit -qam fixes && git switch -qc feature/login && printf x > login.txt && git add . && git commit -qm 'Progress: the login form' && git push -q origin feature/login && printf y > loose.txt
            who tester
            once .
              run printf 'theirs\\n' > src/app.txt && git commit -qam 'Progress: tests for the app'
            who .
            when .
              say Understood.
            """;

    private final McRun mc = new McRun();
    private TestRepo project;

    @BeforeAll
    void start() {
        project = mc.project("app");
        Path remote = project.dir().resolveSibling("remote.git");
        project.run("init", "-q", "--bare", remote.toString());
        project.run("remote", "add", "origin", remote.toString());
        project.run("push", "-q", "-u", "origin", "main");
        mc.orchestrate(project, mc.spec(), SCRIPT, "--roles", "orchestrator,developer,tester", "--yes").run().exits(0);
        McRun.until("the push and both commits are seen", () -> mc.events("BranchPushed").size() == 1 && mc.events("HeadMoved").size() == 4);
    }

    @AfterAll
    void end() {
        mc.close();
    }

    @Test
    void aMeaninglessMessageIsAViolation() {
        McRun.until("it is found", () -> rules().contains("git.commit-message"));
        JsonNode found = mc.events("ViolationFound").stream().filter(v -> v.path("rule").asText().equals("git.commit-message")).findFirst().orElseThrow();
        assertThat(found.path("agent").asText()).isEqualTo("app-1-developer");
        assertThat(found.path("seen").asText()).startsWith("\"fixes\" says nothing of what was done: commit ");
        assertThat(mc.ok("compliance", "violations").out()).contains("git.commit-message", "developer", "fixes");
        McRun.until("so is the missing upstream", () -> rules().contains("git.upstream"));
    }

    private List<String> rules() {
        return mc.events("ViolationFound").stream().map(v -> v.path("rule").asText()).toList();
    }

    @Test
    void healthComparesAllBranches() {
        JsonNode health = mc.call("git", "health", "--json").here().exits(0).json();
        assertThat(health.path("branches")).anySatisfy(branch -> {
            assertThat(branch.path("branch").asText()).isEqualTo("feature/login");
            assertThat(branch.path("role").asText()).isEqualTo("developer");
            assertThat(branch.path("cutFrom").asText()).isEqualTo("main-developer");
            assertThat(branch.path("ahead").asInt()).isEqualTo(2);
            assertThat(branch.path("behind").asInt()).isZero();
            assertThat(branch.path("stale").asBoolean()).isFalse();
        });
        McRun.Run shown = mc.ok("git", "health", "--graph", "--fetch");
        assertThat(shown.out()).contains("feature/login", "none made there by an agent", "Progress: the login form");
        assertThat(asAgent("git", "health", "--fetch").exits(5).err()).contains("only the operator may");
    }

    @Test
    void riskNamesTheFilesAndTellsBothOnce() {
        JsonNode risk = mc.call("git", "risk", "--json").here().exits(1).json();
        assertThat(risk.path("overlaps")).singleElement().satisfies(overlap -> {
            assertThat(overlap.path("roles")).extracting(JsonNode::asText).containsExactly("developer", "tester");
            assertThat(overlap.path("files")).extracting(JsonNode::asText).containsExactly("src/app.txt");
            assertThat(overlap.path("conflicts")).extracting(JsonNode::asText).containsExactly("src/app.txt");
        });
        assertThat(asAgent("git", "risk", "--notify").exits(5).err()).contains("may not tell others");
        assertThat(mc.call("git", "risk", "--notify").here().exits(1).out()).contains("src/app.txt", "conflict", "2 messages sent");
        assertThat(mc.call("git", "risk", "--notify").here().exits(1).out()).contains("they know of these files already");
        assertThat(mc.events("MessageQueued")).filteredOn(m -> m.path("text").asText().startsWith("Coordinate with ")).extracting(m -> m.path("agent").asText()).containsExactlyInAnyOrder("app-1-developer", "app-1-tester");
        assertThat(project.run("status", "--porcelain")).isEmpty();
    }

    @Test
    void startingBranchIsTheRecordedOneWhateverTheFileSays() throws IOException {
        assertThat(mc.ok("git", "starting-branch").out()).isEqualTo("main\n");
        Path file = project.dir().resolve(".git/STARTING_BRANCH");
        Files.writeString(file, "Project started on branch: other\n");
        McRun.Run run = mc.ok("git", "starting-branch");
        assertThat(run.out()).isEqualTo("main\n");
        assertThat(run.err()).contains("says other");
        Files.writeString(file, "main\n");
        assertThat(mc.call("git", "starting-branch", "--json").here().exits(0).json().path("agrees").asBoolean()).isTrue();
    }

    @Test
    void statusShowsEachBranch() {
        JsonNode developer = McRun.agent(mc.call("git", "status", "--json").here().exits(0).json(), "developer");
        assertThat(developer.path("branch").asText()).isEqualTo("feature/login");
        assertThat(developer.path("ahead").asInt()).isEqualTo(2);
        assertThat(developer.path("untracked").asInt()).isEqualTo(1);
        assertThat(developer.path("unpushed").asInt()).isZero();
        assertThat(developer.path("lastPushAt").asText()).isNotEmpty();
        assertThat(mc.ok("git", "status", "dev").out()).contains("Currently on branch feature/login", "2 commits ahead of main, 0 behind", "Not committed: 1 new", "Upstream: none");
        assertThat(mc.ok("status").out()).contains("main-developer → feature/login").doesNotContain("main-tester →");
        JsonNode shown = mc.agent("developer");
        assertThat(shown.path("branch").asText()).isEqualTo("feature/login");
        assertThat(shown.path("givenBranch").asText()).isEqualTo("main-developer");
        assertThat(asAgent("git", "status").exits(0).out()).contains("main-tester");
        assertThat(mc.ok("compliance", "rules").out()).doesNotContain("asleep");
        mc.run("git", "status", "nobody").exits(3);
        mc.run("git").exits(2);
        assertThat(mc.ok("compliance", "rules", "--project", mc.project("lonely").dir().toString()).out()).as("of a project that no mission works on").contains("asleep: no remote");
    }

    /** As the tester's own program calls it. */
    private McRun.Run asAgent(String... words) {
        return mc.callAs("app-1-tester", words).here();
    }
}
