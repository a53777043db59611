package mc.agent;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mc.process.ProcessId;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * A role at work in a mission, as the tables know it. Ids are made by mc from {@code [a-z0-9-]}; nullable: everything the agent
 * gets later in its life ({@code briefedAt} and what follows). Immutable.
 *
 * @param since when it came into this state
 * @param reason why it is in this state, in one line
 * @param source what told
 * @param limitedUntil when its usage limit ends, as far as any source tells; null when it is not limited
 * @param conversation the id of its program's conversation, a UUID
 * @param briefing the id that marks its first prompt
 * @param briefedAt when its own evidence showed that the first turn started
 * @param baseCommit the commit its worktree started from
 * @param endedAt when somebody asked to end this agent while its mission went on; null unless that is so
 */
public record Agent(
        String id,
        String mission,
        String role,
        String title,
        String purpose,
        String adapter,
        AgentState state,
        Instant since,
        String reason,
        Source source,
        Instant limitedUntil,
        String conversation,
        String briefing,
        Instant briefedAt,
        String windowId,
        String paneId,
        Long pid,
        Long pidStart,
        String worktree,
        String branch,
        String baseCommit,
        String strategy,
        Instant lastCommitAt,
        String lastCommitSubject,
        Instant endedAt) {

    /** How the reason begins when a turn ended with a question. */
    static final String QUESTION = "its turn ended with a question: ";

    /** How the reason begins when somebody has broken off the turn. */
    public static final String INTERRUPTED = "interrupted";

    static final RowMapper<Agent> ROW = (row, context) -> new Agent(
            row.getString("id"),
            row.getString("mission"),
            row.getString("role"),
            row.getString("title"),
            row.getString("purpose"),
            row.getString("adapter"),
            AgentState.of(row.getString("state")),
            Instant.parse(row.getString("since")),
            row.getString("reason"),
            Source.of(row.getString("source")),
            instant(row.getString("limited_until")),
            row.getString("conversation"),
            row.getString("briefing"),
            instant(row.getString("briefed_at")),
            row.getString("window_id"),
            row.getString("pane_id"),
            row.getObject("pid") == null ? null : row.getLong("pid"),
            row.getObject("pid_start") == null ? null : row.getLong("pid_start"),
            row.getString("worktree"),
            row.getString("branch"),
            row.getString("base_commit"),
            row.getString("strategy"),
            instant(row.getString("last_commit_at")),
            row.getString("last_commit_subject"),
            instant(row.getString("ended_at")));

    /** Its program, if it was ever started. */
    public Optional<ProcessId> process() {
        return pid == null ? Optional.empty() : Optional.of(new ProcessId(pid, pidStart));
    }

    /** Whether a pane was made for it and its program is not known to have ended. */
    public boolean hasPane() {
        return paneId != null && state.isLive();
    }

    /** Whether it was ended for good, or is being: it is no member of the team any more, until somebody brings it back. */
    public boolean hasLeft() {
        return endedAt != null;
    }

    /** The name of its worktree's directory: what its id says beyond the mission. */
    public String dirName() {
        return id.substring(mission.length() + 1);
    }

    /** What somebody is asked, if this agent is stopped until that is answered or has ended its turn with a question. */
    public Optional<String> waitingFor() {
        boolean isAsking = state == AgentState.WAITING || state == AgentState.READY && reason.startsWith(QUESTION);
        return isAsking ? Optional.of(reason) : Optional.empty();
    }

    private static Instant instant(String text) {
        return text == null ? null : Instant.parse(text);
    }

    /** Reads the table of agents. */
    public static final class Table {

        private Table() {}

        public static Optional<Agent> find(Handle sql, String id) {
            return sql.createQuery("select * from agent where id = :id").bind("id", id).map(ROW).findOne();
        }

        /** A mission's agents in the team's order. */
        public static List<Agent> ofMission(Handle sql, String mission) {
            return sql.createQuery("select * from agent where mission = :mission order by position").bind("mission", mission).map(ROW).list();
        }

        /** The agent that has this role in a mission. */
        public static Optional<Agent> ofRole(Handle sql, String mission, String role) {
            return sql.createQuery("select * from agent where mission = :mission and role = :role").bind("mission", mission).bind("role", role).map(ROW).findOne();
        }

        /** Where the agents of every other mission have, or had, their worktrees. */
        public static Set<Path> worktreesOfOthers(Handle sql, String mission) {
            return sql.createQuery("select distinct worktree from agent where mission != :mission and worktree is not null").bind("mission", mission).mapTo(String.class).stream().map(Path::of).collect(Collectors.toSet());
        }

        /** The agents of every mission that has not ended. */
        public static List<Agent> ofLiveMissions(Handle sql) {
            return sql.createQuery("select a.* from agent a join mission m on m.id = a.mission where m.ended_at is null order by m.created_at, a.position").map(ROW).list();
        }

        /** The agent of a mission that has not ended whose token has this hash; one that has left has none. */
        public static Optional<Agent> byToken(Handle sql, String tokenHash) {
            return sql.createQuery("select a.* from agent a join mission m on m.id = a.mission where m.ended_at is null and a.ended_at is null and a.token_hash = :hash").bind("hash", tokenHash).map(ROW).findOne();
        }
    }
}
