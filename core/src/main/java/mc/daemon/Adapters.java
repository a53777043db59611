package mc.daemon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import mc.Failure;
import mc.agent.Adapter;
import mc.agent.adapters.ClaudeAdapter;
import mc.agent.adapters.ClaudePlanner;
import mc.agent.adapters.DemoAdapter;
import mc.agent.adapters.ManifestAdapter;
import mc.mission.Planning;
import mc.plan.PlannerAnswer;
import mc.process.OwnJvm;
import mc.text.Templates;
import mc.text.Untrusted;

/** The kinds of agent programs mc can run. Thread-safe. */
public final class Adapters {

    private final Map<String, Adapter> byKind = new LinkedHashMap<>();
    private final Map<String, ManifestAdapter> described = new ConcurrentHashMap<>();
    private final Templates templates;
    private final Config config;

    public Adapters(Templates templates, Config config, Map<String, String> env) {
        this.config = config;
        this.templates = templates;
        List<String> mc = new ArrayList<>(List.of("mc"));
        if (System.getProperty("mc.launcher") != null) {
            mc.add(System.getProperty("mc.launcher"));
        }
        byKind.put("claude", new ClaudeAdapter(templates, config.claudeProgram().map(Path::of), mc, config.claudeAllow()));
        byKind.put("demo", new DemoAdapter(demoProgram(), templates));
    }

    /** The adapter of a kind: one of mc's own, or of a program that the user has described in a manifest. */
    public Adapter get(String kind) {
        Adapter own = byKind.get(kind);
        return own != null ? own : described.computeIfAbsent(kind, k -> ManifestAdapter.find(k, templates).orElseThrow(() -> unknown(k)));
    }

    private Failure unknown(String kind) {
        return Failure.usage("mc knows no agent program '" + Untrusted.line(kind, 40) + "'.",
                "It knows: " + String.join(", ", kinds()) + ". To teach it another, describe it in " + templates.home().templates().resolve("agents") + "/NAME.yaml (docs/adapters.md).");
    }

    /** Every kind there is. */
    public List<String> kinds() {
        return Stream.concat(byKind.keySet().stream(), templates.names("agents", ".yaml").stream().filter(name -> !byKind.containsKey(name))).toList();
    }

    /** Claude Code as the planner. */
    Planning.Program planner() {
        ClaudePlanner claude = new ClaudePlanner(config.claudeProgram().map(Path::of));
        return (prompt, schema, repository, env, model) -> answer(claude.ask(new ClaudePlanner.Question(repository, env, prompt, schema, model, config.planPatience())));
    }

    private static PlannerAnswer answer(ClaudePlanner.Result result) {
        if (result instanceof ClaudePlanner.Result.Answer answer) {
            return PlannerAnswer.parse(answer.json());
        } else if (result instanceof ClaudePlanner.Result.TimedOut timedOut) {
            return new PlannerAnswer.None("no answer within " + timedOut.after().toSeconds() + " seconds");
        } else if (result instanceof ClaudePlanner.Result.Limited limited) {
            return new PlannerAnswer.None("usage limit: " + limited.message());
        } else if (result instanceof ClaudePlanner.Result.Refused refused) {
            return new PlannerAnswer.None("it answered in words instead of a plan: " + refused.said());
        } else if (result instanceof ClaudePlanner.Result.Failed failed) {
            return new PlannerAnswer.None(failed.reason());
        }
        return new PlannerAnswer.None(((ClaudePlanner.Result.NotRunnable) result).reason());
    }

    /** The demo agent comes with mc and runs in a JVM of its own, with a small heap. */
    private static List<String> demoProgram() {
        return OwnJvm.command("demo", List.of("-Xmx32m", "-Xss512k"), "mc.demo.DemoAgent");
    }
}
