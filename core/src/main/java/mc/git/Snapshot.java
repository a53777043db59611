package mc.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import mc.Failure;

/**
 * Everything in a worktree that a commit can hold, written to the object store: {@code tree} is its files (without ignored ones),
 * {@code indexTree} what is staged, both tree ids. Of a conflicted path the staged versions lie in {@code indexTree} under
 * {@code .mc-conflicts/1} (base), {@code /2} (ours) and {@code /3} (theirs). Two equal snapshots hold the same work. Immutable.
 */
record Snapshot(Optional<String> head, Optional<String> branch, String tree, String indexTree, StatusCounts counts, List<String> mergeHeads) {

    static final String CONFLICTS = ".mc-conflicts/";

    /** Writes the trees, running nothing planted. REFUSED when something in the worktree cannot be held by a commit. */
    static Snapshot take(Repository repository, Worktree stale) {
        Worktree worktree = Worktree.at(repository, stale.path())
                .orElseThrow(() -> Failure.notFound("git knows no worktree " + Git.shown(stale.path().toString()) + ".", ""));
        try (Shadow shadow = Shadow.of(repository, worktree)) {
            if (!Files.isDirectory(worktree.path())) {
                return withoutFiles(worktree, shadow);
            }
            return withFiles(worktree, shadow);
        } catch (IOException e) {
            throw Failure.failed("Cannot read the worktree " + Git.shown(worktree.path().toString()) + ": " + e, "", e);
        }
    }

    /** Whether all of it is in the HEAD commit already. */
    boolean isInHead(Repository repository) {
        return head.isPresent() && counts.clean() && tree.equals(indexTree) && tree.equals(repository.git().text("rev-parse", head.get() + "^{tree}"));
    }

    private static Snapshot withFiles(Worktree worktree, Shadow shadow) throws IOException {
        Git git = shadow.onCopiedIndex();
        List<String> lost = Unpreservable.in(worktree, git);
        if (!lost.isEmpty()) {
            throw Failure.refused("The worktree " + Git.shown(worktree.path().toString()) + " holds what git cannot keep in a commit: " + String.join("; ", lost) + ".", "Save or move it away yourself, then try again.");
        }
        if (!Files.exists(worktree.adminDir().resolve("index"))) {
            git.mustChange("read-tree", worktree.commit().isPresent() ? worktree.commit().get() : "--empty");
        }
        trustNoFlags(git);
        git.run("update-index", "-q", "--refresh"); // its exit code only says that something changed
        StatusCounts counts = StatusCounts.of(git.fields("status", "--porcelain=v2", "-z", "--no-renames", "--ignore-submodules=dirty", "--untracked-files=all"));
        String indexTree = indexTree(git, shadow);
        String tree = indexTree;
        if (!counts.clean()) {
            Git raw = shadow.raw();
            raw.mustChange("add", "--all", "--sparse");
            tree = raw.mustChange("write-tree", "--missing-ok");
        }
        return new Snapshot(worktree.commit(), worktree.branch(), tree, indexTree, counts, mergeHeads(worktree));
    }

    /** The directory is gone; what was staged is still known. */
    private static Snapshot withoutFiles(Worktree worktree, Shadow shadow) throws IOException {
        Git git = shadow.onCopiedIndex().in(worktree.adminDir()).with(Map.of("GIT_WORK_TREE", worktree.adminDir().toString()));
        if (!Files.exists(worktree.adminDir().resolve("index"))) {
            git.mustChange("read-tree", worktree.commit().isPresent() ? worktree.commit().get() : "--empty");
        }
        String indexTree = indexTree(git, shadow);
        int staged = worktree.commit().isEmpty() ? git.fields("ls-files", "-z").size() : git.fields("diff-index", "--cached", "--name-only", "--no-renames", "-z", worktree.commit().get()).size();
        return new Snapshot(worktree.commit(), worktree.branch(), indexTree, indexTree, new StatusCounts(staged, 0, 0, 0), mergeHeads(worktree));
    }

    /** "Assume unchanged" hides changes from git. Lines of ls-files -v start with a small letter then; quoted names go back as they came. */
    private static void trustNoFlags(Git git) {
        String flagged = git.text("ls-files", "-v").lines()
                .filter(line -> Character.isLowerCase(line.charAt(0)))
                .map(line -> line.substring(2) + "\n")
                .collect(Collectors.joining());
        if (!flagged.isEmpty()) {
            git.input(flagged).mustChange("update-index", "--no-assume-unchanged", "--stdin");
        }
    }

    private static String indexTree(Git git, Shadow shadow) {
        String entries = git.text("ls-files", "-s");
        if (entries.lines().noneMatch(line -> stage(line) != 0)) {
            return git.mustChange("write-tree", "--missing-ok");
        }
        String flat = entries.lines().map(Snapshot::flattened).map(line -> line + "\n").collect(Collectors.joining());
        Git apart = git.with(Map.of("GIT_INDEX_FILE", shadow.scratch("flat-index").toString()));
        apart.input(flat).mustChange("update-index", "--index-info");
        return apart.mustChange("write-tree", "--missing-ok");
    }

    /** "mode id stage TAB name", the name perhaps quoted. */
    private static int stage(String line) {
        return line.charAt(line.indexOf('\t') - 1) - '0';
    }

    private static String flattened(String line) {
        int tab = line.indexOf('\t');
        String name = line.substring(tab + 1);
        int stage = stage(line);
        String prefix = stage == 0 ? "" : CONFLICTS + stage + "/";
        String placed = name.startsWith("\"") ? "\"" + prefix + name.substring(1) : prefix + name;
        return line.substring(0, tab - 1) + "0\t" + placed;
    }

    /** What is being merged in; those commits may be on no branch of ours. */
    private static List<String> mergeHeads(Worktree worktree) throws IOException {
        var file = worktree.adminDir().resolve("MERGE_HEAD");
        return Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.ISO_8859_1).lines().filter(id -> id.matches("[0-9a-f]{40,64}")).toList() : List.of();
    }
}
