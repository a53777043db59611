package mc.git;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mc.Failure;

/**
 * What happened to HEAD or a branch, read from the file git itself writes ({@code logs/HEAD} of a worktree's admin directory,
 * {@code logs/refs/…} of the common one), without starting a process. Anybody may write there, so entries are claims, their times too: git
 * takes GIT_COMMITTER_DATE for them. There is no file where core.logAllRefUpdates is off or refs are kept as a reftable. Only the
 * file's last 8 MB count. Seen with git 2.39. Stateless and thread-safe.
 */
public record Reflog(Path file) {

    private static final int MOST = 8 * 1024 * 1024;

    /** A place in a file: {@code file} tells one file from another that took its name, {@code offset} counts bytes. */
    public record Position(String file, long offset) {

        /** Before everything. */
        public static final Position START = new Position("", 0);
    }

    /** Entries in the order they were written, and where to go on. {@code restarted}: the file is another one or was cut, so entries may come again. */
    public record News(List<ReflogEntry> entries, Position next, boolean restarted) {}

    /** That of a worktree's HEAD. */
    public static Reflog ofHead(Path adminDir) {
        return new Reflog(adminDir.resolve("logs").resolve("HEAD"));
    }

    /** Everything there is. */
    public List<ReflogEntry> entries() {
        return after(Position.START).entries();
    }

    /** The newest entry. */
    public Optional<ReflogEntry> last() {
        List<ReflogEntry> all = entries();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** The newest entry that brought new commits: a commit, merge, rebase, cherry-pick, revert, pull or am. */
    public Optional<ReflogEntry> lastCommit() {
        List<ReflogEntry> commits = entries().stream().filter(ReflogEntry::bringsCommits).toList();
        return commits.isEmpty() ? Optional.empty() : Optional.of(commits.get(commits.size() - 1));
    }

    /** What was written since a position this method gave; a line still being written waits for the next call. No file is no entries. */
    public News after(Position position) {
        try {
            String before = regular();
            if (before == null) {
                return new News(List.of(), Position.START, true);
            }
            try (FileChannel in = open()) {
                String id = regular();
                if (!before.equals(id)) {
                    return new News(List.of(), Position.START, true); // what was opened may be either; the change is told, and then it is read
                }
                long size = in.size();
                boolean restarted = !position.equals(Position.START) && (!position.file().equals(id) || position.offset() > size);
                long from = restarted ? 0 : position.offset();
                return read(in, id, Math.max(from, size - MOST), restarted);
            }
        } catch (NoSuchFileException e) {
            return new News(List.of(), Position.START, !position.equals(Position.START));
        } catch (IOException e) {
            throw Failure.failed("Cannot read " + Git.shown(file.toString()) + ": " + e, "", e);
        }
    }

    /**
     * Opens it, whatever lies there by now: to open a pipe for reading waits for who writes into it, and to open it for both waits for nobody
     * (Linux, fifo(7); POSIX leaves it open). Nothing is written. Git itself writes this file, so it may be; one
     * that may not is opened for reading alone.
     */
    FileChannel open() throws IOException {
        return Files.isWritable(file) ? FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS) : FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    /** What tells this file from another, or null when it is neither a regular one nor a link, which is not followed. */
    private String regular() throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return now.isRegularFile() || now.isSymbolicLink() ? String.valueOf(now.fileKey()) : null;
    }

    private static News read(FileChannel in, String id, long from, boolean restarted) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(MOST, Math.max(0, in.size() - from)));
        while (bytes.hasRemaining() && in.read(bytes, from + bytes.position()) >= 0) {
            continue; // read() moves the buffer on
        }
        List<ReflogEntry> entries = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.position(); i++) {
            if (bytes.get(i) == '\n') {
                ReflogEntry.parse(new String(bytes.array(), start, i - start, StandardCharsets.UTF_8)).ifPresent(entries::add);
                start = i + 1;
            }
        }
        return new News(List.copyOf(entries), new Position(id, from + start), restarted);
    }
}
