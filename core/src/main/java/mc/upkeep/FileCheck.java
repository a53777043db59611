package mc.upkeep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import mc.Home;
import mc.text.Untrusted;

/**
 * The rights of what mc keeps: readable by its user alone, for specs, plans, screens and environments may hold secrets. The user's own
 * templates and configuration, checkouts, and what links lead to are nobody's business here.
 */
record FileCheck(Home home) implements Check {

    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    @Override
    public List<Finding> look() {
        List<Path> open = open();
        if (open.isEmpty()) {
            return List.of();
        }
        String first = Untrusted.line(open.get(0).toString(), 300);
        return List.of(Finding.problem("files", open.size() + (open.size() == 1 ? " file or directory" : " files or directories") + " of mc's can be read or changed by other users.", first + (open.size() > 1 ? " and others" : ""), "mc validate --fix"));
    }

    /** Takes away every right of others; says for how many files. */
    List<String> mend() {
        List<Path> open = open();
        for (Path path : open) {
            try {
                Set<PosixFilePermission> rights = EnumSet.copyOf(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
                rights.removeAll(OTHERS);
                Files.setPosixFilePermissions(path, rights);
            } catch (NoSuchFileException e) {
                continue; // gone meanwhile
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot change the rights of " + path, e);
            }
        }
        return open.isEmpty() ? List.of() : List.of("took other users' rights to " + open.size() + " of mc's files and directories");
    }

    private List<Path> open() {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(home.root(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                    boolean isCheckout = dir.getFileName() != null && dir.getFileName().toString().equals("worktrees");
                    if (isCheckout || dir.equals(home.templates()) || dir.equals(home.run().resolve("lib"))) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    return visitFile(dir, attributes);
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    boolean isOurs = !attributes.isSymbolicLink() && !file.equals(home.config());
                    if (isOurs && Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS).stream().anyMatch(OTHERS::contains)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE; // gone meanwhile
                    }
                    throw e;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look through " + home.root(), e);
        }
        return found;
    }
}
