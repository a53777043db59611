package mc.upkeep;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import mc.Failure;
import mc.Home;
import mc.git.Shell;
import mc.text.Json;

/**
 * A file of lines, each a JSON object with the number of its event as {@code seq}, in rising order. A line is written once, whatever
 * died in between: the file itself tells how far it goes. For one thread.
 */
final class MirrorFile {

    private static final int CHUNK = 64 * 1024;
    private static final int TRIES = 20;
    private static final byte LINE_END = '\n';

    private final Path path;
    private long size = -1;
    private long last;

    MirrorFile(Path path) {
        this.path = path;
    }

    /**
     * A line that is to be written.
     *
     * @param goesBack the numbers begin again after this one: an older database was put back
     */
    record Line(long seq, String json, boolean goesBack) {}

    /** Whether lines that it wrote itself are gone: somebody deleted the file or cut it short. Asked again, it says no. */
    boolean hasLostLines() throws IOException {
        if (size < 0) {
            return false;
        }
        long known = last;
        if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
            size = -1;
            return true;
        }
        try (FileChannel file = open()) {
            if (file.size() != size) {
                last = settle(file);
                size = file.size();
            }
        }
        return last < known;
    }

    private FileChannel open() throws IOException {
        for (Path directory : List.of(path.getParent().getParent(), path.getParent())) {
            requireOwn(directory, Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS));
            Home.privateDirectory(directory);
        }
        requireOwn(path, Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)); // a pipe would be opened like a file
        return FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static void requireOwn(Path path, boolean isOfItsKind) {
        if (!isOfItsKind && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            String kind = Files.isSymbolicLink(path) ? "a link, which is not followed" : Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? "a directory" : Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? "a file" : "a pipe or a device";
            throw Failure.failed(path + " is " + kind + ".", "mv " + Shell.quote(path) + " " + Shell.quote(Path.of(path + ".old")));
        }
    }

    /** Appends those lines that are not there yet. After a failure the file may end in the middle of a line, which is cut off the next time. */
    void append(List<Line> lines) throws IOException {
        try (FileChannel file = open()) {
            if (file.size() != size) {
                last = settle(file);
            }
            StringBuilder text = new StringBuilder();
            for (Line line : lines) {
                if (line.seq() > last || line.goesBack() && line.seq() != last) {
                    text.append(line.json()).append((char) LINE_END);
                    last = line.seq();
                }
            }
            ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
            file.position(file.size());
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            size = file.size();
        } catch (IOException e) {
            size = -1;
            throw e;
        }
    }

    /** Cuts off half a line at the end, and returns the number in the last whole one; 0 when there is none. */
    private static long settle(FileChannel file) throws IOException {
        long end = lineEndBefore(file, file.size());
        file.truncate(end);
        for (int i = 0; i < TRIES && end > 0; i++) {
            long begin = lineEndBefore(file, end - 1);
            long seq = seq(read(file, begin, end - 1));
            if (seq > 0) {
                return seq;
            }
            end = begin; // somebody else's line
        }
        return 0;
    }

    /** Where the last line that ends before {@code place} is over; 0 when none does. */
    private static long lineEndBefore(FileChannel file, long place) throws IOException {
        for (long from = place; from > 0; ) {
            long begin = Math.max(0, from - CHUNK);
            byte[] chunk = read(file, begin, from);
            for (int i = chunk.length - 1; i >= 0; i--) {
                if (chunk[i] == LINE_END) {
                    return begin + i + 1;
                }
            }
            from = begin;
        }
        return 0;
    }

    private static byte[] read(FileChannel file, long begin, long end) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) (end - begin));
        while (bytes.hasRemaining() && file.read(bytes, begin + bytes.position()) >= 0) { }
        return bytes.array();
    }

    private static long seq(byte[] line) {
        try {
            JsonNode json = Json.parse(new String(line, StandardCharsets.UTF_8));
            return json.path("seq").asLong(0);
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }
}
