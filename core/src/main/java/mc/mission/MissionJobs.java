package mc.mission;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import mc.Home;
import mc.agent.Adapter;
import mc.event.JobHandler;
import mc.store.Database;
import mc.team.RoleCatalogue;
import mc.text.Templates;
import mc.tmux.TmuxServer;

/** The jobs of missions, put together. */
public record MissionJobs(Home home, Database database, TmuxServer tmux, Function<String, Adapter> adapters, Consumer<Mission> sessionMade, Clock clock) {

    /** @param launcher the program agents call as {@code mc} */
    public Map<String, JobHandler> handlers(Path launcher) {
        return Map.of(
                MissionReactor.PREPARE, new Preparation(home, database, adapters),
                MissionReactor.LAUNCH, new Launcher(home, database, tmux, adapters, launcher, sessionMade, clock),
                MissionReactor.STOP, new Ending(home, database, tmux, role -> new RoleCatalogue(new Templates(home)).get(role).dirName(), clock));
    }
}
