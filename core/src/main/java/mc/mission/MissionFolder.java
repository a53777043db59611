package mc.mission;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import mc.Failure;
import mc.Home;
import mc.plan.ImplementationPlan;
import mc.text.Json;
import mc.text.SafeFiles;
import mc.text.Untrusted;

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
        return parsed(planJson(), text -> Json.parse(text, ImplementationPlan.class));
    }

    /** Whether agents can be started: their environment is deleted when the mission ends. */
    public boolean hasEnv() {
        return Files.exists(dir.resolve("env.json"));
    }

    /** The environment of the agents, as the user's own was when the mission was started. */
    public Map<String, String> env() {
        Map<String, String> env = new TreeMap<>();
        parsed(dir.resolve("env.json"), Json::parse).properties().forEach(entry -> env.put(entry.getKey(), entry.getValue().asText()));
        return env;
    }

    /** Deletes the agents' environment, which may hold secrets, when no agent will be started any more. */
    void forgetEnv() throws IOException {
        Files.deleteIfExists(dir.resolve("env.json"));
    }

    private static <T> T parsed(Path file, Function<String, T> parser) {
        try {
            return parser.apply(read(file));
        } catch (IllegalArgumentException e) {
            throw Failure.failed("The mission's file " + file + " is damaged: " + Untrusted.line(e.getMessage(), 200), "Put it back from a copy of your own. mc stop works without it, and keeps all work.", e);
        }
    }

    public static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw Failure.failed("The mission's file " + file + " is gone.", "Put it back from a copy of your own. mc stop works without it, and keeps all work.", e);
        } catch (IOException e) {
            throw Failure.failed("Cannot read the mission's file " + file + ": " + e.getMessage(), "mc doctor looks for the cause.", e);
        }
    }
}
