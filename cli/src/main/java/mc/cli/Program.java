package mc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** This program as the user's shell knows it: {@code mc} may be somebody else (Midnight Commander), or not on the PATH at all. */
record Program(Optional<Path> firstOnPath, Optional<Path> launcher) {

    static Program of(Map<String, String> env) {
        Optional<Path> first = Optional.empty();
        for (String dir : env.getOrDefault("PATH", "").split(":")) {
            Path candidate = Path.of(dir.isEmpty() ? "." : dir).resolve("mc");
            if (first.isEmpty() && Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                first = Optional.of(candidate);
            }
        }
        return new Program(first, Optional.ofNullable(System.getProperty("mc.launcher")).map(Path::of));
    }

    /** Whether {@code mc}, typed in this shell, is this program. */
    boolean isOnPath() {
        try {
            return firstOnPath.isPresent() && launcher.isPresent() && Files.isSameFile(firstOnPath.get(), launcher.get());
        } catch (IOException e) {
            return false;
        }
    }

    /** What to type to run it again. */
    String command() {
        if (isOnPath() || launcher.isEmpty()) {
            return "mc";
        }
        Path here = Path.of("").toAbsolutePath();
        return launcher.get().startsWith(here) ? here.relativize(launcher.get()).toString() : launcher.get().toString();
    }
}
