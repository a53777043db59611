package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mc.agent.check.ModelScript.Rule;
import mc.agent.check.ModelScript.Step;
import mc.process.Exec;
import mc.text.Json;

/** A small web application, a spec for it, and what a model says about both. */
final class ClaudeSample {

    private ClaudeSample() {}

    /** A repository with one commit on {@code main}, in a directory whose name has a space; {@code home} gets a git identity. */
    static Path repository(Path dir, Path home) throws IOException {
        Path project = Files.createDirectory(dir.resolve("web app"));
        Files.writeString(home.resolve(".gitconfig"), "[user]\n\tname = Somebody\n\temail = somebody@example.invalid\n");
        write(project.resolve("package.json"), "{\"name\": \"shop\", \"version\": \"1.0.0\", \"main\": \"src/server.js\",\n \"scripts\": {\"start\": \"node src/server.js\", \"test\": \"jest\"},\n"
                + " \"dependencies\": {\"express\": \"^4.19.0\"}, \"devDependencies\": {\"jest\": \"^29.7.0\"}}\n");
        write(project.resolve("src/server.js"), "const express = require('express');\nconst app = express();\napp.get('/', (request, response) => response.send('shop'));\napp.listen(3000);\n");
        write(project.resolve("src/public/index.html"), "<!doctype html><title>Shop</title><h1>Shop</h1>\n");
        write(project.resolve("README.md"), "# Shop\n\nA small web shop on express.\n");
        git(project, home, "init", "-q", "-b", "main");
        git(project, home, "add", "-A");
        git(project, home, "commit", "-q", "-m", "Begin the shop");
        return project;
    }

    static Path spec(Path dir) throws IOException {
        return write(dir.resolve("spec.md"), "# A shop that tells how it is\n\nThe express server of the shop gets:\n\n1. An endpoint /health that answers 200 and its version as JSON.\n"
                + "2. A page that shows the answer.\n\n## Deliverables\n\n- [ ] The endpoint\n- [ ] The page\n- [ ] Tests for both\n");
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    static String git(Path project, Path home, String... arguments) {
        List<String> argv = new ArrayList<>(List.of("git", "-C", project.toString()));
        argv.addAll(List.of(arguments));
        Exec.Result result = Exec.of(argv).withOnly(Map.of("PATH", "/usr/bin:/bin", "HOME", home.toString(), "GIT_CONFIG_NOSYSTEM", "1")).run();
        assertThat(result.ok()).as(String.join(" ", argv) + ": " + result.stderr()).isTrue();
        return result.stdout();
    }

    /** The planner's answer: a task each for the roles. */
    static Rule planner(String... roles) {
        ObjectNode plan = Json.object().put("summary", "PLAN-CANARY: an endpoint and a page.");
        ArrayNode tasks = plan.putArray("phases").addObject().put("name", "Build").putArray("tasks");
        for (int i = 0; i < roles.length; i++) {
            ObjectNode task = tasks.addObject().put("id", "T" + (i + 1)).put("title", "Part of " + roles[i]).put("description", "What " + roles[i] + " does.").put("role", roles[i]).put("priority", "high");
            task.putArray("dependsOn");
            task.putArray("successCriteria").add("It answers.");
        }
        plan.putArray("risks").add("None that matters.");
        return plannerSays(Step.tool("StructuredOutput", plan), Step.say("done"));
    }

    static Rule plannerSays(Step... steps) {
        return Rule.when("^You plan the work of a team", steps);
    }

    /** What an agent of this role does when it gets its briefing. */
    static Rule briefed(String role, Step... steps) {
        return Rule.when("You are the [^\\n]*\\(" + role + "\\) of the mission", steps);
    }

    static Step writes(Path file, String content) {
        JsonNode input = Json.object().put("file_path", file.toString()).put("content", content);
        return Step.tool("Write", input);
    }

    /** So many words that saying them takes long when the model is slow. */
    static Step words(int count) {
        return Step.say("word ".repeat(count).strip());
    }
}
