package mc.mission;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import mc.Failure;
import mc.Home;
import mc.agent.Adapter;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler;
import mc.git.Repository;
import mc.git.StartingBranch;
import mc.store.Database;
import mc.task.Task;
import mc.task.Tasks;
import mc.text.SafeFiles;

/**
 * Puts a mission's files in place before its agents start: the starting branch, the published spec and plan, the plan's tasks, and the user's yes to
 * the agents' trust question, if they gave it. May run again: each step replaces its own result.
 */
final class Preparation implements JobHandler {

    private final Home home;
    private final Database database;
    private final Function<String, Adapter> adapters;

    Preparation(Home home, Database database, Function<String, Adapter> adapters) {
        this.home = home;
        this.database = database;
        this.adapters = adapters;
    }

    @Override
    public Outcome run(Job job, Consumer<Event> record) throws IOException {
        Mission mission = database.read(sql -> Mission.Table.find(sql, job.subject())).orElseThrow();
        MissionFolder folder = MissionFolder.of(home, mission.project(), mission.id());
        List<String> notes = new ArrayList<>();
        StartingBranch.write(Repository.inspect(Path.of(mission.path())), Optional.ofNullable(mission.startingBranch()));
        Path published = home.project(mission.project());
        SafeFiles.write(published.resolve("spec.md"), MissionFolder.read(folder.spec()));
        SafeFiles.write(published.resolve("plan.json"), MissionFolder.read(folder.planJson()));
        SafeFiles.write(published.resolve("plan.md"), MissionFolder.read(folder.planMarkdown()));
        if (mission.trust()) {
            for (String kind : database.read(sql -> Agent.Table.ofMission(sql, mission.id())).stream().map(Agent::adapter).distinct().toList()) {
                notes.addAll(trust(adapters.apply(kind), folder, Path.of(mission.path())));
            }
        }
        boolean isPlanned = !database.read(sql -> Task.Table.ofMission(sql, mission.id())).isEmpty();
        Event prepared = new Event.MissionPrepared(mission.id(), List.copyOf(notes));
        return isPlanned ? Outcome.done(prepared) : Outcome.done(Tasks.planned(mission.id(), folder.plan()), prepared);
    }

    /** A yes that cannot be recorded does not stop the team: each agent will ask in its window. */
    private static List<String> trust(Adapter adapter, MissionFolder folder, Path repository) {
        try {
            return adapter.recordTrust(folder.env(), repository);
        } catch (Failure e) {
            return List.of("Your yes to the trust question could not be recorded: " + e.getMessage());
        }
    }
}
