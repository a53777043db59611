package mc.daemon;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.daemon.ApiServer.Call;
import mc.daemon.ApiServer.Method;
import mc.git.Preserved;
import mc.git.PreservedWork;
import mc.git.Repository;
import mc.git.Restoration;
import mc.git.StatusCounts;
import mc.git.Worktree;
import mc.git.WorktreeFacts;
import mc.mission.Missions;
import mc.store.Database;
import mc.text.Json;
import mc.text.Untrusted;

/** The methods about the work itself: worktrees, and what was preserved of them. Thread-safe. */
final class WorkMethods {

    private final Database database;
    private final Missions missions;

    WorkMethods(Database database, Missions missions) {
        this.database = database;
        this.missions = missions;
    }

    Map<String, Method> all() {
        return Map.ofEntries(
                Map.entry("worktree.list", this::worktrees),
                Map.entry("preserved.list", this::preserved),
                Map.entry("preserved.restore", this::restore));
    }

    private Object worktrees(Call call) {
        ArrayNode answer = Json.MAPPER.createArrayNode();
        for (Mission mission : missions.select(call.text("mission"), call.text("project"), false)) {
            Repository repository = Repository.inspect(Path.of(mission.path()));
            List<Worktree> known = Worktree.list(repository);
            for (Agent agent : database.read(sql -> Agent.Table.ofMission(sql, mission.id()))) {
                if (agent.worktree() != null) {
                    describe(agent, repository, known, answer.addObject());
                }
            }
        }
        return Map.of("worktrees", answer);
    }

    private static void describe(Agent agent, Repository repository, List<Worktree> known, ObjectNode node) {
        node.put("mission", agent.mission()).put("role", agent.role()).put("path", agent.worktree()).put("branch", agent.branch()).put("strategy", agent.strategy());
        Optional<Worktree> worktree = known.stream().filter(w -> w.path().toString().equals(agent.worktree())).findFirst();
        node.put("exists", worktree.isPresent());
        if (worktree.isPresent()) {
            WorktreeFacts facts = WorktreeFacts.of(repository, worktree.get(), agent.baseCommit());
            StatusCounts counts = facts.counts();
            node.put("branch", facts.branch().orElse(null)).put("ahead", facts.ahead()).put("uncommitted", counts.staged() + counts.unstaged() + counts.untracked() + counts.conflicted());
        }
    }

    private Object preserved(Call call) {
        List<Map<String, Object>> found = new ArrayList<>();
        for (String path : projects(call)) {
            for (Preserved work : PreservedWork.list(Repository.inspect(Path.of(path)))) {
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put("ref", work.ref());
                entry.put("project", path);
                entry.put("mission", work.mission());
                entry.put("role", work.role());
                entry.put("time", work.time().toString());
                entry.put("branch", work.branch().orElse(null));
                entry.put("summary", work.counts().map(c -> c.staged() + " staged, " + c.unstaged() + " changed, " + c.untracked() + " new").orElse(Untrusted.line(work.subject(), 100)));
                found.add(entry);
            }
        }
        return Map.of("preserved", found);
    }

    private List<String> projects(Call call) {
        if (call.text("project") != null) {
            return List.of(Repository.inspect(Path.of(call.text("project"))).top().toString());
        }
        return database.read(Mission.Table::projectPaths).stream().filter(path -> java.nio.file.Files.isDirectory(Path.of(path))).toList();
    }

    private Object restore(Call call) {
        call.caller().requireOperator("restore preserved work");
        String ref = call.required("ref");
        for (String path : projects(call)) {
            Repository repository = Repository.inspect(Path.of(path));
            if (PreservedWork.list(repository).stream().anyMatch(work -> work.ref().equals(ref))) {
                Restoration restored = Restoration.restore(repository, ref, Path.of(call.required("to")));
                return Map.of("ref", ref, "directory", restored.directory().toString(), "branch", restored.branch());
            }
        }
        throw Failure.notFound("There is no preserved work " + Untrusted.line(ref, 200) + ".", "mc recover lists what there is.");
    }
}
