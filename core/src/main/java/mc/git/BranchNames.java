package mc.git;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The name of an agent's own branch. */
final class BranchNames {

    private BranchNames() {}

    /** A free name, or one that was made for this owner before. */
    record Choice(String name, boolean exists) {}

    /** The first name in the order of {@link #candidates} that git allows and nobody else has; empty when there is none. */
    static Optional<Choice> choose(Repository repository, WorktreeRequest request) {
        for (String name : candidates(request)) {
            if (!isValid(repository.git(), name)) {
                continue;
            }
            if (repository.git().run("show-ref", "--verify", "--quiet", "refs/heads/" + name).ok()) {
                if (request.owner().made(repository, name)) {
                    return Optional.of(new Choice(name, true));
                }
            } else if (!isBlocked(repository.git(), name)) {
                return Optional.of(new Choice(name, false));
            }
        }
        return Optional.empty();
    }

    /** The plain name, the same with the mission's id, and one that is short and clear of every branch the user may have. */
    static List<String> candidates(WorktreeRequest request) {
        String role = request.owner().role();
        String mission = request.owner().mission();
        String plain = request.startingBranch().orElse("mc-" + request.startingCommit().substring(0, 8)) + "-" + role;
        return new ArrayList<>(List.of(plain, plain + "-" + mission, "mc-" + mission + "-" + role));
    }

    /** git's own rules, without a leading dash (git's commands would take it for an option), and short enough for a file name with {@code .lock}. */
    static boolean isValid(Git git, String name) {
        boolean fits = Arrays.stream(name.split("/")).allMatch(part -> part.getBytes(StandardCharsets.UTF_8).length <= 240);
        return fits && !name.startsWith("-") && git.run("check-ref-format", "refs/heads/" + name).ok();
    }

    /** A branch {@code a} and a branch {@code a/b} cannot both be. */
    private static boolean isBlocked(Git git, String name) {
        if (!git.text("for-each-ref", "--count=1", "--format=%(refname)", "refs/heads/" + escaped(name) + "/").isEmpty()) {
            return true;
        }
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            if (git.run("show-ref", "--verify", "--quiet", "refs/heads/" + name.substring(0, slash)).ok()) {
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
