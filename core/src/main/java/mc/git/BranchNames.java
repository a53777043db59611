package mc.git;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The name of an agent's own branch. */
final class BranchNames {

    private BranchNames() {}

    /** The first of {@link #candidates} that git allows and that is free or was made for this owner before; empty when there is none. */
    static Optional<String> choose(Repository repository, WorktreeRequest request) {
        for (String name : candidates(request)) {
            if (!isValid(repository.git(), name)) {
                continue;
            }
            boolean ours = repository.hasBranch(name) ? request.owner().made(repository, name) : !isBlocked(repository, name);
            if (ours) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** The plain name, the same with the mission's id, and one that is short and clear of every branch the user may have. */
    static List<String> candidates(WorktreeRequest request) {
        String role = request.owner().role();
        String mission = request.owner().mission();
        String plain = request.startingBranch().orElse("mc-" + request.startingCommit().substring(0, 8)) + "-" + role;
        return List.of(plain, plain + "-" + mission, "mc-" + mission + "-" + role);
    }

    /** git's own rules, without a leading dash (git's commands would take it for an option), and short enough for a file name with {@code .lock}. */
    static boolean isValid(Git git, String name) {
        boolean fits = Arrays.stream(name.split("/")).allMatch(part -> part.getBytes(StandardCharsets.UTF_8).length <= 240);
        return fits && !name.startsWith("-") && git.run("check-ref-format", "refs/heads/" + name).ok();
    }

    /** A branch {@code a} and a branch {@code a/b} cannot both be. */
    private static boolean isBlocked(Repository repository, String name) {
        if (!repository.git().text("for-each-ref", "--count=1", "--format=%(refname)", "refs/heads/" + escaped(name) + "/").isEmpty()) {
            return true;
        }
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            if (repository.hasBranch(name.substring(0, slash))) {
                return true;
            }
        }
        return false;
    }

    /** for-each-ref takes patterns; the characters special to them are not allowed in names, but a bracket's end is. */
    private static String escaped(String name) {
        return name.replace("]", "\\]");
    }
}
