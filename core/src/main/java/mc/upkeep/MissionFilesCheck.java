package mc.upkeep;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mc.Failure;
import mc.Home;
import mc.agent.Mission;
import mc.mission.MissionFolder;
import mc.store.Database;

/** Whether the missions that have not ended still have the files they are resumed from. */
record MissionFilesCheck(Home home, Database database) implements Check {

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        for (Mission mission : database.read(Mission.Table::live)) {
            MissionFolder folder = MissionFolder.of(home, mission.project(), mission.id());
            for (Path file : List.of(folder.spec(), folder.planMarkdown())) {
                if (!Files.isReadable(file)) {
                    findings.add(missing(mission, file.getFileName().toString(), file + " is not there or cannot be read"));
                }
            }
            read(() -> folder.plan(), mission, folder.planJson(), findings);
            if (!mission.status().equals(Mission.STOPPING)) {
                read(() -> folder.env(), mission, folder.dir().resolve("env.json"), findings);
            }
        }
        return findings;
    }

    private static void read(Runnable reading, Mission mission, Path file, List<Finding> findings) {
        try {
            reading.run();
        } catch (Failure | IllegalArgumentException e) {
            findings.add(missing(mission, file.getFileName().toString(), e.getMessage()));
        }
    }

    private static Finding missing(Mission mission, String file, String why) {
        return Finding.problem("files", "The mission " + mission.id() + " has lost its " + file + ".", mc.text.Untrusted.line(why, 300),
                "Put it back from a copy if you have one. Agents that run go on; mc stop --mission " + mission.id() + " keeps their work, and mc orchestrate starts anew.");
    }
}
