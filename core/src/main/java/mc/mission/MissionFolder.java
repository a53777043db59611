package mc.mission;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import mc.Failure;
import mc.Home;
import mc.plan.ImplementationPlan;
import mc.text.Json;
import mc.text.SafeFiles;

/**
 * The files of one mission: {@code registry/projects/PROJECT/missions/MISSION/}. What may hold secrets (the spec, the plan, the
 * agents' environment) lies here, 0600, and never in the database. Immutable.
 */
public record MissionFolder(Path dir) {

    public static MissionFolder of(Home home, String project, String mission) {
        return new MissionFolder(home.project(project).resolve("missions").resolve(mission));
    }

    public Path spec() {
        return dir.resolve("spec.md");
    }

    public Path planJson() {
        return dir.resolve("plan.json");
    }

    public Path planMarkdown() {
        return dir.resolve("plan.md");
    }

    /** Writes what a mission needs before it is announced: whoever finds the mission finds these. */
    public void write(String spec, ImplementationPlan plan, String markdown, Map<String, String> env) {
        Home.privateDirectory(dir);
        try {
            SafeFiles.write(spec(), spec);
            SafeFiles.write(planJson(), Json.pretty(plan));
            SafeFiles.write(planMarkdown(), markdown);
            SafeFiles.write(dir.resolve("env.json"), Json.write(env));
        } catch (IOException e) {
            throw Failure.failed("Cannot write the mission's files into " + dir + ": " + e.getMessage(), "Free disk space or mend the directory's rights, then start again.", e);
        }
    }

    public ImplementationPlan plan() {
        return Json.parse(read(planJson()), ImplementationPlan.class);
    }

    /** The environment of the agents, as the user's own was when the mission was started. */
    public Map<String, String> env() {
        Map<String, String> env = new TreeMap<>();
        Json.parse(read(dir.resolve("env.json"))).properties().forEach(entry -> env.put(entry.getKey(), entry.getValue().asText()));
        return env;
    }

    /** Deletes the agents' environment, which may hold secrets, when no agent will be started any more. */
    void forgetEnv() throws IOException {
        Files.deleteIfExists(dir.resolve("env.json"));
    }

    public static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw Failure.failed("Cannot read the mission's file " + file + ": " + e.getMessage(), "mc doctor looks for the cause.", e);
        }
    }
}
