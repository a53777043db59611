package mc.compliance.git;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.event.Event;
import mc.git.BranchFacts;
import mc.git.StatusCounts;
import org.jdbi.v3.core.Handle;

/**
 * What a look at an agent's worktree found. Immutable.
 *
 * @param newest the name of what has all that was integrated, as far as this repository knows: the starting branch, or a remote's of it
 * @param made the commits made in this worktree and when mc saw them, by full id; its reflog says so
 * @param gone commits with a bad message that cannot be mended any more, or need not
 * @param direct commits made in this worktree on the starting branch that are there, by full id
 * @param marked the files that still hold conflict markers though their conflict was marked as resolved
 */
record GitSeen(Mission mission, Agent agent, BranchFacts facts, String newest, Map<String, Instant> made, Set<String> gone, Map<String, Direct> direct, List<String> marked) {

    /**
     * A commit on the starting branch.
     *
     * @param before what the branch pointed to before it, as a revision
     * @param isLast whether it is the last one there, and on no remote: then the branch can go back to what was before
     */
    record Direct(String before, boolean isLast) {}


    /**
     * Since when the worktree holds what is not committed, and conflicts. That is the time of the oldest change that the files tell when it
     * is seen first, but never before the last commit, nor before it was seen clean (a file that was moved in is as old as it was
     * elsewhere). It stays so until the next commit or until it is clean, whatever times the files have later. While files are in
     * conflict, or their markers are about to be committed, nothing is to be committed; the time runs anew from when that is over.
     *
     * @param changedSince null when nothing is to be committed
     * @param conflicted how many files are in conflict, or still hold its markers
     * @param at when this was written down
     */
    record Dirt(int changed, Instant changedSince, int conflicted, Instant conflictedSince, Instant at) {

        static Optional<Dirt> find(Handle sql, String agent) {
            return sql.createQuery("select * from worktree_seen where agent = :agent").bind("agent", agent)
                    .map((row, context) -> new Dirt(row.getInt("changed"), instant(row.getString("changed_since")), row.getInt("conflicted"), instant(row.getString("conflicted_since")), Instant.parse(row.getString("at")))).findOne();
        }

        /** @param start nothing counts that was before: the last commit, or the start of the mission */
        static Dirt of(BranchFacts facts, int marked, Optional<Dirt> before, Instant start, Instant now) {
            StatusCounts counts = facts.counts();
            int changed = counts.staged() + counts.unstaged() + counts.untracked() + counts.conflicted();
            boolean isHeld = counts.conflicted() > 0 || marked > 0 && counts.staged() > 0;
            boolean wasHeld = before.filter(dirt -> dirt.conflictedSince() != null && dirt.changedSince() == null).isPresent();
            Instant changedSince = changed == 0 || isHeld ? null : wasHeld ? now : since(facts.changedSince(), before, Dirt::changedSince, start, now);
            return new Dirt(changed, changedSince, counts.conflicted() + marked, conflictedSince(facts, marked, before, start, now), now);
        }

        private static Instant conflictedSince(BranchFacts facts, int marked, Optional<Dirt> before, Instant start, Instant now) {
            Optional<Instant> known = before.map(Dirt::conflictedSince);
            return facts.counts().conflicted() > 0 ? since(facts.conflictedSince(), before, Dirt::conflictedSince, start, now) : marked == 0 ? null : known.orElse(now);
        }

        private static Instant since(Optional<Instant> told, Optional<Dirt> before, Function<Dirt, Instant> which, Instant start, Instant now) {
            Optional<Instant> known = before.map(which).filter(time -> !time.isBefore(start));
            if (known.isPresent()) {
                return known.get();
            }
            Instant clean = before.filter(dirt -> which.apply(dirt) == null).map(Dirt::at).filter(time -> time.isAfter(start)).orElse(start);
            Instant earliest = told.filter(time -> time.isBefore(now)).orElse(now);
            return earliest.isBefore(clean) ? clean : earliest;
        }

        Event event(String mission, String agent) {
            return new Event.WorktreeSeen(mission, agent, changed, text(changedSince), conflicted, text(conflictedSince));
        }

        private static Instant instant(String text) {
            return text == null ? null : Instant.parse(text);
        }

        private static String text(Instant time) {
            return time == null ? null : time.toString();
        }
    }
}
