package mc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mc.Failure;
import mc.Home;
import mc.process.Exec;
import mc.text.SafeFiles;

/** This start of the machine: another one after each start. Linux: random(4); macOS: the time of the start, sysctl(8). */
record BootId(String id) {

    private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Pattern MACOS = Pattern.compile("sec = ([0-9]+)");

    /** Empty where the system does not tell. */
    static Optional<BootId> current() {
        try {
            if (Files.exists(LINUX)) {
                return Optional.of(new BootId(Files.readString(LINUX).strip()));
            }
            Matcher started = MACOS.matcher(Exec.of("sysctl", "-n", "kern.boottime").run().stdout());
            return started.find() ? Optional.of(new BootId(started.group(1))) : Optional.empty();
        } catch (IOException | Failure e) {
            return Optional.empty();
        }
    }

    /** Whether missions were, or were not to be, brought back since this start. */
    boolean wasTried(Home home) {
        try {
            return Files.exists(file(home)) && Files.readString(file(home)).strip().equals(id);
        } catch (IOException e) {
            throw Failure.failed("Cannot read " + file(home) + ": " + e.getMessage(), "Mend its rights: chmod 600 " + file(home), e);
        }
    }

    /** Writes down that they were. */
    void tried(Home home) {
        try {
            SafeFiles.write(file(home), id + "\n");
        } catch (IOException e) {
            throw Failure.failed("Cannot write " + file(home) + ": " + e.getMessage(), "Check the disk; nothing was brought back.", e);
        }
    }

    private static Path file(Home home) {
        return home.root().resolve("boot-id");
    }
}
