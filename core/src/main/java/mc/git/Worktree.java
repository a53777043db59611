package mc.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.text.SafeFiles;

/**
 * One worktree git knows of, the main one included. {@code adminDir} is its own git directory ({@code .git/worktrees/NAME}); it is
 * found from the repository's side, since an agent may rewrite its worktree's {@code .git} file. {@code commit} is absent on a
 * branch without commits, {@code branch} when HEAD is detached, {@code lockReason} when it is not locked. Immutable.
 */
public record Worktree(Path path, Path adminDir, boolean main, Optional<String> commit, Optional<String> branch, Optional<String> lockReason) {

    private static final String HEADS = "refs/heads/";

    /** All worktrees, the main one first, those whose directory is gone included. */
    public static List<Worktree> list(Repository repository) {
        Map<Path, Path> admins = adminDirs(repository.commonDir());
        List<Worktree> found = new ArrayList<>();
        Map<String, String> block = new HashMap<>();
        for (String line : repository.git().fields("worktree", "list", "--porcelain", "-z")) {
            if (line.isEmpty()) {
                add(found, block, admins, repository);
                block.clear();
            } else {
                int space = line.indexOf(' ');
                block.put(space < 0 ? line : line.substring(0, space), space < 0 ? "" : line.substring(space + 1));
            }
        }
        add(found, block, admins, repository);
        return List.copyOf(found);
    }

    /** The worktree at this path, if git knows one. */
    public static Optional<Worktree> at(Repository repository, Path path) {
        return at(list(repository), path);
    }

    /** The one at this path among those that were listed. */
    public static Optional<Worktree> at(List<Worktree> listed, Path path) {
        Path wanted = real(path);
        return listed.stream().filter(worktree -> worktree.path().equals(wanted)).findFirst();
    }

    /** git for this worktree, whatever its {@code .git} file or the configuration claim about its place. */
    Git git(Repository repository) {
        return repository.git().in(path).with(Map.of(
                "GIT_DIR", adminDir.toString(),
                "GIT_COMMON_DIR", repository.commonDir().toString(),
                "GIT_WORK_TREE", path.toString()));
    }

    /** Whether its {@code .git} file leads to this admin directory, or is missing. */
    boolean pointsHome() {
        Path file = path.resolve(".git");
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        try {
            String text = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.readString(file, StandardCharsets.UTF_8) : "";
            String target = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
            return target.startsWith("gitdir: ") && path.resolve(target.substring("gitdir: ".length())).normalize().equals(adminDir);
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** Writes the {@code .git} file (and the directory) if it is missing. */
    void writeGitFile() throws IOException {
        Files.createDirectories(path);
        if (!Files.exists(path.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
            SafeFiles.write(path.resolve(".git"), "gitdir: " + adminDir + "\n");
        }
    }

    static Optional<String> branchName(Optional<String> ref) {
        return ref.filter(name -> name.startsWith(HEADS)).map(name -> name.substring(HEADS.length()));
    }

    /** The path as git writes it: links in the directories above resolved, though it may not exist itself. */
    static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            return Files.exists(absolute) || absolute.getParent() == null ? absolute.toRealPath() : real(absolute.getParent()).resolve(absolute.getFileName());
        } catch (IOException e) {
            return absolute;
        }
    }

    /** Where a new worktree will lie: links above are resolved, the last name is taken as it stands, so that a link there is noticed. */
    static Path place(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.getParent() == null ? absolute : real(absolute.getParent()).resolve(absolute.getFileName());
    }

    private static void add(List<Worktree> found, Map<String, String> block, Map<Path, Path> admins, Repository repository) {
        if (!block.containsKey("worktree")) {
            return;
        }
        Path path = Path.of(block.get("worktree"));
        boolean main = found.isEmpty();
        Path admin = main ? repository.commonDir() : admins.get(path);
        if (admin != null) {
            Optional<String> commit = Optional.ofNullable(block.get("HEAD")).filter(id -> !id.matches("0+"));
            found.add(new Worktree(path, admin, main, commit, branchName(Optional.ofNullable(block.get("branch"))), Optional.ofNullable(block.get("locked"))));
        }
    }

    /** Worktree path to its admin directory, read from the {@code gitdir} files (absolute, or relative since git 2.48). */
    private static Map<Path, Path> adminDirs(Path commonDir) {
        Map<Path, Path> found = new HashMap<>();
        Path all = commonDir.resolve("worktrees");
        if (!Files.isDirectory(all)) {
            return found;
        }
        try (DirectoryStream<Path> dirs = Files.newDirectoryStream(all)) {
            for (Path dir : dirs) {
                gitFile(dir).ifPresent(file -> found.put(file.getParent(), dir));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + all, e);
        }
        return found;
    }

    /** The worktree's {@code .git} file an admin directory speaks of; empty when it is half made or being removed. */
    private static Optional<Path> gitFile(Path adminDir) {
        try {
            String text = Files.readString(adminDir.resolve("gitdir"), StandardCharsets.UTF_8);
            return Optional.of(adminDir.resolve(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text).normalize()).filter(file -> file.getParent() != null);
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
