package mc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mc.Home;
import mc.agent.AgentState;
import mc.agent.Source;
import mc.compliance.OpenViolations;
import mc.mission.MissionFolder;
import mc.mission.Missions;
import mc.plan.ImplementationPlan;
import mc.plan.OfflinePlanner;
import mc.plan.PlanMarkdown;
import mc.plan.SpecParser;
import mc.testing.ShippedData;
import mc.text.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What mc writes into the registry is what {@code registry/*.schema.json} says. */
class RegistrySchemaTest {

    private static final String SPEC = "PROJECT: Guest book\n\nREQUIREMENTS:\n- A page with a form\n- A REST API\n\nDELIVERABLES:\n- The tests\n";

    @TempDir
    Path dir;

    @Test
    void aMissionsFilesFitTheirSchemas() throws IOException {
        MissionFolder folder = MissionFolder.of(new Home(dir), "app", "app-1");
        ImplementationPlan plan = plan();
        folder.write(SPEC, plan, PlanMarkdown.render(plan), Map.of("PATH", "/usr/bin", "ANTHROPIC_API_KEY", "a \"quoted\"\nvalue"));
        assertThat(JsonShape.faults(schema("plan"), json(folder.planJson()))).isEmpty();
        assertThat(JsonShape.faults(schema("env"), json(folder.dir().resolve("env.json")))).isEmpty();
        try (Stream<Path> files = Files.list(folder.dir())) {
            String told = Document.of("registry/README.md").text();
            assertThat(files.map(f -> f.getFileName().toString())).isNotEmpty().allSatisfy(name -> assertThat(told).contains(name));
        }
    }

    @Test
    void theListOfMissionsFitsItsSchema() {
        for (AgentState state : AgentState.values()) {
            Source source = Source.values()[state.ordinal() % Source.values().length];
            var agent = new Missions.AgentView("developer", "app-1-developer", state, "2026-01-01T00:00:00Z", "runs Bash", source, "Bash: ls", null, "claude-opus-5-5", 12.5, null, 1L, 2L, 3L, 4L, "@1", "%1", 42L, "/w", "feature/login", "main-developer", "demo", "c", null, null, null, "p", "Developer", true, 0, null, 2);
            var mission = new Missions.MissionView("app-1", "app", "app", "/app", "mc", "app-impl", null, "running", "none", "2026-01-01T00:00:00Z", null, "offline", "default", new OpenViolations(0, 1, 1, 0, true), 3, List.of(agent));
            assertThat(JsonShape.faults(schema("sessions"), Json.MAPPER.valueToTree(Map.of("missions", List.of(mission))))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"title", "role", "priority", "extra"})
    void aWrongPlanIsNoticed(String fault) {
        ObjectNode plan = Json.MAPPER.valueToTree(plan());
        ObjectNode task = (ObjectNode) ((ArrayNode) plan.path("phases").path(0).path("tasks")).get(0);
        switch (fault) {
            case "title" -> task.remove("title");
            case "role" -> task.put("role", "The Developer");
            case "priority" -> task.put("priority", "HIGH");
            default -> task.put("extra", 1);
        }
        assertThat(JsonShape.faults(schema("plan"), plan)).hasSize(1).first().asString().contains(fault.equals("role") ? "The Developer" : fault.equals("priority") ? "HIGH" : fault);
    }

    private static ImplementationPlan plan() {
        return new OfflinePlanner(ShippedData.DATA.roles()).plan(SpecParser.parse("spec.md", SPEC), ShippedData.team("web_application"), "");
    }

    private static JsonNode schema(String name) {
        return Json.parse(Document.of("registry/" + name + ".schema.json").text());
    }

    private static JsonNode json(Path file) throws IOException {
        return Json.parse(Files.readString(file));
    }
}
