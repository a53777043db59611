package mc.agent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * One team at work on one spec in one project, as the tables know it. {@code sessionId}, {@code startingBranch} (detached start),
 * {@code model} and {@code endedAt} may be null. Immutable.
 *
 * @param id made by mc from {@code [a-z0-9-]}: the project's name and a number
 * @param project the project's name in the registry
 * @param path the project's top level
 * @param socket the tmux server's name
 * @param session the tmux session's name
 */
public record Mission(
        String id,
        String name,
        String project,
        String path,
        String status,
        String socket,
        String session,
        String sessionId,
        String startingBranch,
        String startingCommit,
        String teamType,
        String size,
        String planner,
        String permissionMode,
        String model,
        boolean trust,
        String worktreeStrategy,
        boolean keepWorktrees,
        Instant createdAt,
        Instant endedAt) {

    /** Its agents are being started, or not all of them have started their first turn yet. */
    public static final String STARTING = "starting";
    /** Every agent has started its first turn. */
    public static final String RUNNING = "running";
    /** It is being ended. */
    public static final String STOPPING = "stopping";
    /** It has ended. */
    public static final String STOPPED = "stopped";

    private static final String SELECT = "select m.*, p.path from mission m join project p on p.name = m.project ";

    private static final RowMapper<Mission> ROW = (row, context) -> new Mission(
            row.getString("id"),
            row.getString("name"),
            row.getString("project"),
            row.getString("path"),
            row.getString("status"),
            row.getString("socket"),
            row.getString("session"),
            row.getString("session_id"),
            row.getString("starting_branch"),
            row.getString("starting_commit"),
            row.getString("team_type"),
            row.getString("size"),
            row.getString("planner"),
            row.getString("permission_mode"),
            row.getString("model"),
            row.getInt("trust") != 0,
            row.getString("worktree_strategy"),
            row.getInt("keep_worktrees") != 0,
            Instant.parse(row.getString("created_at")),
            row.getString("ended_at") == null ? null : Instant.parse(row.getString("ended_at")));

    public boolean hasEnded() {
        return endedAt != null;
    }

    /** Whether agents of it may be started; somebody may have asked to end it meanwhile. */
    public boolean mayLaunch() {
        return status.equals(STARTING) || status.equals(RUNNING);
    }

    /** Reads the tables of missions and projects. */
    public static final class Table {

        private Table() {}

        public static Optional<Mission> find(Handle sql, String id) {
            return sql.createQuery(SELECT + "where m.id = :id").bind("id", id).map(ROW).findOne();
        }

        /** The missions that have not ended, oldest first. */
        public static List<Mission> live(Handle sql) {
            return sql.createQuery(SELECT + "where m.ended_at is null order by m.created_at, m.id").map(ROW).list();
        }

        /** Every mission, newest first. */
        public static List<Mission> all(Handle sql) {
            return sql.createQuery(SELECT + "order by m.created_at desc, m.id desc").map(ROW).list();
        }

        /** The mission at work on the project at this path. */
        public static Optional<Mission> liveOnPath(Handle sql, String path) {
            return sql.createQuery(SELECT + "where m.ended_at is null and p.path = :path").bind("path", path).map(ROW).findOne();
        }

        /** The name a project at this path has; empty when it is new. */
        public static Optional<String> projectName(Handle sql, String path) {
            return sql.createQuery("select name from project where path = :path").bind("path", path).mapTo(String.class).findOne();
        }

        /** Whether a project has this name already. */
        public static boolean isProjectName(Handle sql, String name) {
            return sql.createQuery("select count(*) from project where lower(name) = lower(:name)").bind("name", name).mapTo(Integer.class).one() > 0;
        }

        /** Whether the user has said that this repository is to be trusted. */
        public static boolean isTrusted(Handle sql, String path) {
            return sql.createQuery("select count(*) from project where path = :path and trusted_at is not null").bind("path", path).mapTo(Integer.class).one() > 0;
        }

        /** How many missions a project has had. */
        public static int count(Handle sql, String project) {
            return sql.createQuery("select count(*) from mission where project = :project").bind("project", project).mapTo(Integer.class).one();
        }

        /** The paths of all projects that mc has worked on. */
        public static List<String> projectPaths(Handle sql) {
            return sql.createQuery("select path from project order by name").mapTo(String.class).list();
        }
    }
}
