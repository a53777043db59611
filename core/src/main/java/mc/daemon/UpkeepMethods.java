package mc.daemon;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mc.daemon.ApiServer.Call;
import mc.daemon.ApiServer.Method;
import mc.event.Event;
import mc.event.EventLoop;
import mc.upkeep.Backups;
import mc.upkeep.Finding;
import mc.upkeep.Health;
import mc.upkeep.Validation;

/** The methods about the state of mc itself: whether what it has written down is true, and copies of it. Thread-safe. */
final class UpkeepMethods {

    private final Validation validation;
    private final Health health;
    private final Backups backups;
    private final EventLoop loop;

    UpkeepMethods(Validation validation, Health health, Backups backups, EventLoop loop) {
        this.validation = validation;
        this.health = health;
        this.backups = backups;
        this.loop = loop;
    }

    Map<String, Method> all() {
        return Map.of("daemon.validate", this::validate, "daemon.health", call -> Map.of("parts", health.look()), "backup.make", this::backup);
    }

    private Object validate(Call call) throws InterruptedException {
        List<String> mended = List.of();
        if (call.flag("fix")) {
            call.caller().requireOperator("mend mc's files");
            mended = validation.mend(loop);
        }
        List<Finding> findings = validation.look();
        return Map.of("findings", findings, "mended", mended);
    }

    private Object backup(Call call) {
        call.caller().requireOperator("back up the database");
        Backups.Made made = call.text("file") == null ? backups.make() : backups.make(Path.of(call.required("file")));
        loop.record(new Event.BackupMade(made.file().toString(), made.bytes(), made.events()));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("file", made.file().toString());
        answer.put("bytes", made.bytes());
        answer.put("events", made.events());
        return answer;
    }
}
