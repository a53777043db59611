package mc.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mc.Failure;
import mc.text.Untrusted;

/** Questions about the processes of this machine. Stateless; every answer is a snapshot. */
public final class ProcessTree {

    private static final Path PROC = Path.of("/proc");
    private static final String DELETED = " (deleted)";

    private ProcessTree() {}

    /** A process and the cleaned name the kernel knows it by. */
    public record Found(ProcessId id, String name) {}

    /** Which processes have their working directory in a place. */
    public sealed interface Inside {

        /** All of the user's own processes were looked at, save those that hide from their own user (such as ssh-agent). */
        record Known(List<Found> processes) implements Inside {}

        /** It could not be found out; nothing may be concluded. */
        record Unknown(String reason) implements Inside {}
    }

    /** The living children of the process, their children and so on; without those that were given another parent meanwhile. */
    public static List<ProcessId> descendants(ProcessId root) {
        return root.isAlive() ? ProcessHandle.of(root.pid()).stream().flatMap(ProcessHandle::descendants).flatMap(h -> ProcessId.of(h.pid()).stream()).toList() : List.of();
    }

    /**
     * The processes that were started with all of these {@code NAME=VALUE} entries in their environment, which a child keeps when its
     * parent has ended. Those of other users are not seen; empty where there is no {@code /proc}.
     */
    public static List<ProcessId> withEnvironment(Collection<String> entries) {
        List<ProcessId> found = new ArrayList<>();
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return found;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : all) {
                if (environment(entry).containsAll(entries)) {
                    ProcessId.of(Long.parseLong(entry.getFileName().toString())).ifPresent(found::add);
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            throw Failure.failed("Cannot read /proc: " + e.getMessage(), "", e);
        }
        return found;
    }

    private static Set<String> environment(Path entry) {
        try {
            return Set.copyOf(Arrays.asList(Files.readString(entry.resolve("environ"), StandardCharsets.ISO_8859_1).split("\0")));
        } catch (IOException e) {
            return Set.of(); // ended meanwhile, or not ours
        }
    }

    /** The processes working in {@code dir} or below it; known on Linux only, where {@code /proc} tells. */
    public static Inside inside(Path dir) {
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return new Inside.Unknown("this system does not tell the working directories of processes (no /proc)");
        }
        List<Found> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            Path real = Files.exists(dir) ? dir.toRealPath() : dir.toAbsolutePath().normalize();
            for (Path entry : all) {
                workingDirectory(entry).filter(cwd -> cwd.startsWith(real)).flatMap(cwd -> found(entry)).ifPresent(found::add);
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return new Inside.Unknown("cannot read /proc: " + e.getMessage());
        }
        return new Inside.Known(List.copyOf(found));
    }

    private static Optional<Path> workingDirectory(Path entry) {
        try {
            String cwd = Files.readSymbolicLink(entry.resolve("cwd")).toString();
            return Optional.of(Path.of(cwd.endsWith(DELETED) ? cwd.substring(0, cwd.length() - DELETED.length()) : cwd));
        } catch (IOException e) {
            return Optional.empty(); // ended meanwhile, or not ours
        }
    }

    private static Optional<Found> found(Path entry) {
        return ProcessId.of(Long.parseLong(entry.getFileName().toString())).map(id -> new Found(id, name(entry)));
    }

    private static String name(Path entry) {
        try {
            return Untrusted.line(new String(Files.readAllBytes(entry.resolve("comm")), java.nio.charset.StandardCharsets.UTF_8), 64);
        } catch (IOException e) {
            return "";
        }
    }
}
