package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import mc.store.Database;
import mc.testing.TestRepo;
import mc.text.Json;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The rules in force, as a user sees and changes them while a team works; the audit trail, and the copies of the log. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class RulesTest {

    private final McRun mc = new McRun();
    private Path claude;

    @BeforeAll
    void start() throws IOException {
        TestRepo project = mc.project("app");
        claude = Files.writeString(project.dir().resolve("CLAUDE.md"), "# Rules\n\n- Push within 20 minutes.\n- You must like each other.\n");
        mc.orchestrate(project, mc.spec(), "once .\n  say Hello.\nwhen .\n  say Yes.\n", "--roles", "orchestrator,developer", "--yes").run().exits(0);
        McRun.until("the team rests", () -> List.of("orchestrator", "developer").stream().allMatch(r -> mc.agent(r).path("state").asText().equals("ready")));
    }

    @AfterAll
    void end() {
        mc.close();
    }

    private static JsonNode rule(JsonNode answer, String id) {
        for (JsonNode rule : answer.path("rules")) {
            if (rule.path("id").asText().equals(id)) {
                return rule;
            }
        }
        throw new AssertionError("there is no " + id);
    }

    private long takenVersion() {
        List<JsonNode> taken = mc.events("RulesTaken");
        return taken.isEmpty() ? 0 : taken.get(taken.size() - 1).path("version").asLong();
    }

    @Test
    void aProjectsFileIsInForceAndExplained() throws IOException {
        JsonNode rules = mc.ok("compliance", "rules", "--json").json();
        assertThat(rules.path("version").asInt()).isEqualTo(1);
        assertThat(rule(rules, "git.push").path("limits").path("minutes").toString()).isEqualTo("{\"value\":20,\"from\":\"CLAUDE.md:3\"}").describedAs("%s", rules);
        assertThat(rule(rules, "git.commit").path("from").toString()).isEqualTo("[\"shipped\"]");
        assertThat(mc.ok("compliance", "rules", "--explain", "--history").out()).contains("The rules of app-1  version 1", "Commits are pushed within 20 minutes  (CLAUDE.md:3)", "CLAUDE.md:3", "in force", "git.push, minutes: 20",
                "CLAUDE.md:4", "not understood", "You must like each other.", "version 1  since");
        Files.writeString(claude, "Push within 25 minutes.\n");
        McRun.until("the change is in force, and nobody has asked", () -> takenVersion() == 2);
        assertThat(rule(mc.ok("compliance", "rules", "--json").json(), "git.push").path("limits").path("minutes").path("value").asInt()).isEqualTo(25);
        assertThat(mc.ok("compliance", "rules", "--history").out()).contains("git.push minutes: 20 -> 25  (CLAUDE.md:1)", "git.push minutes: 15 -> 20  (CLAUDE.md:3)");
    }

    @Test
    void aWrongFileOfTheUsersIsToldAndStopsNothing() throws IOException {
        Path own = mc.home().templates().resolve("rules.yaml");
        Files.writeString(own, "rules: {git.posh: {enabled: false}}\n");
        McRun.until("health tells", () -> mc.ok("health").out().contains("git.posh is no rule mc knows"));
        assertThat(mc.ok("compliance", "rules").out()).contains("git.posh is no rule mc knows", "What held before stays in force.", "app-1  version", "from " + claude).doesNotContain("from " + own, "as shipped");
        mc.ok("daemon", "stop");
        assertThat(mc.ok("compliance", "rules").out()).contains("git.posh is no rule mc knows");
        Files.delete(own);
        Files.createDirectory(own);
        McRun.until("health tells of a directory in the file's place", () -> mc.ok("health").out().contains("it is no regular file"));
        Files.delete(own);
        String held = Files.readString(claude);
        Files.write(claude, new byte[] {'P', 0});
        assertThat(mc.ok("compliance", "rules").out()).contains("zero bytes", "from " + claude).doesNotContain("as shipped");
        Files.writeString(claude, held);
        McRun.until("health is well again", () -> mc.ok("health", "--subsystem", "rules").out().startsWith("ok"));
    }

    @Test
    void anyDirectoryCanBeLookedAtBeforehand() throws IOException {
        Path other = Files.createDirectories(mc.root().resolve("other"));
        Files.writeString(other.resolve("AGENTS.md"), "At most 7 commits behind.\nBranch names start with feature/.\nTesters use qa/ branches.\n");
        long before = mc.events("RulesTaken").size();
        assertThat(mc.ok("compliance", "rules", "--project", other.toString(), "--explain").out()).contains("The rules that would hold in " + other, "at most 7 commits", "AGENTS.md:1", "every other role feature/", "tester qa/");
        assertThat(mc.events("RulesTaken")).hasSize((int) before);
        assertThat(mc.run("compliance", "rules", "--project", other.resolve("none").toString()).exits(3).err()).contains("There is no directory");
        assertThat(mc.run("compliance", "rules", "--mission", "none-1").exits(3).err()).contains("There is no mission none-1");
    }

    @Test
    void theAuditTrailAndTheCopiesTellWhatWasSaid() {
        String id = mc.ok("send", "developer", "Are you there?", "--json").json().path("id").asText();
        McRun.until("it stands in the copy", () -> Files.readAllLines(messages()).stream().map(Json::parse).anyMatch(l -> l.path("event").asText().equals("accepted") && l.path("id").asText().equals(id) && l.path("text").asText().equals("Are you there?")));
        assertThat(mc.ok("audit", "--agent", "developer", "--kind", "MessageQueued").out()).contains("operator -> developer  MessageQueued  Are you there?");
        JsonNode line = Json.parse(mc.ok("audit", "--since", "1h", "--kind", "MessageQueued", "--limit", "1", "--json").out());
        assertThat(line.path("actor").asText()).isEqualTo("operator");
        assertThat(mc.ok("audit").out()).contains("MissionCreated", "RulesTaken").doesNotContain("AgentSignalled");
        assertThat(mc.run("audit", "--since", LocalDate.now(ZoneOffset.UTC).plusDays(3).toString()).exits(2).err()).contains("has not come yet");
        assertThat(mc.run("audit", "--kind", "AgentSignalled").exits(2).err()).contains("There is no kind AgentSignalled", "MessageQueued");
        assertThat(mc.run("audit", "--since", "2026-99-99").exits(2).err()).contains("is no time");
        assertThat(mc.run("audit", "--agent", "plumber").exits(3).err()).contains("There is no plumber");
        assertThat(mc.run("audit", "--verify", "--kind", "MessageQueued").exits(2).err()).contains("the whole log");
        for (String limit : List.of("0", "-1", "1001")) {
            assertThat(mc.run("audit", "--limit", limit).exits(2).err()).contains("from 1 to 1000");
        }
    }

    private Path messages() {
        return mc.home().logs().resolve("communications").resolve(LocalDate.now(ZoneOffset.UTC).toString()).resolve("messages.jsonl");
    }

    @Test
    void theLogIsCheckedLast() {
        assertThat(mc.ok("audit", "--verify").out()).contains("rows of the log are as they were written");
        try (Database database = Database.inspect(mc.home().database()); Handle sql = database.openWriter()) {
            sql.execute("update event set body = replace(body, 'app', 'App') where seq = 3");
        }
        assertThat(mc.run("audit", "--verify").exits(1).out()).contains("Row 3 of the log is not as it was written", "mc restore");
        assertThat(mc.run("audit", "--verify", "--json").exits(1).json().path("brokenEvent").asInt()).isEqualTo(3);
    }
}
