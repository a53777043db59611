package mc.team;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mc.text.Untrusted;

/**
 * The files and directories of a project as one bounded look found them, those near the top first. Links are not followed;
 * devices and pipes are left out. Immutable.
 *
 * @param gaps what was not seen and why; empty when everything was
 */
public record ProjectTree(Path root, List<Entry> entries, List<String> gaps) {

    private static final int MAX_TEXT = 64 * 1024;

    /** One file or directory; {@code path} is relative to the root, {@code bytes} is 0 for a directory. */
    public record Entry(Path path, boolean directory, long bytes) {

        String name() {
            return path.getFileName().toString();
        }
    }

    /** How far a look goes: how many entries, for how long, and which directory names it does not enter. */
    public record Bounds(int maxEntries, Duration maxTime, Set<String> skip) {}

    /** A project without files. */
    public static ProjectTree empty(Path root) {
        return new ProjectTree(root, List.of(), List.of());
    }

    public static ProjectTree look(Path root, Bounds bounds) {
        List<Entry> found = new ArrayList<>();
        List<String> gaps = new ArrayList<>();
        ArrayDeque<Path> todo = new ArrayDeque<>(List.of(root));
        long deadline = System.nanoTime() + bounds.maxTime().toNanos();
        while (!todo.isEmpty()) {
            if (found.size() >= bounds.maxEntries() || System.nanoTime() > deadline) {
                gaps.add("stopped after " + found.size() + " entries; the rest of the tree was not looked at");
                break;
            }
            Path dir = todo.remove();
            try {
                for (Path child : children(dir, bounds.maxEntries() - found.size(), deadline)) {
                    entry(root, child, bounds).ifPresent(entry -> {
                        found.add(entry);
                        if (entry.directory()) {
                            todo.add(child);
                        }
                    });
                }
            } catch (IOException e) {
                gaps.add("could not read " + Untrusted.line(root.relativize(dir).toString(), 120) + ": " + e.getClass().getSimpleName());
            }
        }
        return new ProjectTree(root, List.copyOf(found), List.copyOf(gaps));
    }

    /** The first 64 KB of a file as text; empty when it cannot be read. */
    public Optional<String> text(Entry entry) {
        try (InputStream in = Files.newInputStream(root.resolve(entry.path()), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(new String(in.readNBytes(MAX_TEXT), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public long files() {
        return entries.stream().filter(entry -> !entry.directory()).count();
    }

    /** The bytes of all files seen below a directory. */
    public long bytesBelow(Path directory) {
        return entries.stream().filter(entry -> entry.path().startsWith(directory)).mapToLong(Entry::bytes).sum();
    }

    /** Sorted, so that two looks at the same tree find the same. One more than there is room for shows that there are more. */
    private static Iterable<Path> children(Path dir, int room, long deadline) throws IOException {
        TreeSet<Path> children = new TreeSet<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(dir)) {
            for (Path child : stream) {
                if (children.size() >= room || System.nanoTime() > deadline) {
                    break;
                }
                children.add(child);
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        return children;
    }

    private static Optional<Entry> entry(Path root, Path child, Bounds bounds) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean directory = attributes.isDirectory();
            if (directory ? bounds.skip().contains(child.getFileName().toString()) : !attributes.isRegularFile()) {
                return Optional.empty();
            }
            return Optional.of(new Entry(root.relativize(child), directory, directory ? 0 : attributes.size()));
        } catch (IOException e) {
            return Optional.empty(); // gone since it was listed
        }
    }
}
