package mc.git;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mc.Failure;

/**
 * The agent a worktree or branch was made for: one role of one mission. git itself keeps the proof: the worktree's lock reason, and
 * the name in the reflog's entry of the branch's birth, which outlive every crash of mc. Both parts are {@code [A-Za-z0-9_-]}. Immutable.
 */
public record Owner(String mission, String role) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Pattern REASON = Pattern.compile("mc: mission (\\S+), role (\\S+), strategy (\\S+)");

    public Owner {
        for (String name : new String[] {mission, role}) {
            if (!NAME.matcher(name).matches()) {
                throw Failure.usage("'" + Git.shown(name) + "' cannot be the name of a mission or role: letters, digits, - and _ only, at most 64.", "");
            }
        }
    }

    /** What a worktree's lock says. */
    record Lock(Owner owner, Strategy strategy) {

        String reason() {
            return "mc: mission " + owner.mission + ", role " + owner.role + ", strategy " + strategy.word();
        }

        /** The lock this reason speaks of; empty when it is not one of mc's. */
        static Optional<Lock> of(String reason) {
            Matcher m = REASON.matcher(reason.strip());
            if (!m.matches() || !NAME.matcher(m.group(1)).matches() || !NAME.matcher(m.group(2)).matches()) {
                return Optional.empty();
            }
            return Arrays.stream(Strategy.values())
                    .filter(strategy -> strategy.word().equals(m.group(3)))
                    .findFirst()
                    .map(strategy -> new Lock(new Owner(m.group(1), m.group(2)), strategy));
        }
    }

    /** Whom the worktree was made for, as its lock says; empty when it is not one of mc's. */
    public static Optional<Owner> of(Worktree worktree) {
        return worktree.lockReason().flatMap(Lock::of).map(Lock::owner);
    }

    /** The address in reflog entries; {@code .invalid} belongs to nobody (RFC 2606). */
    String address() {
        return role + "." + mission + "@mc.invalid";
    }

    /** This git, signing what it does with the owner's address. */
    Git signing(Git git) {
        return git.set("core.logAllRefUpdates=true")
                .with(Map.of(
                        "GIT_AUTHOR_NAME", "Mission Control",
                        "GIT_AUTHOR_EMAIL", address(),
                        "GIT_COMMITTER_NAME", "Mission Control",
                        "GIT_COMMITTER_EMAIL", address()));
    }

    /** Whether this worktree was made for this owner: by its lock, or when somebody unlocked it, by its reflog. */
    boolean owns(Worktree worktree) {
        return worktree.lockReason().isPresent()
                ? worktree.lockReason().flatMap(Lock::of).filter(lock -> lock.owner().equals(this)).isPresent()
                : Reflog.ofHead(worktree.adminDir()).entries().stream().anyMatch(entry -> entry.who().endsWith("<" + address() + ">"));
    }

    /** Whether this branch was made for this owner. */
    boolean made(Repository repository, String branch) {
        return repository.git().run("log", "-g", "--format=%ge", "refs/heads/" + branch, "--").stdout().lines().anyMatch(address()::equals);
    }

    @Override
    public String toString() {
        return role + " of mission " + mission;
    }
}
