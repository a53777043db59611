package mc.upkeep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mc.Home;
import mc.text.Untrusted;

/** What lies in the spool and should not: reports nobody reads, and halves of reports whose writer was killed. */
record SpoolCheck(Home home, Clock clock, boolean isRead) implements Check {

    private static final Duration LONG = Duration.ofMinutes(1);

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        List<Path> halves = old(".", ".tmp");
        if (!halves.isEmpty()) {
            findings.add(Finding.problem("spool", count(halves.size(), "report") + " of agents was never finished: the hook that wrote it was killed.", name(halves.get(0)), "mc validate --fix puts it aside"));
        }
        List<Path> unread = isRead ? old("", ".json") : List.of();
        if (!unread.isEmpty()) {
            findings.add(Finding.problem("spool", count(unread.size(), "report") + " of agents waits for more than a minute to be read.", name(unread.get(0)), "mc daemon logs tells why; mc daemon stop, and the next command starts a new one"));
        }
        List<Path> aside = list(aside());
        if (!aside.isEmpty()) {
            findings.add(Finding.note("spool", count(aside.size(), "report") + " made no sense and was put aside.", name(aside.get(0)), "Look at it in " + aside() + ", then delete it; mc events tells why it was put there."));
        }
        return findings;
    }

    /** Puts halves of reports aside; says how many. Nothing is deleted. */
    List<String> mend() {
        List<Path> halves = old(".", ".tmp");
        for (Path half : halves) {
            try {
                Home.privateDirectory(aside());
                Files.move(half, aside().resolve(half.getFileName().toString().substring(1)));
            } catch (NoSuchFileException e) {
                continue; // its writer lives and has finished it
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot put " + half + " aside", e);
            }
        }
        return halves.isEmpty() ? List.of() : List.of("put " + count(halves.size(), "unfinished report") + " aside");
    }

    private Path aside() {
        return home.spool().resolve("aside");
    }

    private List<Path> old(String prefix, String suffix) {
        return list(home.spool()).stream().filter(f -> f.getFileName().toString().startsWith(prefix) && f.getFileName().toString().endsWith(suffix) && isOld(f)).toList();
    }

    private boolean isOld(Path file) {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant().isBefore(clock.instant().minus(LONG));
        } catch (IOException e) {
            return false; // gone meanwhile
        }
    }

    private static List<Path> list(Path dir) {
        if (!Files.isDirectory(dir)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(dir)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look into " + dir, e);
        }
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String name(Path file) {
        return Untrusted.line(file.getFileName().toString(), 200);
    }
}
