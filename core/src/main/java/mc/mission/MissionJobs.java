package mc.mission;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import mc.Home;
import mc.agent.Adapter;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.event.Job;
import mc.event.JobHandler;
import mc.store.Database;
import mc.text.Json;
import mc.text.SafeFiles;
import mc.tmux.TmuxServer;

/** The jobs of missions, put together. */
public record MissionJobs(Home home, Missions missions, Database database, TmuxServer tmux, Function<String, Adapter> adapters, Consumer<Mission> sessionMade, Clock clock) {

    /** @param launcher the program agents call as {@code mc} */
    public Map<String, JobHandler> handlers(Path launcher) {
        OneAtATime inTurn = new OneAtATime();
        Function<Job, String> missionOf = job -> database.read(sql -> Agent.Table.find(sql, job.subject())).orElseThrow().mission();
        return Map.of(
                MissionReactor.PREPARE, inTurn.of(new Preparation(home, database, adapters)),
                MissionReactor.LAUNCH, inTurn.of(new Launcher(home, database, tmux, adapters, launcher, sessionMade, clock)),
                RestartReactor.RESTART, new AutomaticRestart(database, clock),
                MissionReactor.MIRROR, (job, record) -> mirror(),
                MissionReactor.STOP, inTurn.of(new Ending(home, database, tmux, clock)),
                MissionReactor.END, inTurn.of(new AgentEnd(home, database, tmux, clock), missionOf),
                MissionReactor.REPLACE, inTurn.of(new AgentReplacement(home, database, tmux, clock), missionOf));
    }

    /** {@code registry/sessions.json}: the missions that run, as {@code mc status --json} shows them. A copy; the database is the truth. */
    private JobHandler.Outcome mirror() throws IOException {
        SafeFiles.write(home.registry().resolve("sessions.json"), Json.pretty(Map.of("missions", missions.select(null, null, false).stream().map(missions::view).toList())));
        return JobHandler.Outcome.done();
    }
}
