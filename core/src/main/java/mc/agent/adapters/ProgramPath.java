package mc.agent.adapters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds a program as a shell would, but only in absolute directories of the given environment's PATH. Stateless. */
final class ProgramPath {

    private ProgramPath() {}

    /** The first executable file of that name; empty when there is none. */
    static Optional<Path> find(String name, Map<String, String> env) {
        for (String directory : env.getOrDefault("PATH", "").split(":")) {
            if (directory.startsWith("/")) { // a relative entry would find what a repository planted
                Path candidate = Path.of(directory, name);
                if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }
}
