package mc.upkeep;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import mc.Failure;
import mc.Home;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.agent.Mission;
import mc.compliance.Violations;
import mc.git.Shell;
import mc.store.Database;

/** How each part of mc is, in one line: what {@link Validation} finds, and what needs somebody now. Thread-safe. */
public final class Health {

    /** The parts, in the order they are shown. */
    public static final List<String> SUBSYSTEMS = List.of("database", "tmux", "git", "files", "agents", "limits", "rules", "logs", "jobs", "disk");

    private static final Map<String, String> SUBSYSTEM_OF_AREA = Map.of("log", "database", "missions", "files", "spool", "files", "daemon", "files");
    private static final Set<AgentState> NEEDS_SOMEBODY = Set.of(AgentState.WAITING, AgentState.EXITED, AgentState.LOST, AgentState.UNKNOWN);
    private static final Duration LATE = Duration.ofMinutes(1);
    private static final long LITTLE_MB = 500;

    /**
     * One part.
     *
     * @param level {@code ok}, {@code attention} or {@code broken}
     * @param remedy the command that helps; empty when nothing has to be done
     */
    public record Part(String subsystem, String level, String detail, String remedy) {}

    private final Home home;
    private final Database database;
    private final Validation validation;
    private final Supplier<Map<String, List<String>>> ruleProblems;
    private final Supplier<Optional<Failure>> mirrorProblem;
    private final Optional<String> matricesProblem;
    private final Runnable write;
    private final Clock clock;

    /**
     * @param ruleProblems what is wrong with the files that rules are read from, by project
     * @param mirrorProblem why the readable copies of the log are behind
     * @param matricesProblem why the daemon does not go by the user's own files of who may write to whom
     * @param write writes nothing into the database as anything is written, and fails when that cannot be done
     */
    public Health(Home home, Database database, Validation validation, Supplier<Map<String, List<String>>> ruleProblems, Supplier<Optional<Failure>> mirrorProblem, Optional<String> matricesProblem, Runnable write, Clock clock) {
        this.home = home;
        this.database = database;
        this.validation = validation;
        this.ruleProblems = ruleProblems;
        this.mirrorProblem = mirrorProblem;
        this.matricesProblem = matricesProblem;
        this.write = write;
        this.clock = clock;
    }

    public List<Part> look() {
        Map<String, List<Finding>> findings = validation.look().stream().collect(Collectors.groupingBy(f -> SUBSYSTEM_OF_AREA.getOrDefault(f.area(), f.area())));
        List<Agent> agents = database.read(Agent.Table::ofLiveMissions).stream().filter(a -> !a.hasLeft()).toList();
        List<Part> parts = new ArrayList<>();
        for (String subsystem : SUBSYSTEMS) {
            parts.add(findings.containsKey(subsystem) ? found(subsystem, findings.get(subsystem)) : switch (subsystem) {
                case "database" -> database();
                case "agents" -> agents(agents);
                case "limits" -> limits(agents);
                case "rules" -> rules();
                case "logs" -> mirrorProblem.get().map(why -> new Part("logs", "attention", why.getMessage(), why.hint())).orElse(new Part("logs", "ok", "the copies for people are up to date", ""));
                case "jobs" -> jobs();
                case "disk" -> disk();
                default -> new Part(subsystem, "ok", "as it was written down", "");
            });
        }
        return parts;
    }

    private static Part found(String subsystem, List<Finding> findings) {
        boolean isBroken = findings.stream().anyMatch(f -> !f.isNote());
        return new Part(subsystem, isBroken ? "broken" : "attention", findings.get(0).what() + (findings.size() > 1 ? " And " + (findings.size() - 1) + " more." : ""), "mc validate");
    }

    private Part database() {
        try {
            write.run();
            return new Part("database", "ok", "as it was written down, and can be written", "");
        } catch (Failure e) {
            return new Part("database", "broken", e.getMessage(), e.hint());
        }
    }

    private static Part agents(List<Agent> agents) {
        List<Agent> needing = agents.stream().filter(a -> NEEDS_SOMEBODY.contains(a.state())).toList();
        if (needing.isEmpty()) {
            return new Part("agents", "ok", agents.isEmpty() ? "no mission is running" : agents.size() + " at work or ready", "");
        }
        String who = needing.stream().map(a -> a.role() + " of " + a.mission() + " is " + a.state().text()).collect(Collectors.joining(", "));
        boolean isAllDown = needing.stream().noneMatch(a -> a.state().isLive());
        return new Part("agents", "attention", who, isAllDown ? "mc resume" : "mc why " + needing.get(0).role() + " --mission " + needing.get(0).mission());
    }

    private static Part limits(List<Agent> agents) {
        List<Agent> limited = agents.stream().filter(a -> a.state() == AgentState.LIMITED).toList();
        String who = limited.stream().map(a -> a.role() + " of " + a.mission() + (a.limitedUntil() == null ? "" : " until " + a.limitedUntil())).collect(Collectors.joining(", "));
        return limited.isEmpty() ? new Part("limits", "ok", "no agent is at its usage limit", "") : new Part("limits", "attention", who, "mc status");
    }

    private Part rules() {
        Map<String, List<String>> problems = ruleProblems.get();
        List<String> unwatched = database.read(sql -> Mission.Table.live(sql).stream().map(Mission::id).filter(id -> Violations.isUnwatched(sql, id)).toList());
        if (!unwatched.isEmpty()) {
            return new Part("rules", "attention", "not watched for " + String.join(", ", unwatched) + ": nothing is found broken there", "mc monitor start --mission " + unwatched.get(0));
        }
        if (matricesProblem.isPresent()) {
            return new Part("rules", "attention", "who may write to whom is taken from what mc ships: " + matricesProblem.get(), "Mend the file, then: mc daemon stop; mc daemon start");
        }
        return problems.isEmpty() ? new Part("rules", "ok", "as the files say", "")
                : new Part("rules", "attention", "those taken before stay in force for " + String.join(", ", problems.keySet()) + ": " + problems.values().iterator().next().get(0), "mc compliance rules");
    }

    /** What should have been done a minute ago: the daemon is stuck, or too slow. */
    private Part jobs() {
        long late = database.read(sql -> sql.createQuery("select count(*) from job where due < :late").bind("late", clock.instant().minus(LATE).toEpochMilli()).mapTo(Long.class).one());
        return late == 0 ? new Part("jobs", "ok", "none is late", "") : new Part("jobs", "broken", late + " should have been done a minute ago", "mc daemon logs");
    }

    private Part disk() {
        try {
            long free = Files.getFileStore(home.root()).getUsableSpace() / 1_000_000;
            String detail = String.format(Locale.ROOT, "%,d MB are free where %s lies", free, home.root());
            return free < LITTLE_MB ? new Part("disk", "broken", detail, "Make room; agents' reports wait in their hooks until there is some.") : new Part("disk", "ok", detail, "");
        } catch (IOException e) {
            return new Part("disk", "attention", "it cannot be asked: " + e.getMessage(), "df " + Shell.quote(home.root()));
        }
    }
}
