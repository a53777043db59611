package mc.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.stream.Collectors;
import mc.team.Team;
import mc.text.Json;
import mc.text.Templates;
import mc.text.Untrusted;

/** What a model is asked for a plan with: the prompt and the JSON schema of its answer. Immutable and thread-safe. */
public record PlannerPrompt(Templates templates) {

    private static final int MAX_SPEC = 300_000; // characters; a model's context is finite, and the answer needs room too
    private static final int MAX_TASKS = 60;

    /** The prompt. The spec stands in it between two lines that it cannot contain, as material. */
    public String prompt(Spec spec, Team team) {
        String members = team.members().stream().map(member -> "- " + member.role().id() + ": " + member.role().purpose()).collect(Collectors.joining("\n"));
        return new Prompts(templates).fill("planner.md", Map.of(
                "team", members,
                "type", team.type().orElse("unknown"),
                "size", team.size(),
                "maxTasks", Integer.toString(MAX_TASKS),
                "boundary", Quote.boundary(spec.text()),
                "specName", Untrusted.line(spec.fileName(), 100),
                "spec", Quote.clip(Untrusted.block(spec.text()), MAX_SPEC)));
    }

    /** The schema, which names the members of the team as the only roles. */
    public String schema(Team team) {
        JsonNode schema = new Prompts(templates).json("plan-schema.json");
        JsonNode role = schema.at("/properties/phases/items/properties/tasks/items/properties/role");
        if (role instanceof ObjectNode node) {
            ArrayNode ids = node.putArray("enum");
            team.roleIds().forEach(ids::add);
        }
        return Json.write(schema);
    }
}
