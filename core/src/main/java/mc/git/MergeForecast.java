package mc.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import mc.Failure;
import mc.process.Exec;

/**
 * What branches change and whether two of them would merge. A merge is tried in a throw-away repository that borrows the objects of the
 * real one: no merge driver that somebody set up there can run, and nothing is written to it. Stateless.
 */
public final class MergeForecast {

    /** How much of a file a branch changed; both are 0 for a binary file. */
    public record Lines(int added, int deleted) {}

    private MergeForecast() {}

    /** The files that {@code head} changed since it parted from {@code parents}, by path as found, sorted; all are ids or full names of refs. */
    public static Map<String, Lines> changes(Repository repository, List<String> parents, String head) {
        Map<String, Lines> changes = new TreeMap<>();
        List<String> parting = new ArrayList<>(List.of("merge-base", repository.commit(head)));
        parents.forEach(parent -> parting.add(repository.commit(parent)));
        String range = repository.git().text(parting.toArray(String[]::new)) + ".." + repository.commit(head);
        for (String field : repository.git().fields("diff", "--numstat", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty", range, "--")) {
            String[] parts = field.split("\t", 3);
            changes.put(parts[2], new Lines(number(parts[0]), number(parts[1])));
        }
        return changes;
    }

    /** The files two commits would be in conflict about, sorted; none when they merge cleanly. */
    public static List<String> conflicts(Repository repository, String one, String other) {
        String first = repository.commit(one);
        String second = repository.commit(other);
        try {
            Path dir = Files.createTempDirectory("mc-merge-").toRealPath();
            try {
                return tried(throwAway(repository, dir), first, second);
            } finally {
                Trees.delete(dir);
            }
        } catch (IOException e) {
            throw Failure.failed("Cannot try a merge in a temporary directory: " + e, "Is the disk full?", e);
        }
    }

    /** git merge-tree exits with 1 when there are conflicts; it says the tree's id and then the files (git 2.38 and newer). */
    private static List<String> tried(Git git, String one, String other) {
        Exec.Result merge = git.run("merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", one, other);
        if (merge.exitCode() == 0) {
            return List.of();
        }
        List<String> said = List.of(merge.stdout().split("\0"));
        if (merge.exitCode() != 1 || said.size() < 2) {
            throw Failure.failed("git cannot tell how " + one.substring(0, 8) + " and " + other.substring(0, 8) + " merge: " + Git.complaint(merge), "");
        }
        return List.copyOf(new TreeSet<>(said.subList(1, said.size())));
    }

    private static Git throwAway(Repository repository, Path dir) throws IOException {
        boolean sha256 = Settings.of(repository).value("extensions.objectformat", "sha1").equals("sha256");
        Files.createDirectories(dir.resolve("refs"));
        Files.createDirectories(dir.resolve("objects/info"));
        Files.writeString(dir.resolve("HEAD"), "ref: refs/heads/none\n");
        Files.writeString(dir.resolve("config"), "[core]\n\trepositoryformatversion = 1\n\tbare = true\n" + (sha256 ? "[extensions]\n\tobjectFormat = sha256\n" : ""));
        Files.writeString(dir.resolve("objects/info/alternates"), repository.commonDir().resolve("objects") + "\n");
        return repository.git().in(dir).with(Map.of("GIT_DIR", dir.toString(), "GIT_CONFIG_GLOBAL", "/dev/null", "GIT_CONFIG_NOSYSTEM", "1", "GIT_ATTR_NOSYSTEM", "1"));
    }

    private static int number(String text) {
        return text.equals("-") ? 0 : Integer.parseInt(text);
    }
}
