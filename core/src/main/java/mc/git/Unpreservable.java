package mc.git;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of a worktree a commit cannot hold: repositories inside it (git would store a bare pointer, or with a damaged {@code .git}
 * leave that out), files put into a submodule's place without its repository, and what cannot be read. Ignored directories are
 * searched too, since a clone in one may hold work.
 */
final class Unpreservable {

    private static final int MOST = 20;

    private Unpreservable() {}

    /** One sentence part for each, at most twenty; empty when a commit can hold everything. */
    static List<String> in(Worktree worktree, Git shadow) throws IOException {
        Set<Path> submodules = shadow.fields("ls-files", "-s", "-z").stream()
                .filter(line -> line.startsWith("160000 "))
                .map(line -> worktree.path().resolve(line.substring(line.indexOf('\t') + 1)))
                .collect(Collectors.toSet());
        List<String> found = new ArrayList<>();
        Files.walkFileTree(worktree.path(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                if (dir.getFileName().toString().equalsIgnoreCase(".git")) {
                    return add("a repository in " + shown(dir.getParent()), FileVisitResult.SKIP_SUBTREE);
                }
                if (submodules.contains(dir) && !isEmpty(dir) && !Files.exists(dir.resolve(".git"))) {
                    return add("files in the place of the submodule " + shown(dir), FileVisitResult.CONTINUE);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                boolean own = file.getParent().equals(worktree.path());
                boolean nested = !own && file.getFileName().toString().equalsIgnoreCase(".git");
                return nested ? add("a repository in " + shown(file.getParent()), FileVisitResult.CONTINUE) : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return add(shown(file) + ", which cannot be read", FileVisitResult.CONTINUE);
            }

            private FileVisitResult add(String what, FileVisitResult next) {
                found.add(what);
                return found.size() < MOST ? next : FileVisitResult.TERMINATE;
            }

            private String shown(Path path) {
                return "'" + Git.shown(worktree.path().relativize(path).toString()) + "'";
            }
        });
        return List.copyOf(found);
    }

    private static boolean isEmpty(Path dir) throws IOException {
        try (Stream<Path> content = Files.list(dir)) {
            return content.findAny().isEmpty();
        }
    }
}
