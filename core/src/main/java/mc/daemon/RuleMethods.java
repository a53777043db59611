package mc.daemon;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import mc.Failure;
import mc.Home;
import mc.agent.Mission;
import mc.compliance.Rule;
import mc.compliance.RuleBook;
import mc.compliance.Rules;
import mc.compliance.extract.ProjectRules;
import mc.compliance.git.GitLook;
import mc.daemon.ApiServer.Call;
import mc.daemon.ApiServer.Method;
import mc.git.Repository;
import mc.mission.Missions;
import mc.store.Database;
import mc.text.Templates;
import mc.text.Untrusted;

/** The method about the rules that hold. Thread-safe. */
final class RuleMethods {

    private static final int MOST_SETS = 100;

    private final Home home;
    private final Database database;
    private final Missions missions;
    private final Chosen chosen;
    private final RulesWatcher watcher;
    private final RuleBook book;

    RuleMethods(Home home, Database database, Missions missions, Chosen chosen, RulesWatcher watcher, RuleBook book) {
        this.home = home;
        this.database = database;
        this.missions = missions;
        this.chosen = chosen;
        this.watcher = watcher;
        this.book = book;
    }

    Map<String, Method> all() {
        return Map.of("rules.list", this::list);
    }

    /** The set in force for a mission; for a directory that no mission works on what would be, and nothing is recorded. */
    private Object list(Call call) {
        String project = call.text("project");
        boolean isDryRun = call.caller() instanceof Caller.Operator && call.text("mission") == null && project != null && missions.select(null, project, false).isEmpty();
        return isDryRun ? wouldHold(Path.of(project)) : inForce(chosen.by(call));
    }

    private Map<String, Object> wouldHold(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw Failure.notFound("There is no directory " + Untrusted.line(directory.toString(), 300) + ".", "Check the path; without --project the running mission is meant.");
        }
        ProjectRules read = ProjectRules.read(new Templates(home), directory);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("path", directory.toString());
        answer.put("version", null);
        answer.putAll(told(read.rules(), read, asleep(directory, hasRemotes -> GitLook.asleep(hasRemotes, read.rules()))));
        return answer;
    }

    private Map<String, Object> inForce(Mission mission) {
        ProjectRules read = watcher.take(mission.project(), Path.of(mission.path())); // a person who has just saved the file need not wonder whether it was noticed
        RuleBook.Edition edition = database.read(sql -> book.of(sql, mission.id()));
        List<RuleBook.Entry> history = database.read(sql -> book.history(sql, mission.project(), MOST_SETS));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("mission", mission.id());
        answer.put("path", mission.path());
        answer.put("version", edition.version());
        answer.put("since", history.isEmpty() ? null : history.get(0).at());
        boolean isAsRead = read.problems().isEmpty() && edition.rules().digest().equals(read.rules().digest()); // lines may have moved since the set was taken
        answer.putAll(told(isAsRead ? read.rules() : edition.rules(), read, asleep(Path.of(mission.path()), hasRemotes -> database.read(sql -> GitLook.asleep(sql, mission, hasRemotes, edition.rules())))));
        answer.put("sources", isAsRead || history.isEmpty() ? read.sources() : history.get(0).sources());
        answer.put("history", history);
        return answer;
    }

    /** Empty when git cannot tell: then nothing is said about it. */
    private static Map<String, String> asleep(Path directory, Function<Boolean, Map<String, String>> rules) {
        try {
            return rules.apply(Repository.inspect(directory).hasRemotes());
        } catch (Failure e) {
            return Map.of();
        }
    }

    private static Map<String, Object> told(Rules rules, ProjectRules read, Map<String, String> asleep) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("sources", read.sources());
        told.put("problems", read.problems());
        told.put("rules", rules.byId().values().stream().map(rule -> told(rule, asleep.get(rule.id()))).toList());
        told.put("statements", read.statements());
        return told;
    }

    private static Map<String, Object> told(Rule rule, String asleep) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("id", rule.id());
        told.put("title", rule.sentence());
        told.put("severity", rule.severity());
        told.put("enabled", rule.enabled());
        told.put("asleep", asleep);
        told.put("remedy", rule.remedy());
        told.put("limits", limits(rule, rule.numbers()));
        told.put("words", limits(rule, rule.words()));
        told.put("from", Optional.of(Set.copyOf(rule.changed().values())).filter(from -> !from.isEmpty()).map(from -> from.stream().sorted().toList()).orElse(List.of(rule.source())));
        return told;
    }

    /** A limit or a list, and where it comes from. */
    private record Told(Object value, String from) {}

    private static Map<String, Object> limits(Rule rule, Map<String, ?> values) {
        Map<String, Object> limits = new LinkedHashMap<>();
        values.forEach((name, value) -> limits.put(name, new Told(value, rule.origin(name))));
        return limits;
    }
}
