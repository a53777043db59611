package mc.agent.adapters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mc.agent.ProgramVersion;
import mc.process.Exec;

/** The versions of installed programs. Each is asked once, and again when its file has changed. Thread-safe. */
public final class InstalledVersion {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private record Known(FileTime changed, Optional<ProgramVersion> version) {}

    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    /** The version that the program prints with these arguments; empty when it does not say. */
    Optional<ProgramVersion> of(Path program, List<String> arguments) {
        try {
            FileTime changed = Files.getLastModifiedTime(program);
            return known.compute(program, (path, before) -> before != null && before.changed().equals(changed) ? before : new Known(changed, ask(path, arguments))).version();
        } catch (IOException e) {
            return Optional.empty(); // being replaced this moment
        }
    }

    private static Optional<ProgramVersion> ask(Path program, List<String> arguments) {
        List<String> argv = new ArrayList<>(List.of(program.toString()));
        argv.addAll(arguments);
        Exec.Result result = Exec.of(argv).in(Path.of("/")).with(Map.of("DISABLE_AUTOUPDATER", "1")).timeout(PATIENCE).maxOutput(64 * 1024).run();
        return result.ok() ? ProgramVersion.in(result.stdout()) : Optional.empty();
    }
}
